package org.neuropil.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Metrics;
import org.neuropil.error.UserError;
import org.neuropil.network.BatchShape;
import org.neuropil.network.Network;
import org.neuropil.network.Parameter;
import org.neuropil.sparsify.PatternChange;
import org.neuropil.task.Batches;

/**
 * Trains a network: evaluation before the first epoch and after every k-th and the last, one Adam
 * update a batch (Fruengel and Oberlaender 2025, section "training and evaluation loop"). Where a
 * rule changes the connections, an epoch is: train, evaluate, keep the weights if they are the
 * best, prune or rewire, record the wiring (Zhang et al. 2023). A trainer goes on from any {@link
 * TrainState} and then arrives at the same bits as if it had never stopped.
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
  private final TrainJob job;
  private final TrainSettings settings;
  private final TrainObserver observer;
  private final BooleanSupplier stop;
  private final StateKeeper keeper;
  private final BatchFeed feed;
  private final ConnectionChanges connections;
  private final @Nullable BestWeights best;
  private final StepTimes stepTimes = new StepTimes();

  private final List<EpochRecord> records = new ArrayList<>();
  private int epoch;
  private int batch;
  private long step;
  private long adamStep;
  private long secondStep;
  private double bestLoss;
  private int stale;
  private int keptEpoch;
  private double earlierSeconds;
  private long startNanos;
  private long checkpointNanos;

  /**
   * A trainer.
   *
   * @param stop asked after every batch; true ends the training after a checkpoint
   * @throws IllegalArgumentException if the network is not made for the targets of the samples
   * @throws UserError usage, if a parameter shall be frozen that the network does not have
   */
  public Trainer(
      Backend backend,
      Network network,
      TrainJob job,
      TrainObserver observer,
      BooleanSupplier stop,
      StateKeeper keeper) {
    this.backend = backend;
    this.network = network;
    this.job = job;
    this.settings = job.settings();
    this.observer = observer;
    this.stop = stop;
    this.keeper = keeper;
    this.feed = new BatchFeed(network, job.train().target());
    this.connections = new ConnectionChanges(network, job.rule(), job.inputRule());
    this.best =
        settings.selection().keep() == TrainSettings.Keep.LAST || job.bestFolder() == null
            ? null
            : new BestWeights(job.bestFolder());
    freeze();
  }

  private void freeze() {
    for (String name : settings.frozen()) {
      Parameter parameter =
          network.parameters().stream()
              .filter(p -> p.name().equals(name))
              .findAny()
              .orElseThrow(() ->
                  UserError.usage(
                      "the network has no parameter " + name + " that could be frozen",
                      "choose of "
                          + String.join(
                              ", ", network.parameters().stream().map(Parameter::name).toList())));
      parameter.freeze();
    }
  }

  /**
   * Trains from {@code start} to the end. The network's tensors must be those that belong to that
   * state. At the end the network has the weights that {@link TrainSettings.Keep} names, with their
   * connections, unless the training was interrupted.
   */
  public TrainResult run(TrainState start) {
    startNanos = System.nanoTime();
    checkpointNanos = startNanos;
    epoch = start.epoch();
    batch = start.batch();
    step = start.step();
    adamStep = start.adamStep();
    secondStep = start.secondStep();
    bestLoss = start.bestLoss();
    stale = start.stale();
    keptEpoch = start.keptEpoch();
    earlierSeconds = start.seconds();
    // The record of an epoch that a step limit cut short, and that now goes on, is made anew.
    start.records().stream().filter(r -> r.epoch() <= epoch).forEach(records::add);
    connections.start(start);
    int epochSteps = settings.batchPlan().count(job.train());
    long total = (long) settings.epochs() * epochSteps;
    long maxSteps = settings.limits().maxSteps();
    observer.started(step, maxSteps > 0 ? Math.min(total, maxSteps) : total);
    try (Evaluator evaluator = new Evaluator(backend, network);
        Metrics totals = backend.metrics("training")) {
      totals.restore(start.epochTotals());
      if (records.isEmpty()) {
        record(evaluate(evaluator), new Metrics.Totals(0, 0, 0, 0), null);
        bestLoss = records.getFirst().testLoss();
        observer.structure(connections.wiring(0, step, true, null));
      }
      TrainResult.End end = epochs(evaluator, totals);
      EpochRecord kept = end == TrainResult.End.INTERRUPTED ? records.getLast() : takeKept();
      return new TrainResult(
          end, List.copyOf(records), bestTested(), kept, step, seconds(), stepTimes.median());
    }
  }

  private TrainResult.End epochs(Evaluator evaluator, Metrics totals) {
    TrainSettings.Limits limits = settings.limits();
    while (epoch < settings.epochs()) {
      if (limits.patience() > 0 && stale >= limits.patience()) {
        return TrainResult.End.EARLY_STOPPING;
      }
      Batches batches = settings.batchPlan().epoch(job.train(), epoch);
      if (batch == 0) {
        connections.epochBegins(epoch);
      }
      while (batch < batches.count()) {
        if (limits.maxSteps() > 0 && step >= limits.maxSteps()) {
          finishPartialEpoch(evaluator, totals);
          return TrainResult.End.MAX_STEPS;
        }
        trainBatch(batches, totals);
        if (stop.getAsBoolean()) {
          checkpoint(totals.read());
          return TrainResult.End.INTERRUPTED;
        }
        boolean due =
            limits.checkpointEverySteps() > 0 && step % limits.checkpointEverySteps() == 0;
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
      finishEpoch(evaluator, done);
      checkpoint(totals.read());
    }
    return TrainResult.End.EPOCHS;
  }

  private void trainBatch(Batches batches, Metrics totals) {
    long begin = System.nanoTime();
    BatchShape shape = feed.load(batches, batch);
    long noiseWords = network.noiseWords();
    if (noiseWords > 0) {
      network.noise(settings.seed(), step * noiseWords);
    }
    step++;
    batch++;
    adamStep++;
    secondStep++;
    backend.batch(() -> {
      network.forward(shape);
      network.backward(shape, totals);
      observer.gradients(epoch + 1, step);
      AdamStep adam = settings.adam().step(adamStep, secondStep);
      for (Parameter parameter : network.parameters()) {
        parameter.update(backend, adam);
      }
    });
    connections.stepEnds(step, epoch);
    double millis = (System.nanoTime() - begin) / 1e6;
    stepTimes.add(millis);
    observer.stepDone(epoch + 1, batch, batches.count(), step, millis);
  }

  /** Evaluates, chooses the best, changes the connections and records them, in this order. */
  private void finishEpoch(Evaluator evaluator, Metrics.Totals trained) {
    boolean due = epoch % settings.selection().evaluateEvery() == 0 || epoch == settings.epochs();
    Evaluations evaluations = due ? evaluate(evaluator) : null;
    if (evaluations != null) {
      keepIfBest(evaluations);
    }
    PatternChange change = connections.wanted(epoch - 1);
    if (evaluations != null) {
      record(evaluations, trained, change);
      countPatience();
    }
    if (connections.recordsBeforeChange()) {
      observer.structure(connections.wiring(epoch, step, due, change));
    }
    // Weights are kept as they were evaluated: a change after the last epoch would only harm them.
    boolean last = epoch == settings.epochs() && connections.recordsBeforeChange();
    if (!last) {
      connections.finish(change, epoch);
    }
    if (!connections.recordsBeforeChange()) {
      observer.structure(connections.wiring(epoch, step, due, null));
    }
    if (connections.restartsOptimiser(epoch - 1, change != null)) {
      network.parameters().forEach(Parameter::zeroMoments);
      adamStep = 0;
      secondStep = 0;
    }
  }

  private void finishPartialEpoch(Evaluator evaluator, Metrics totals) {
    if (batch > 0) {
      Metrics.Totals done = totals.read();
      epoch++;
      record(evaluate(evaluator), done, null);
      epoch--;
    }
    checkpoint(totals.read());
  }

  /** The figures of one moment. */
  private record Evaluations(@Nullable Evaluation validation, Evaluation test) {}

  private Evaluations evaluate(Evaluator evaluator) {
    Evaluation validation =
        job.validation() == null
            ? null
            : evaluator.evaluate(job.validation(), observer::evaluating);
    Evaluation test = evaluator.evaluate(job.test(), observer::evaluating);
    observer.tested(epoch, test);
    return new Evaluations(validation, test);
  }

  private void record(
      Evaluations evaluations, Metrics.Totals trained, @Nullable PatternChange change) {
    EpochRecord record = recordOf(evaluations, trained, change);
    records.add(record);
    observer.epochDone(record);
  }

  private EpochRecord recordOf(
      Evaluations evaluations, Metrics.Totals trained, @Nullable PatternChange change) {
    Evaluation validation = evaluations.validation();
    Evaluation test = evaluations.test();
    return new EpochRecord(
        epoch,
        step,
        trained.meanLoss(),
        test.meanLoss(),
        test.accuracy(),
        validation == null ? Double.NaN : validation.meanLoss(),
        validation == null ? Double.NaN : validation.accuracy(),
        connections.recordedConnections(change),
        trained.nanCount() + test.nanCount() + (validation == null ? 0 : validation.nanCount()),
        seconds());
  }

  private double keepScore(EpochRecord record) {
    return settings.selection().keep() == TrainSettings.Keep.BEST_TEST
        ? record.testScore()
        : record.validationScore();
  }

  private void keepIfBest(Evaluations evaluations) {
    if (best == null || epoch <= 1) {
      return;
    }
    double score = keepScore(recordOf(evaluations, new Metrics.Totals(0, 0, 0, 0), null));
    Optional<EpochRecord> before = keptRecord();
    double bar = before.isPresent() ? keepScore(before.get()) : Double.NEGATIVE_INFINITY;
    if (score > bar) {
      best.write(epoch, network);
      keptEpoch = epoch;
    }
  }

  private Optional<EpochRecord> keptRecord() {
    return records.stream().filter(r -> keptEpoch > 0 && r.epoch() == keptEpoch).findFirst();
  }

  /** Gives the network the weights to end with and says from when they are. */
  private EpochRecord takeKept() {
    Optional<EpochRecord> kept = keptRecord();
    if (best != null && kept.isPresent()) {
      best.load(keptEpoch, network);
      return kept.get();
    }
    return records.getLast();
  }

  private void countPatience() {
    EpochRecord last = records.getLast();
    double loss = last.testLoss();
    // A NaN loss is not lower than anything, and so counts as no improvement.
    if (loss < bestLoss || Double.isNaN(bestLoss) && !Double.isNaN(loss)) {
      bestLoss = loss;
      stale = 0;
    } else {
      stale += last.epoch() - records.get(records.size() - 2).epoch();
    }
  }

  private void resetMomentIfAsked() {
    int after = settings.adam().resetSecondMomentAfterEpoch();
    if (after > 0 && epoch == after) {
      for (Parameter parameter : network.parameters()) {
        parameter.secondMoment().zero();
      }
      secondStep = settings.adam().resetSecondCount() ? 0 : secondStep;
    }
  }

  private void checkpoint(Metrics.Totals totals) {
    keeper.keep(
        new TrainState(
            epoch,
            batch,
            step,
            adamStep,
            secondStep,
            totals,
            bestLoss,
            stale,
            keptEpoch,
            seconds(),
            records,
            connections.birthEpochs(),
            connections.memory()));
    if (best != null) {
      best.keepOnly(keptEpoch);
    }
    checkpointNanos = System.nanoTime();
    observer.checkpointWritten(step);
  }

  private double seconds() {
    return earlierSeconds + (System.nanoTime() - startNanos) / 1e9;
  }

  private EpochRecord bestTested() {
    return records.stream()
        .max(Comparator.comparingDouble(EpochRecord::testScore).thenComparing(r -> -r.epoch()))
        .orElseThrow();
  }
}
