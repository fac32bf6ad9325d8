package org.neuropil.task;

import java.util.Arrays;
import org.neuropil.matrix.Philox;

/** The order in which an epoch visits the samples. */
public final class EpochOrder {
  private EpochOrder() {}

  /**
   * A permutation of 0 .. size - 1. It depends on nothing but the arguments, so a resumed run draws
   * the order of any epoch again without the epochs before it.
   *
   * @param seed seed of the run
   * @param epoch number of the epoch, which names the stream (seed, SHUFFLE, epoch)
   * @param size number of samples
   * @param shuffle whether to shuffle; if not, the order is 0, 1, 2, ...
   */
  public static int[] of(long seed, int epoch, int size, boolean shuffle) {
    int[] order = new int[size];
    Arrays.setAll(order, i -> i);
    if (shuffle) {
      new Philox(seed, Philox.Purpose.SHUFFLE, epoch).shuffle(order, 0, size);
    }
    return order;
  }
}
