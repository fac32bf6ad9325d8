/**
 * Networks: their specification, initial weights, layers and the one time loop through which all
 * recurrent cells run. Knows the back-end contract, not training.
 */
@NullMarked
package org.neuropil.network;

import org.jspecify.annotations.NullMarked;
