/**
 * Training: the loop over epochs and batches, evaluation, early stopping, observers, checkpoints
 * and exact resuming. Knows no concrete task.
 */
@NullMarked
package org.neuropil.train;

import org.jspecify.annotations.NullMarked;
