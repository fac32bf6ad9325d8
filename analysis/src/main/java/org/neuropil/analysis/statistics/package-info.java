/**
 * Statistics of samples, of pairs of samples and of pairs of nodes. Everything is in double
 * precision, in a fixed order of summation, and random only through named Philox streams.
 *
 * <p>Samples that are too small or do not vary leave a number undefined: it is then NaN. A NaN
 * among the values of a test is an error that says where; {@link
 * org.neuropil.analysis.statistics.Summary} and {@link org.neuropil.analysis.statistics.Histogram}
 * count NaN apart instead.
 */
@NullMarked
package org.neuropil.analysis.statistics;

import org.jspecify.annotations.NullMarked;
