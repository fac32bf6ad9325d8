package org.neuropil.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.compute.cpu.CpuBackend;
import org.neuropil.compute.reference.ReferenceBackend;
import org.neuropil.network.DaleSpec;
import org.neuropil.network.NetworkSpec;
import org.neuropil.task.Encoding;
import org.neuropil.task.MnistTask;
import org.neuropil.task.Sequences;
import org.neuropil.testdata.BundledMnist;

/** The limits hold where they should and are broken where they should be. */
class TrainingTraceTest {
  private static final Sequences DIGITS =
      MnistTask.load(BundledMnist::open, Encoding.RECURRENT).train().first(300);

  private static NetworkSpec spec(double density, Activation phi, double limit) {
    return NetworkSpec.classifier(
        NetworkSpec.Cell.RNN, 28, 48, 10, density, phi, limit, DaleSpec.off());
  }

  private static TrainingTrace trace(Backend backend, NetworkSpec spec, PlanKind plan) {
    try (backend) {
      return TrainingTrace.of(backend, spec, plan, DIGITS, 20, 25, 1);
    }
  }

  @ParameterizedTest(name = "density {0} {1} limit {2}")
  @CsvSource({"0.1,RELU,0.32", "0.1,TANH,0.32", "1,RELU,0.001", "1,TANH,0.001"})
  void roundedFactorsAreNoticedAndAllowedWhereAskedFor(
      double density, Activation phi, double limit) {
    NetworkSpec spec = spec(density, phi, limit);
    TrainingTrace control = trace(new ReferenceBackend(), spec, PlanKind.AUTO);
    for (PlanKind plan : List.of(PlanKind.TILED, PlanKind.DENSE)) {
      TrainingTrace exact = trace(new CpuBackend(1), spec, plan);
      for (Precision precision : Precision.values()) {
        assertThat(exact.loss(control, precision).share()).isLessThan(0.5);
        assertThat(exact.weights(control, precision).share()).isLessThan(0.5);
      }
    }
    for (Precision precision : List.of(Precision.TF32, Precision.BF16)) {
      TrainingTrace rounded = trace(Rounded.of(new CpuBackend(1), precision), spec, PlanKind.DENSE);
      assertThat(rounded.loss(control, precision).share()).isLessThan(0.5);
      assertThat(rounded.weights(control, precision).share()).isLessThan(0.5);
      assertThat(rounded.weights(control, Precision.FP32).share()).isGreaterThan(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"forward", "backward", "gradient"})
  void aProductThatDoesNothingIsNoticedInEveryPrecision(String operation) {
    NetworkSpec spec = spec(0.1, Activation.TANH, 0.32);
    TrainingTrace control = trace(new ReferenceBackend(), spec, PlanKind.AUTO);

    TrainingTrace broken =
        trace(Rounded.without(new CpuBackend(1), operation), spec, PlanKind.TILED);

    for (Precision precision : Precision.values()) {
      double worst =
          Math.max(
              broken.loss(control, precision).share(), broken.weights(control, precision).share());
      assertThat(worst).as("%s in %s", operation, precision).isGreaterThan(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"FP32", "TF32", "BF16"})
  void whatIsNoNumberIsNoAgreement(Precision precision) {
    TrainingTrace control =
        new TrainingTrace(new double[] {1}, List.of(new float[] {0}), List.of(new float[] {1}));
    TrainingTrace broken =
        new TrainingTrace(
            new double[] {Double.NaN}, List.of(new float[] {0}), List.of(new float[] {Float.NaN}));

    assertThat(broken.loss(control, precision).share()).isInfinite();
    assertThat(broken.weights(control, precision).share()).isInfinite();
  }
}
