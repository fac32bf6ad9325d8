/**
 * What the weights of a recurrent network are like beyond their signs: how training changes them,
 * and how they lie in balanced and unbalanced feed-forward loops. Matrices have row = receiving
 * node: W[i][j] is the connection j -> i. A weight of exactly 0 is no connection.
 */
@NullMarked
package org.neuropil.analysis.weights;

import org.jspecify.annotations.NullMarked;
