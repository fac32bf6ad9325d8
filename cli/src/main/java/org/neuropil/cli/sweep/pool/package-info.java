/** Worker processes on this machine. */
@NullMarked
package org.neuropil.cli.sweep.pool;

import org.jspecify.annotations.NullMarked;
