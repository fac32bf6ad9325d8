/** Sweeps: many runs by one plan, kept in one directory, resumable at any point. */
@NullMarked
package org.neuropil.cli.sweep;

import org.jspecify.annotations.NullMarked;
