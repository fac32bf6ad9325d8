package org.neuropil.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.cpu.CpuBackend;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.network.BatchShape;
import org.neuropil.network.Network;
import org.neuropil.network.Parameter;
import org.neuropil.sparsify.PatternChange;
import org.neuropil.sparsify.Sparsifier;
import org.neuropil.sparsify.SparsifySpec;
import org.neuropil.task.Batches;
import org.neuropil.task.EpochOrder;

class TrainerTest {
  private static final SparsityPattern PATTERN = SparsityPattern.bernoulli(12, 12, 0.3, 1, 0);

  @TempDir Path folder;
  private final Backend backend = new CpuBackend(1);

  @AfterEach
  void close() {
    backend.close();
  }

  private TrainResult train(Network network, TrainJob job, TrainObserver observer) {
    return new Trainer(backend, network, job, observer, () -> false, state -> {})
        .run(TrainState.start());
  }

  /** One wiring as an observer saw it. */
  private record Seen(
      int epoch,
      long step,
      boolean evaluated,
      SparsityPattern pattern,
      float[] values,
      int[] births,
      Optional<SparseMatrix> core) {
    static Seen of(Wiring w) {
      return new Seen(
          w.epoch(),
          w.step(),
          w.evaluated(),
          w.pattern(),
          w.values().clone(),
          w.birthEpochs().clone(),
          w.core());
    }
  }

  private static final class Recorder implements TrainObserver {
    final List<Seen> seen = new ArrayList<>();
    final List<String> order = new ArrayList<>();

    @Override
    public void epochDone(EpochRecord record) {
      order.add("record " + record.epoch());
    }

    @Override
    public void structure(Wiring wiring) {
      seen.add(Seen.of(wiring));
      order.add("wiring " + wiring.epoch());
    }
  }

  /** The loop written out: batches, noise, clipping, TensorFlow's Adam, restarts with SET. */
  @Test
  void setTrainsAsTheLoopWrittenOut() {
    SparsifySpec spec = Tiny.rule(SparsifySpec.Kind.SET, SparsifySpec.Form.CODE);
    Network trained = Tiny.initialised(backend, Tiny.start(spec));
    Recorder recorder = new Recorder();
    TrainResult result = train(trained, Tiny.job(Tiny.settings(), spec, null), recorder);

    Network network = Tiny.initialised(backend, Tiny.start(spec));
    Sparsifier rule = Tiny.sparsifier(spec);
    BatchFeed feed = new BatchFeed(network, Tiny.TRAIN.target());
    try (Metrics metrics = backend.metrics("by hand")) {
      long step = 0;
      for (int epoch = 0; epoch < Tiny.EPOCHS; epoch++) {
        metrics.reset();
        Batches batches =
            new Batches(Tiny.TRAIN, EpochOrder.of(Tiny.SEED, epoch, 10, true), Tiny.BATCH);
        for (int b = 0; b < 3; b++) {
          BatchShape shape = feed.load(batches, b);
          assertThat(network.noiseWords()).isPositive();
          network.noise(Tiny.SEED, step * network.noiseWords());
          network.forward(shape);
          network.backward(shape, metrics);
          step++;
          AdamStep adam = new AdamStep(b + 1, 0.05, 0.9, 0.999, 1e-8, 0.02, true);
          for (Parameter parameter : network.parameters()) {
            parameter.update(backend, adam);
          }
        }
        float[] values = network.hiddenToHidden().value().toArray();
        Seen seen = recorder.seen.get(epoch + 1);
        assertThat(seen.values()).isEqualTo(values);
        assertThat(seen.pattern()).isEqualTo(network.pattern());
        assertThat(seen.step()).isEqualTo(step);
        EpochRecord record = result.epochs().get(epoch + 1);
        assertThat(record.trainLoss()).isEqualTo(metrics.read().meanLoss());
        PatternChange change = rule.epochEnds(epoch, network.pattern(), values).orElseThrow();
        // The weights to end with are those that were evaluated.
        if (epoch < Tiny.EPOCHS - 1) {
          network.rewire(change.pattern(), change.from(), change.values());
        }
        network.parameters().forEach(Parameter::zeroMoments);
      }
    }
    assertThat(Tiny.bits(trained)).isEqualTo(Tiny.bits(network));
  }

