/** Counts of signed three-node motifs, exact in 64-bit integers. */
@NullMarked
package org.neuropil.analysis.motif;

import org.jspecify.annotations.NullMarked;
