/** Data sets as labelled sequences: readers, subsets, order of the samples, batches. */
@NullMarked
package org.neuropil.task;

import org.jspecify.annotations.NullMarked;