  @Test
  void setRecordsBeforeTheChangeAndNamesItsCore() {
    SparsifySpec spec = Tiny.rule(SparsifySpec.Kind.SET, SparsifySpec.Form.CODE);
    Network network = Tiny.initialised(backend, Tiny.start(spec));
    Recorder recorder = new Recorder();
    TrainResult result = train(network, Tiny.job(Tiny.settings(), spec, null), recorder);
    List<Seen> seen = recorder.seen;
    assertThat(seen).extracting(Seen::epoch).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(seen.getFirst().pattern()).isEqualTo(seen.get(1).pattern());
    assertThat(seen.getFirst().core()).isEmpty();
    Sparsifier rule = Tiny.sparsifier(spec);
    boolean aged = false;
    for (int epoch = 1; epoch < seen.size(); epoch++) {
      Seen now = seen.get(epoch);
      SparseMatrix matrix = new SparseMatrix(now.pattern(), now.values());
      SparseMatrix core = now.core().orElseThrow();
      PatternChange change = rule.epochEnds(epoch - 1, now.pattern(), now.values()).orElseThrow();
      int stays = 0;
      for (int i = 0; i < 12; i++) {
        for (int j = 0; j < 12; j++) {
          int next = change.pattern().find(i, j);
          boolean kept = next >= 0 && change.from()[next] >= 0;
          stays += kept ? 1 : 0;
          assertThat(core.pattern().find(i, j) >= 0).isEqualTo(kept);
          assertThat(core.get(i, j)).isEqualTo(kept ? matrix.get(i, j) : 0f);
          if (epoch < 8 && next >= 0) {
            int born = seen.get(epoch + 1).births()[next];
            assertThat(born).isEqualTo(kept ? now.births()[change.from()[next]] : epoch);
            aged |= kept && born > 0;
          }
        }
      }
      assertThat(core.pattern().nonzeros()).isEqualTo(stays).isLessThan(now.births().length);
      assertThat(result.epochs().get(epoch).connections()).isEqualTo(now.pattern().nonzeros());
    }
    assertThat(aged).isTrue();
    assertThat(seen.getLast().pattern()).isNotEqualTo(seen.get(7).pattern());
    assertThat(network.pattern()).isEqualTo(seen.getLast().pattern());
    assertThat(network.hiddenToHidden().value().toArray()).isEqualTo(seen.getLast().values());
  }

  @Test
  void pruningRecordsAfterTheChangeWhatIsLeft() {
    SparsifySpec spec = Tiny.rule(SparsifySpec.Kind.PRUNING_TWO, SparsifySpec.Form.CODE);
    Network network = Tiny.initialised(backend, Tiny.start(spec));
    Recorder recorder = new Recorder();
    TrainResult result = train(network, Tiny.job(Tiny.settings(), spec, null), recorder);
    // N = 144, d = 0.3 + 0.7 (1 - t/3)^3 after epochs 1 to 4, from 0: N - int((1-d) N) - 1.
    assertThat(result.epochs())
        .extracting(EpochRecord::connections)
        .containsExactly(144, 144, 143, 73, 46, 43, 43, 43, 43);
    assertThat(recorder.seen)
        .extracting(s -> s.pattern().nonzeros())
        .containsExactly(144, 144, 143, 73, 46, 43, 43, 43, 43);
    assertThat(recorder.seen).allMatch(s -> s.core().isEmpty());
    assertThat(recorder.order).startsWith("record 0", "wiring 0", "record 1", "wiring 1");
    assertThat(network.pattern().nonzeros()).isEqualTo(43);
    // A connection that is gone stays gone.
    for (int k = 1; k < recorder.seen.size(); k++) {
      SparsityPattern before = recorder.seen.get(k - 1).pattern();
      SparsityPattern now = recorder.seen.get(k).pattern();
      for (int i = 0; i < 12; i++) {
        for (int e = now.rowStart(i); e < now.rowStart(i + 1); e++) {
          assertThat(before.find(i, now.column(e))).isNotNegative();
        }
      }
    }
  }

