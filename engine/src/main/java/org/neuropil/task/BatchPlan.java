package org.neuropil.task;

import org.neuropil.error.UserError;

/**
 * Which batches an epoch has. Every batch of every epoch is found from the numbers alone, so a
 * resumed run needs nothing but them.
 *
 * <p>An epoch is one pass over the samples; or, with a number of steps E, a piece of E batches of
 * an endless row of passes, the next epoch going on where it ended. Pass k (from 0) is shuffled by
 * the stream (seed, SHUFFLE, k), or in file order. So E = 60 with 72 samples in batches of 12 and
 * file order is ten sweeps of six batches.
 *
 * <p>{@link Sequences#generated() Generated} samples have no passes and no shuffling: batch g,
 * counted through all epochs, begins at the start of a block and takes the samples that follow.
 * With blocks as large as batches these are samples g B .. g B + B - 1. With larger blocks the rest
 * of the block is left out; with smaller ones a batch has several blocks, and the rest of the last
 * is left out.
 *
 * @param batch samples of a batch, B
 * @param epochSteps batches of an epoch, E; 0 = one pass
 * @param shuffle whether each pass has an order of its own
 * @param dropLast whether a pass leaves out the batch that is not full at its end
 * @param seed of the orders
 */
public record BatchPlan(int batch, int epochSteps, boolean shuffle, boolean dropLast, long seed) {
  /** Checks the ranges. */
  public BatchPlan {
    if (batch < 1 || epochSteps < 0) {
      throw new IllegalArgumentException("batch " + batch + ", epoch steps " + epochSteps);
    }
  }

  /**
   * How many batches every epoch has.
   *
   * @throws UserError usage, if there would be none
   */
  public int count(Sequences data) {
    if (data.generated()) {
      if (epochSteps == 0) {
        throw UserError.usage(
            "an epoch of samples that are made as they are read has no end",
            "say how many steps an epoch has");
      }
      return epochSteps;
    }
    int pass = passBatches(data);
    if (pass == 0) {
      throw UserError.usage(
          data.size() + " samples do not fill one batch of " + batch,
          "use a smaller batch, or keep the batch that is not full");
    }
    return epochSteps == 0 ? pass : epochSteps;
  }

  /** The batches of epoch {@code epoch}, counted from 0. */
  public Batches epoch(Sequences data, int epoch) {
    int count = count(data);
    long first = (long) epoch * count;
    return new Batches(
        data, count, data.generated() ? generated(data, first) : passes(data, first));
  }

  private int passBatches(Sequences data) {
    return dropLast ? data.size() / batch : Math.ceilDiv(data.size(), batch);
  }

  private Batches.Source passes(Sequences data, long first) {
    int passBatches = passBatches(data);
    return new Batches.Source() {
      private int pass = -1;
      private int[] order = new int[0];

      @Override
      public int[] samples(int b) {
        int wanted = Math.toIntExact((first + b) / passBatches);
        if (wanted != pass) {
          order = EpochOrder.of(seed, wanted, data.size(), shuffle);
          pass = wanted;
        }
        return Batches.piece(order, (int) ((first + b) % passBatches), batch);
      }
    };
  }

  private Batches.Source generated(Sequences data, long first) {
    long stride = (long) Math.ceilDiv(batch, data.blockSize()) * data.blockSize();
    return b -> {
      long start = (first + b) * stride;
      if (start + batch > data.size()) {
        throw UserError.usage(
            "the task makes " + data.size() + " samples, and step " + (first + b) + " needs more",
            "train for fewer steps");
      }
      int[] samples = new int[batch];
      for (int k = 0; k < batch; k++) {
        samples[k] = (int) (start + k);
      }
      return samples;
    };
  }
}
