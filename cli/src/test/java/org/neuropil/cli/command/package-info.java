@NullMarked
package org.neuropil.cli.command;

import org.jspecify.annotations.NullMarked;
