package org.neuropil.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neuropil.compute.Backend;
import org.neuropil.compute.cpu.CpuBackend;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.ArrayFile;
import org.neuropil.network.Network;
import org.neuropil.sparsify.SparsifySpec;

/** A training that is cut at any batch boundary ends with the bits of one that was not. */
class ResumeTest {
  @TempDir Path folder;
  private final Backend backend = new CpuBackend(1);

  @AfterEach
  void close() {
    backend.close();
  }

  /** What a training ends with: bits, connections, records, births. */
  private record Ending(
      List<Integer> bits, SparsityPattern pattern, List<EpochRecord> records, String wirings) {}

  private static final class Wirings implements TrainObserver {
    private final List<String> seen = new ArrayList<>();

    @Override
    public void structure(Wiring wiring) {
      seen.add(
          wiring.epoch()
              + " "
              + wiring.pattern().hashCode()
              + " "
              + Arrays.hashCode(wiring.values())
              + " "
              + Arrays.toString(wiring.birthEpochs()));
    }

    String last() {
      return seen.isEmpty() ? "" : seen.getLast();
    }
  }

  static Stream<Arguments> rules() {
    return Stream.of(SparsifySpec.Kind.values())
        .flatMap(kind ->
            Stream.of(SparsifySpec.Form.values())
                .map(form -> Arguments.of(Tiny.rule(kind, form), TrainSettings.Keep.LAST)));
  }

  static Stream<Arguments> kept() {
    return Stream.of(
        Arguments.of(
            Tiny.rule(SparsifySpec.Kind.SET, SparsifySpec.Form.CODE),
            TrainSettings.Keep.BEST_VALIDATION),
        Arguments.of(
            Tiny.rule(SparsifySpec.Kind.PRUNING_ONE, SparsifySpec.Form.CODE),
            TrainSettings.Keep.BEST_TEST));
  }

  @ParameterizedTest
  @MethodSource({"rules", "kept"})
  void everyCheckpointLeadsToTheSameEnd(SparsifySpec rule, TrainSettings.Keep keep)
      throws IOException {
    TrainSettings settings =
        Tiny.settings()
            .withSelection(new TrainSettings.Selection(2, keep))
            .withLimits(new TrainSettings.Limits(0, 0, 1));
    List<Path> checkpoints = new ArrayList<>();
    Path best = folder.resolve("best");
    Network network = Tiny.initialised(backend, Tiny.start(rule));
    Ending whole =
        train(
            backend,
            network,
            Tiny.job(settings, rule, best),
            TrainState.start(),
            () -> false,
            state -> {
              Path at = folder.resolve("at-" + checkpoints.size());
              Checkpoint.write(Checkpoint.fileIn(at), network, state);
              copyFolder(best, at.resolve("best"));
              checkpoints.add(at);
            });
    assertThat(checkpoints).hasSize(Tiny.EPOCHS * 3);
    assertThat(whole.pattern()).isNotEqualTo(Tiny.start(rule));
    for (Path at : checkpoints) {
      Ending end = resumed(at, settings, rule);
      // After the last epoch there is no wiring left to record.
      boolean last = at.equals(checkpoints.getLast());
      Ending expected =
          last ? new Ending(whole.bits(), whole.pattern(), whole.records(), "") : whole;
      assertThat(end).as("%s", at.getFileName()).isEqualTo(expected);
    }
    // An interruption after the last batch of an epoch, and one in the middle of the next.
    for (int cut : new int[] {6, 8}) {
      Path at = folder.resolve("cut-" + cut);
      Network again = Tiny.initialised(backend, Tiny.start(rule));
      int[] steps = new int[1];
      train(
          backend,
          again,
          Tiny.job(settings, rule, at.resolve("best")),
          TrainState.start(),
          () -> ++steps[0] == cut,
          state -> Checkpoint.write(Checkpoint.fileIn(at), again, state));
      assertThat(resumed(at, settings, rule)).as("cut after %d", cut).isEqualTo(whole);
    }
  }

