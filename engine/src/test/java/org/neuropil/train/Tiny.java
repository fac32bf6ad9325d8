package org.neuropil.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.PlanKind;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.network.DaleSpec;
import org.neuropil.network.Dynamics;
import org.neuropil.network.InitSpec;
import org.neuropil.network.Network;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.Networks;
import org.neuropil.network.Parameter;
import org.neuropil.network.ReadoutSpec;
import org.neuropil.sparsify.Sparsifier;
import org.neuropil.sparsify.Sparsifiers;
import org.neuropil.sparsify.SparsifySpec;

/** A network of 12 nodes, trained 8 epochs of 3 steps on samples of 3 classes. */
final class Tiny {
  static final int EPOCHS = 8;
  static final int STEPS = 3;
  static final int BATCH = 4;
  static final long SEED = 5;
  static final RandomSequences TRAIN = RandomSequences.classes(10, STEPS, 3, 3);
  static final RandomSequences TEST = RandomSequences.classes(30, STEPS, 3, 3);

  private Tiny() {}

  /** A leaky network, which has state noise. */
  static NetworkSpec spec(ReadoutSpec readout, int vocabulary) {
    return new NetworkSpec(
        NetworkSpec.Cell.CTRNN,
        3,
        vocabulary,
        12,
        3,
        0.3,
        Activation.TANH,
        new Dynamics(0.6, 1, 1, 0.1),
        readout,
        new InitSpec(
            InitSpec.Input.GAUSSIAN,
            InitSpec.Recurrent.GAUSSIAN,
            1,
            InitSpec.Readout.UNIFORM,
            Double.NaN,
            true),
        DaleSpec.off());
  }

  static NetworkSpec spec() {
    return spec(ReadoutSpec.classifier(), 0);
  }

  static Network network(Backend backend, SparsityPattern pattern) {
    return Networks.create(backend, spec(), pattern, PlanKind.TILED, STEPS, BATCH);
  }

  static Network initialised(Backend backend, SparsityPattern pattern) {
    Network network = network(backend, pattern);
    Networks.initialise(backend, network, SEED);
    return network;
  }

  static TrainSettings settings() {
    TrainSettings defaults = TrainSettings.defaults(EPOCHS, BATCH, SEED);
    return defaults.withAdam(new TrainSettings.Adam(0.05, 0.9, 0.999, 1e-8, 0.02, true, 0));
  }

  static SparsifySpec rule(SparsifySpec.Kind kind, SparsifySpec.Form form) {
    return new SparsifySpec(
        kind, form, 0.3, EPOCHS, 3, 1, 0, 0.3, 0.05, 0.01, 3, 2, 0.05, SEED, false);
  }

  static Sparsifier sparsifier(SparsifySpec rule) {
    float[] dense = Networks.hiddenToHidden(spec(), SparsityPattern.full(12, 12), SEED);
    return Sparsifiers.create(rule, (i, j) -> dense[12 * i + j] < 0 ? -1 : 1);
  }

  static SparsityPattern start(SparsifySpec rule) {
    return Sparsifiers.initialPattern(rule, 12, 12);
  }

  static TrainJob job(
      TrainSettings settings, @Nullable SparsifySpec rule, @Nullable Path bestFolder) {
    return new TrainJob(
        TRAIN, TEST, TEST.first(7), settings, rule == null ? null : sparsifier(rule), bestFolder);
  }

  /** All values and moments, as bits. */
  static List<Integer> bits(Network network) {
    List<Integer> bits = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      for (float[] values :
          List.of(
              parameter.value().toArray(),
              parameter.firstMoment().toArray(),
              parameter.secondMoment().toArray())) {
        for (float value : values) {
          bits.add(Float.floatToRawIntBits(value));
        }
      }
    }
    return bits;
  }

  /** All values, as bits. */
  static List<Integer> valueBits(Network network) {
    List<Integer> bits = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      for (float value : parameter.value().toArray()) {
        bits.add(Float.floatToRawIntBits(value));
      }
    }
    return bits;
  }

  /** What the records hold but the time. */
  static List<EpochRecord> timeless(List<EpochRecord> records) {
    return records.stream()
        .map(r ->
            new EpochRecord(
                r.epoch(),
                r.step(),
                r.trainLoss(),
                r.testLoss(),
                r.testAccuracy(),
                r.validationLoss(),
                r.validationAccuracy(),
                r.connections(),
                r.nanCount(),
                0))
        .toList();
  }
}
