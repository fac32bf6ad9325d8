@NullMarked
package org.neuropil.cli.sweep;

import org.jspecify.annotations.NullMarked;