  /** The second moments' count of updates is one of its own once they were emptied. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void withoutARuleAndWithAStepLimitInBetween(int emptiedAfter) {
    Path at = folder.resolve("run");
    TrainSettings settings =
        Tiny.settings()
            .withAdam(
                new TrainSettings.Adam(0.05, 0.9, 0.999, 1e-8, 0.02, true, emptiedAfter, true));
    TrainSettings limited = settings.withLimits(new TrainSettings.Limits(7, 0, 0));
    SparsityPattern pattern = SparsityPattern.bernoulli(12, 12, 0.3, 1, 0);
    Network network = Tiny.initialised(backend, pattern);
    Ending whole =
        train(
            backend,
            network,
            Tiny.job(settings, null, null),
            TrainState.start(),
            () -> false,
            state -> {});
    Network other = Tiny.initialised(backend, pattern);
    Ending part =
        train(
            backend,
            other,
            Tiny.job(limited, null, null),
            TrainState.start(),
            () -> false,
            state -> Checkpoint.write(Checkpoint.fileIn(at), other, state));
    assertThat(part.records()).extracting(EpochRecord::step).containsExactly(0L, 3L, 6L, 7L);
    assertThat(resumed(at, settings, null)).isEqualTo(whole);
  }

  @Test
  void checkpointsOfAnEarlierVersionAreNamed() {
    Path file = folder.resolve("old.safetensors");
    ArrayFile.write(file, Map.of(), Map.of("format", "neuropil-checkpoint-1", "state", "0"));
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("old.safetensors is of another version")
        .hasMessageContaining("found neuropil-checkpoint-1");
  }

  /** States had one count of Adam's updates less. */
  @Test
  void statesWithoutACountOfTheSecondMomentsAreRead() {
    TrainState read =
        TrainState.parse("2 1 7 5 8 6 0x1.8p1 0 0x1.0p0 1 0 0x1.4p3 ", new int[0], new float[0]);
    assertThat(read.step()).isEqualTo(7);
    assertThat(read.adamStep()).isEqualTo(5);
    assertThat(read.secondStep()).isEqualTo(5);
    assertThat(TrainState.parse(read.toText(), new int[0], new float[0]).toText())
        .isEqualTo(read.toText());
  }

  @Test
  void bestWeightsThatAreGoneAreNamed() {
    SparsifySpec rule = Tiny.rule(SparsifySpec.Kind.SET, SparsifySpec.Form.CODE);
    Network network = Tiny.initialised(backend, Tiny.start(rule));
    assertThatThrownBy(() -> new BestWeights(folder).load(3, network))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("best-3.safetensors");
  }

  private Ending resumed(Path at, TrainSettings settings, @Nullable SparsifySpec rule) {
    Checkpoint checkpoint = Checkpoint.read(Checkpoint.fileIn(at)).orElseThrow();
    Network network = Tiny.network(backend, checkpoint.pattern());
    checkpoint.restore(network);
    return train(
        backend,
        network,
        Tiny.job(settings, rule, at.resolve("best")),
        checkpoint.state(),
        () -> false,
        state -> {});
  }

  private static Ending train(
      Backend backend,
      Network network,
      TrainJob job,
      TrainState start,
      BooleanSupplier stop,
      Trainer.StateKeeper keeper) {
    Wirings wirings = new Wirings();
    TrainResult result = new Trainer(backend, network, job, wirings, stop, keeper).run(start);
    return new Ending(
        job.settings().selection().keep() == TrainSettings.Keep.LAST
            ? Tiny.bits(network)
            : Tiny.valueBits(network),
        network.pattern(),
        Tiny.timeless(result.epochs()),
        wirings.last());
  }

  private static void copyFolder(Path from, Path to) {
    try {
      Files.createDirectories(to);
      if (Files.isDirectory(from)) {
        try (Stream<Path> files = Files.list(from)) {
          for (Path file : files.toList()) {
            Files.copy(file, to.resolve(file.getFileName()));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
