package org.neuropil.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.cpu.CpuBackend;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.ArrayFile;
import org.neuropil.matrix.io.DataType;
import org.neuropil.matrix.io.NdArray;
import org.neuropil.matrix.io.WeightFile;
import org.neuropil.network.DaleSpec;
import org.neuropil.network.Network;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.Networks;
import org.neuropil.network.Parameter;
import org.neuropil.sparsify.Sparsifiers;
import org.neuropil.sparsify.SparsifySpec;

/** Liquid time-constant networks under the trainer: both matrices change and are kept in files. */
class LiquidTrainingTest {
  @TempDir Path folder;
  private final Backend backend = new CpuBackend(1);

  @AfterEach
  void close() {
    backend.close();
  }

  private static NetworkSpec spec() {
    return NetworkSpec.classifier(
        NetworkSpec.Cell.LTC, 3, 12, 3, 0.3, Activation.TANH, 1, DaleSpec.off());
  }

  private Network network(SparsityPattern pattern) {
    return Networks.create(backend, spec(), pattern, PlanKind.AUTO, Tiny.STEPS, Tiny.BATCH);
  }

  private Network initialised(SparsifySpec rule) {
    Network network = network(Tiny.start(rule));
    Networks.initialise(backend, network, Tiny.SEED);
    return network;
  }

  private static TrainJob job(SparsifySpec rule) {
    TrainSettings settings = Tiny.settings().withLimits(new TrainSettings.Limits(0, 0, 1));
    return new TrainJob(
        Tiny.TRAIN,
        Tiny.TEST,
        null,
        settings,
        Sparsifiers.create(rule, (i, j) -> 1),
        Sparsifiers.createForInputs(rule),
        null);
  }

  private void train(
      Network network, SparsifySpec rule, TrainState start, Trainer.StateKeeper keeper) {
    new Trainer(backend, network, job(rule), new TrainObserver() {}, () -> false, keeper)
        .run(start);
  }

  private static SparsityPattern inputs(Network network) {
    return network.connections().get(1).pattern();
  }

  @ParameterizedTest
  @EnumSource(SparsifySpec.Kind.class)
  void bothMatricesChangeAndEveryCheckpointLeadsToTheSameEnd(SparsifySpec.Kind kind) {
    SparsifySpec rule = Tiny.rule(kind, SparsifySpec.Form.CODE);
    Network network = initialised(rule);
    SparsityPattern before = inputs(network);
    assertThat(before.isFull()).isEqualTo(kind.prunes());
    List<Path> checkpoints = new ArrayList<>();
    train(
        network,
        rule,
        TrainState.start(),
        state -> {
          Path at = Checkpoint.fileIn(folder.resolve("at-" + checkpoints.size()));
          Checkpoint.write(at, network, state);
          checkpoints.add(at);
        });
    SparsityPattern after = inputs(network);
    assertThat(after).isNotEqualTo(before);
    switch (kind) {
      case SET -> assertThat(after.nonzeros()).isEqualTo(before.nonzeros());
      case DEEPR -> assertThat(after.nonzeros()).isEqualTo((int) (0.3 * 36));
      case PRUNING_ONE, PRUNING_TWO -> {
        assertThat(after.nonzeros()).isBetween(1, 24);
        for (int i = 0; i < after.rows(); i++) {
          for (int e = after.rowStart(i); e < after.rowStart(i + 1); e++) {
            assertThat(before.find(i, after.column(e))).isNotNegative();
          }
        }
      }
    }
    List<Integer> end = Tiny.bits(network);
    assertThat(checkpoints).hasSize(Tiny.EPOCHS * 3);
    for (int c = 0; c < checkpoints.size() - 1; c += 4) {
      Checkpoint kept = Checkpoint.read(checkpoints.get(c)).orElseThrow();
      Network again = network(kept.pattern());
      kept.restore(again);
      Networks.constrain(backend, again, Tiny.SEED);
      train(again, rule, kept.state(), state -> {});
      assertThat(again.pattern()).as("checkpoint %d", c).isEqualTo(network.pattern());
      assertThat(inputs(again)).as("checkpoint %d", c).isEqualTo(after);
      assertThat(Tiny.bits(again)).as("checkpoint %d", c).isEqualTo(end);
    }
  }

  @Test
  void aWeightFileGivesBackAllValuesAndBothPatterns() {
    SparsifySpec rule = Tiny.rule(SparsifySpec.Kind.SET, SparsifySpec.Form.CODE);
    Network network = initialised(rule);
    train(network, rule, TrainState.start(), state -> {});
    // Conductances that were clamped at 0 are connections all the same.
    for (Parameter weight :
        List.of(network.hiddenToHidden(), network.connections().get(1).weight())) {
      float[] values = weight.value().toArray();
      values[0] = 0;
      weight.write(values);
    }
    Path file = folder.resolve("w.safetensors");
    Weights.save(file, network, Map.of());
    WeightFile read = WeightFile.read(file);
    assertThat(read.hidden().keySet()).containsExactly("rnn.weight_hh_l0");
    Network again = network(Weights.mask(read, spec()));
    Weights.load(read, again);
    assertThat(again.pattern()).isEqualTo(network.pattern());
    assertThat(inputs(again)).isEqualTo(inputs(network));
    assertThat(Tiny.valueBits(again)).isEqualTo(Tiny.valueBits(network));
  }

  @Test
  void damagedMasksOfTheInputsAreNamed() {
    SparsifySpec rule = Tiny.rule(SparsifySpec.Kind.SET, SparsifySpec.Form.CODE);
    Network network = initialised(rule);
    Path file = folder.resolve("w.safetensors");
    Weights.save(file, network, Map.of());
    ArrayFile.Content content = ArrayFile.readContent(file);
    byte[] flags = new byte[36];
    flags[7] = 3;
    Map<String, NdArray> arrays = new TreeMap<>(content.arrays());
    arrays.put("rnn.weight_ih_l0.mask", NdArray.ofBytes(DataType.UINT8, flags, 12, 3));
    Path damaged = folder.resolve("damaged.safetensors");
    ArrayFile.write(damaged, arrays, content.metadata());
    assertThatThrownBy(() -> Weights.load(WeightFile.read(damaged), network))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("rnn.weight_ih_l0.mask has 3");
    arrays.put("rnn.weight_ih_l0.mask", NdArray.ofBytes(DataType.UINT8, new byte[12], 12, 1));
    ArrayFile.write(damaged, arrays, content.metadata());
    assertThatThrownBy(() -> Weights.load(WeightFile.read(damaged), network))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("rnn.weight_ih_l0.mask has shape");
  }
}
