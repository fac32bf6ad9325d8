/** Structural balance: how often the two ways of a feed-forward loop agree in sign. */
@NullMarked
package org.neuropil.analysis.balance;

import org.jspecify.annotations.NullMarked;
