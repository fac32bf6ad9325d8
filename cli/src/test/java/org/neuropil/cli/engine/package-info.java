@NullMarked
package org.neuropil.cli.engine;

import org.jspecify.annotations.NullMarked;
