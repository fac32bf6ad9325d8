package org.neuropil.train;

import java.util.List;
import org.neuropil.compute.AdamStep;
import org.neuropil.task.BatchPlan;

/**
 * How a network is trained.
 *
 * @param epochs epochs; 0 only evaluates
 * @param batch samples per step, B
 * @param seed of mask, weights, shuffling and noise
 * @param adam the optimiser
 * @param order which batches an epoch has
 * @param selection when to evaluate, and which weights to end with
 * @param limits when to stop earlier, and how often to write checkpoints
 * @param frozen names of parameters that keep their initial values
 */
public record TrainSettings(
    int epochs,
    int batch,
    long seed,
    Adam adam,
    Order order,
    Selection selection,
    Limits limits,
    List<String> frozen) {
  /**
   * Adam's constants.
   *
   * @param lr learning rate
   * @param beta1 decay of the first moment
   * @param beta2 decay of the second moment
   * @param eps epsilon, added after the bias-corrected root unless said otherwise
   * @param clip elements of gradients are cut to [-clip, clip]; infinite = never
   * @param epsBeforeCorrection TensorFlow 1's place of epsilon, see {@link AdamStep}
   * @param resetSecondMomentAfterEpoch set the second moments to zero after this epoch (a control
   *     experiment); 0 = never
   * @param resetSecondCount count the updates of the second moments' bias correction anew then;
   *     without it the correction no longer makes up for moments that are empty, and the first
   *     updates are up to 1 / sqrt(1 - beta2) times too long
   */
  public record Adam(
      double lr,
      double beta1,
      double beta2,
      double eps,
      double clip,
      boolean epsBeforeCorrection,
      int resetSecondMomentAfterEpoch,
      boolean resetSecondCount) {
    /** The same, where a reset of the second moments includes their count of updates. */
    public Adam(
        double lr,
        double beta1,
        double beta2,
        double eps,
        double clip,
        boolean epsBeforeCorrection,
        int resetSecondMomentAfterEpoch) {
      this(lr, beta1, beta2, eps, clip, epsBeforeCorrection, resetSecondMomentAfterEpoch, true);
    }

    /** Checks the ranges. */
    public Adam {
      if (!(lr > 0) || !(beta1 >= 0 && beta1 < 1) || !(beta2 >= 0 && beta2 < 1) || !(eps > 0)) {
        throw new IllegalArgumentException(
            "lr " + lr + ", beta1 " + beta1 + ", beta2 " + beta2 + ", eps " + eps);
      }
      if (!(clip > 0)) {
        throw new IllegalArgumentException("clip " + clip);
      }
    }

    /** The paper's constants: PyTorch's with this rate. */
    public static Adam defaults(double lr) {
      return new Adam(lr, 0.9, 0.999, 1e-8, Double.POSITIVE_INFINITY, false, 0);
    }

    AdamStep step(long number, long secondNumber) {
      return new AdamStep(number, lr, beta1, beta2, eps, clip, epsBeforeCorrection, secondNumber);
    }
  }

  /**
   * Which batches an epoch has, see {@link BatchPlan}.
   *
   * @param epochSteps steps of an epoch; 0 = one pass over the training set
   * @param shuffle draw a new order of the samples every pass; false = file order
   * @param dropLast leave out batches that are not full
   */
  public record Order(int epochSteps, boolean shuffle, boolean dropLast) {}

  /**
   * When to evaluate, and which weights to end with.
   *
   * @param evaluateEvery evaluate after every so many epochs, besides before the first and after
   *     the last
   * @param keep which weights the network has at the end
   */
  public record Selection(int evaluateEvery, Keep keep) {
    /** Checks the range. */
    public Selection {
      if (evaluateEvery < 1) {
        throw new IllegalArgumentException("evaluate every " + evaluateEvery + " epochs");
      }
    }
  }

  /** Which weights the network has at the end. */
  public enum Keep {
    /** Those of the last step. */
    LAST,
    /**
     * Those of the evaluation with the best validation accuracy after the first epoch, the earliest
     * on ties; where there is no accuracy, with the lowest validation loss.
     */
    BEST_VALIDATION,
    /** The same by the test set, which makes its figures optimistic. */
    BEST_TEST
  }

  /**
   * When to stop earlier, and checkpoints.
   *
   * @param maxSteps stop after so many optimiser steps; 0 = no limit
   * @param patience stop when the test loss has not improved for so many epochs; 0 = never
   * @param checkpointEverySteps write a checkpoint every so many steps, besides one at the end of
   *     each epoch; 0 = only there
   */
  public record Limits(long maxSteps, int patience, int checkpointEverySteps) {
    /** Checks the ranges. */
    public Limits {
      if (maxSteps < 0 || patience < 0 || checkpointEverySteps < 0) {
        throw new IllegalArgumentException(
            "maxSteps "
                + maxSteps
                + ", patience "
                + patience
                + ", checkpointEverySteps "
                + checkpointEverySteps);
      }
    }
  }

  /** The paper's settings with these lengths and this seed. */
  public static TrainSettings defaults(int epochs, int batch, long seed) {
    return new TrainSettings(
        epochs,
        batch,
        seed,
        Adam.defaults(0.001),
        new Order(0, true, false),
        new Selection(1, Keep.LAST),
        new Limits(0, 0, 0),
        List.of());
  }

  /** Checks the ranges. */
  public TrainSettings {
    if (epochs < 0 || batch < 1) {
      throw new IllegalArgumentException("epochs " + epochs + ", batch " + batch);
    }
    frozen = List.copyOf(frozen);
  }

  /** With another optimiser. */
  public TrainSettings withAdam(Adam other) {
    return new TrainSettings(epochs, batch, seed, other, order, selection, limits, frozen);
  }

  /** With other epochs. */
  public TrainSettings withOrder(Order other) {
    return new TrainSettings(epochs, batch, seed, adam, other, selection, limits, frozen);
  }

  /** With another selection. */
  public TrainSettings withSelection(Selection other) {
    return new TrainSettings(epochs, batch, seed, adam, order, other, limits, frozen);
  }

  /** With other limits. */
  public TrainSettings withLimits(Limits other) {
    return new TrainSettings(epochs, batch, seed, adam, order, selection, other, frozen);
  }

  /** With other frozen parameters. */
  public TrainSettings withFrozen(List<String> other) {
    return new TrainSettings(epochs, batch, seed, adam, order, selection, limits, other);
  }

  /** The batches of the training. */
  public BatchPlan batchPlan() {
    return new BatchPlan(batch, order.epochSteps(), order.shuffle(), order.dropLast(), seed);
  }
}
