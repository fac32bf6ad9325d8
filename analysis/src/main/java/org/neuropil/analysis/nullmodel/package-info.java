/**
 * Null models: random graphs that keep some properties of a signed network, counted many at a time,
 * so that what the network has beyond those properties shows as a z-score.
 */
@NullMarked
package org.neuropil.analysis.nullmodel;

import org.jspecify.annotations.NullMarked;