  /** Adam's counter after pruning is that of the steps since the last event. */
  @Test
  void adamStartsAnewAfterEventsAlone() {
    SparsifySpec spec = Tiny.rule(SparsifySpec.Kind.PRUNING_ONE, SparsifySpec.Form.CODE);
    Network network = Tiny.initialised(backend, Tiny.start(spec));
    List<Long> counters = new ArrayList<>();
    TrainSettings settings = Tiny.settings().withLimits(new TrainSettings.Limits(0, 0, 1));
    new Trainer(
            backend,
            network,
            Tiny.job(settings, spec, null),
            new TrainObserver() {},
            () -> false,
            state -> counters.add(state.adamStep()))
        .run(TrainState.start());
    // Events after epochs 2 and 3, from 0, of 3 steps each.
    assertThat(counters)
        .containsExactly(
            1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 0L, 1L, 2L, 0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L,
            11L, 12L);
  }

  /** The first update after the second moments were emptied, in double from the formula. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void secondMomentsBeginAnewWithOrWithoutTheirCount(boolean count) {
    int before = 9;
    Network network = Tiny.initialised(backend, PATTERN);
    Map<String, float[][]> then = new HashMap<>();
    TrainObserver observer =
        new TrainObserver() {
          @Override
          public void gradients(int epoch, long step) {
            if (step == before + 1) {
              for (Parameter p : network.parameters()) {
                then.put(
                    p.name(),
                    new float[][] {
                      p.value().toArray(),
                      p.gradient().toArray(),
                      p.firstMoment().toArray(),
                      p.secondMoment().toArray()
                    });
              }
            }
          }
        };
    TrainSettings settings =
        Tiny.settings()
            .withAdam(
                new TrainSettings.Adam(
                    0.01, 0.9, 0.999, 1e-8, Double.POSITIVE_INFINITY, false, before / 3, count))
            .withLimits(new TrainSettings.Limits(before + 1, 0, 0));
    train(network, Tiny.job(settings, null, null), observer);

    for (Parameter p : network.parameters()) {
      float[][] seen = Objects.requireNonNull(then.get(p.name()));
      float[] w = seen[0];
      float[] g = seen[1];
      float[] m = seen[2];
      assertThat(seen[3]).as("v of %s", p.name()).containsOnly(0f);
      for (int e = 0; e < w.length && !p.frozen(); e++) {
        double first = (0.9 * m[e] + 0.1 * g[e]) / (1 - Math.pow(0.9, before + 1));
        double second = 0.001 * g[e] * g[e] / (1 - Math.pow(0.999, count ? 1 : before + 1));
        double move = -0.01 * first / (Math.sqrt(second) + 1e-8);
        assertThat(p.value().get(e))
            .as("%s at %d", p.name(), e)
            .isCloseTo(w[e] + move, within(1e-5 * Math.abs(move) + 1e-6 * Math.abs(w[e]) + 1e-9));
      }
    }
  }

  @Test
  void evaluationFollowsItsIntervalAndTheEnd() {
    Network network = Tiny.initialised(backend, PATTERN);
    Recorder recorder = new Recorder();
    TrainSettings settings =
        Tiny.settings()
            .withOrder(new TrainSettings.Order(2, true, false))
            .withSelection(new TrainSettings.Selection(3, TrainSettings.Keep.LAST));
    TrainResult result = train(network, Tiny.job(settings, null, null), recorder);
    assertThat(result.epochs()).extracting(EpochRecord::epoch).containsExactly(0, 3, 6, 8);
    assertThat(result.epochs()).extracting(EpochRecord::step).containsExactly(0L, 6L, 12L, 16L);
    assertThat(recorder.seen)
        .extracting(Seen::evaluated)
        .containsExactly(true, false, false, true, false, false, true, false, true);
    assertThat(recorder.seen).allMatch(s -> Arrays.stream(s.births()).allMatch(b -> b == 0));
    assertThat(result.kept()).isEqualTo(result.last());
    for (EpochRecord record : result.epochs()) {
      assertThat(record.validationLoss()).isNotNaN().isNotEqualTo(record.testLoss());
      assertThat(record.connections()).isEqualTo(PATTERN.nonzeros());
    }
  }

  @Test
  void theBestWeightsComeBackWithTheirConnections() {
    for (TrainSettings.Keep keep :
        List.of(TrainSettings.Keep.BEST_VALIDATION, TrainSettings.Keep.BEST_TEST)) {
      SparsifySpec spec = Tiny.rule(SparsifySpec.Kind.SET, SparsifySpec.Form.CODE);
      Network network = Tiny.initialised(backend, Tiny.start(spec));
      Recorder recorder = new Recorder();
      Path best = folder.resolve(keep.name());
      TrainSettings settings = Tiny.settings().withSelection(new TrainSettings.Selection(1, keep));
      TrainResult result = train(network, Tiny.job(settings, spec, best), recorder);
      EpochRecord expected = null;
      for (EpochRecord record : result.epochs().subList(2, 9)) {
        if (expected == null || score(record, keep) > score(expected, keep)) {
          expected = record;
        }
      }
      assertThat(result.kept()).isEqualTo(expected).isNotEqualTo(result.last());
      Seen then = recorder.seen.get(result.kept().epoch());
      assertThat(network.pattern()).isEqualTo(then.pattern());
      assertThat(network.hiddenToHidden().value().toArray()).isEqualTo(then.values());
      assertThat(best.resolve("best-" + result.kept().epoch() + ".safetensors")).exists();
      try (Evaluator evaluator = new Evaluator(backend, network)) {
        assertThat(evaluator.evaluate(Tiny.TEST, (done, all) -> {}).meanLoss())
            .isEqualTo(result.kept().testLoss());
      }
      assertThat(countFiles(best)).isEqualTo(1);
    }
  }

  private static double score(EpochRecord record, TrainSettings.Keep keep) {
    return keep == TrainSettings.Keep.BEST_TEST
        ? record.testAccuracy()
        : record.validationAccuracy();
  }

  private static long countFiles(Path at) {
    try (var files = Files.list(at)) {
      return files.count();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void scoresGoByTheLossWhereThereIsNoAccuracy() {
    double nan = Double.NaN;
    EpochRecord record = new EpochRecord(1, 3, 0.5, 0.25, nan, 0.75, 0.9, 10, 0, 1);
    assertThat(record.testScore()).isEqualTo(-0.25);
    assertThat(record.validationScore()).isEqualTo(0.9);
    EpochRecord diverged = new EpochRecord(1, 3, nan, nan, nan, nan, nan, 10, 0, 1);
    assertThat(diverged.testScore()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void frozenParametersStayAndUnknownOnesAreNamed() {
    Network network = Tiny.initialised(backend, PATTERN);
    float[] recurrent = network.hiddenToHidden().value().toArray();
    float[] readout = parameter(network, "fc.weight").value().toArray();
    String name = network.hiddenToHidden().name();
    train(network, Tiny.job(Tiny.settings().withFrozen(List.of(name)), null, null), new Recorder());
    assertThat(network.hiddenToHidden().value().toArray()).isEqualTo(recurrent);
    assertThat(parameter(network, "fc.weight").value().toArray()).isNotEqualTo(readout);
    TrainJob wrong = Tiny.job(Tiny.settings().withFrozen(List.of("fc.wait")), null, null);
    assertThatThrownBy(() -> train(network, wrong, new Recorder()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("fc.wait")
        .hasMessageContaining("fc.weight, fc.bias");
  }

  @Test
  void patienceCountsEpochsNotEvaluations() {
    Network network = Tiny.initialised(backend, PATTERN);
    // So high a rate that the loss never falls below the first.
    TrainSettings settings =
        Tiny.settings()
            .withAdam(TrainSettings.Adam.defaults(50))
            .withSelection(new TrainSettings.Selection(2, TrainSettings.Keep.LAST))
            .withLimits(new TrainSettings.Limits(0, 3, 0));
    TrainResult result = train(network, Tiny.job(settings, null, null), new Recorder());
    assertThat(result.end()).isEqualTo(TrainResult.End.EARLY_STOPPING);
    assertThat(result.epochs()).extracting(EpochRecord::epoch).containsExactly(0, 2, 4);
  }

  @Test
  void jobsThatCannotKeepTheBestAreRefused() {
    TrainSettings best =
        Tiny.settings()
            .withSelection(new TrainSettings.Selection(1, TrainSettings.Keep.BEST_VALIDATION));
    assertThatThrownBy(() -> Tiny.job(best, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("folder");
    assertThatThrownBy(() -> new TrainJob(Tiny.TRAIN, Tiny.TEST, null, best, null, folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("validation");
  }

  private static Parameter parameter(Network network, String name) {
    @Nullable Parameter found = null;
    for (Parameter parameter : network.parameters()) {
      found = parameter.name().equals(name) ? parameter : found;
    }
    if (found == null) {
      throw new AssertionError(name);
    }
    return found;
  }
}
