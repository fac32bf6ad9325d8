package org.neuropil.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Metrics;
import org.neuropil.network.BatchShape;
import org.neuropil.network.Network;
import org.neuropil.network.Parameter;
import org.neuropil.task.Batches;
import org.neuropil.task.EpochOrder;
import org.neuropil.task.Sequences;

/**
 * Trains a network: evaluation before the first epoch and after each, batches in a new order every
 * epoch with the last partial batch kept, one Adam update a batch (Fruengel and Oberlaender 2025,
 * section "training and evaluation loop"). A trainer goes on from any {@link TrainState} and then
 * arrives at the same bits as if it had never stopped.
 */
public final class Trainer {
  /** Where states are kept while a training runs. */
  @FunctionalInterface
  public interface StateKeeper {
    /** Makes the state and the network's tensors safe. */
    void keep(TrainState state);
  }

  /**
   * A long epoch is not lost either: a checkpoint is written when this time has passed since the
   * last.
   */
  private static final long CHECKPOINT_NANOS = 300_000_000_000L;

  private final Backend backend;
  private final Network network;
  private final Sequences train;
  private final Sequences test;
  private final TrainSettings settings;
  private final TrainObserver observer;
  private final BooleanSupplier stop;
  private final StateKeeper keeper;

  private final List<EpochRecord> records = new ArrayList<>();
  private int epoch;
  private int batch;
  private long step;
  private double bestLoss;
  private int stale;
  private double earlierSeconds;
  private long startNanos;
  private long checkpointNanos;
  private float[] stepMillis = new float[1024];
  private int stepCount;

  /**
   * A trainer.
   *
   * @param stop asked after every batch; true ends the training after a checkpoint
   */
  public Trainer(
      Backend backend,
      Network network,
      Sequences train,
      Sequences test,
      TrainSettings settings,
      TrainObserver observer,
      BooleanSupplier stop,
      StateKeeper keeper) {
    this.backend = backend;
    this.network = network;
    this.train = train;
    this.test = test;
    this.settings = settings;
    this.observer = observer;
    this.stop = stop;
    this.keeper = keeper;
  }

  /**
   * Trains from {@code start} to the end. The network's tensors must be those that belong to that
   * state.
   */
  public TrainResult run(TrainState start) {
    startNanos = System.nanoTime();
    checkpointNanos = startNanos;
    epoch = start.epoch();
    batch = start.batch();
    step = start.step();
    bestLoss = start.bestLoss();
    stale = start.stale();
    earlierSeconds = start.seconds();
    records.addAll(start.records());
    int epochSteps = Math.ceilDiv(train.size(), settings.batch());
    long total = (long) settings.epochs() * epochSteps;
    observer.started(step, settings.maxSteps() > 0 ? Math.min(total, settings.maxSteps()) : total);
    try (Evaluator evaluator = new Evaluator(backend, network);
        Metrics totals = backend.metrics("training")) {
      totals.restore(start.epochTotals());
      if (records.isEmpty()) {
        record(evaluator, new Metrics.Totals(0, 0, 0, 0));
        bestLoss = records.getFirst().testLoss();
      }
      TrainResult.End end = epochs(evaluator, totals);
      return new TrainResult(end, List.copyOf(records), best(), step, seconds(), medianStep());
    }
  }

  private TrainResult.End epochs(Evaluator evaluator, Metrics totals) {
    BatchFeed feed = new BatchFeed(network);
    while (epoch < settings.epochs()) {
      if (settings.patience() > 0 && stale >= settings.patience()) {
        return TrainResult.End.EARLY_STOPPING;
      }
      Batches batches =
          new Batches(
              train,
              EpochOrder.of(settings.seed(), epoch, train.size(), settings.shuffle()),
              settings.batch());
      while (batch < batches.count()) {
        if (settings.maxSteps() > 0 && step >= settings.maxSteps()) {
          finishPartialEpoch(evaluator, totals);
          return TrainResult.End.MAX_STEPS;
        }
        trainBatch(feed, batches, totals);
        if (stop.getAsBoolean()) {
          checkpoint(totals.read());
          return TrainResult.End.INTERRUPTED;
        }
        boolean due =
            settings.checkpointEverySteps() > 0 && step % settings.checkpointEverySteps() == 0;
        if (batch < batches.count()
            && (due || System.nanoTime() - checkpointNanos > CHECKPOINT_NANOS)) {
          checkpoint(totals.read());
        }
      }
      epoch++;
      batch = 0;
      Metrics.Totals done = totals.read();
      totals.reset();
      resetMomentIfAsked();
      record(evaluator, done);
      countPatience();
      checkpoint(totals.read());
    }
    return TrainResult.End.EPOCHS;
  }

  private void trainBatch(BatchFeed feed, Batches batches, Metrics totals) {
    long begin = System.nanoTime();
    int columns = feed.load(batches, batch);
    network.forward(BatchShape.of(columns, network.steps()));
    network.backward(BatchShape.of(columns, network.steps()), totals);
    step++;
    batch++;
    AdamStep adam =
        new AdamStep(step, settings.lr(), settings.beta1(), settings.beta2(), settings.eps());
    for (Parameter parameter : network.parameters()) {
      parameter.update(backend, adam);
    }
    double millis = (System.nanoTime() - begin) / 1e6;
    if (stepCount == stepMillis.length) {
      stepMillis = Arrays.copyOf(stepMillis, 2 * stepCount);
    }
    stepMillis[stepCount++] = (float) millis;
    observer.stepDone(epoch + 1, batch, batches.count(), step, millis);
  }

  private void finishPartialEpoch(Evaluator evaluator, Metrics totals) {
    if (batch > 0) {
      Metrics.Totals done = totals.read();
      epoch++;
      record(evaluator, done);
      epoch--;
    }
    checkpoint(totals.read());
  }

  private void record(Evaluator evaluator, Metrics.Totals trained) {
    Metrics.Totals tested = evaluator.evaluate(test, observer::evaluating);
    EpochRecord record =
        new EpochRecord(
            epoch,
            step,
            trained.meanLoss(),
            tested.meanLoss(),
            tested.accuracy(),
            trained.nanCount() + tested.nanCount(),
            seconds());
    records.add(record);
    observer.epochDone(record);
  }

  private void countPatience() {
    double loss = records.getLast().testLoss();
    // A NaN loss is not lower than anything, and so counts as no improvement.
    if (loss < bestLoss || Double.isNaN(bestLoss) && !Double.isNaN(loss)) {
      bestLoss = loss;
      stale = 0;
    } else {
      stale++;
    }
  }

  private void resetMomentIfAsked() {
    if (settings.resetSecondMomentAfterEpoch() > 0
        && epoch == settings.resetSecondMomentAfterEpoch()) {
      for (Parameter parameter : network.parameters()) {
        parameter.secondMoment().zero();
      }
    }
  }

  private void checkpoint(Metrics.Totals totals) {
    keeper.keep(new TrainState(epoch, batch, step, totals, bestLoss, stale, seconds(), records));
    checkpointNanos = System.nanoTime();
    observer.checkpointWritten(step);
  }

  private double seconds() {
    return earlierSeconds + (System.nanoTime() - startNanos) / 1e9;
  }

  private EpochRecord best() {
    return records.stream()
        .max(Comparator.comparingDouble(EpochRecord::testAccuracy).thenComparing(r -> -r.epoch()))
        .orElseThrow();
  }

  private double medianStep() {
    if (stepCount == 0) {
      return Double.NaN;
    }
    float[] sorted = Arrays.copyOf(stepMillis, stepCount);
    Arrays.sort(sorted);
    return stepCount % 2 == 1
        ? sorted[stepCount / 2]
        : (sorted[stepCount / 2 - 1] + sorted[stepCount / 2]) / 2;
  }
}
