package org.neuropil.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.compute.cpu.CpuBackend;
import org.neuropil.network.DaleSpec;
import org.neuropil.network.NetworkSpec;
import org.neuropil.task.Encoding;
import org.neuropil.task.MnistTask;
import org.neuropil.task.Sequences;
import org.neuropil.testdata.BundledMnist;
import org.neuropil.train.TrainingTrace;

/**
 * What {@code neuropil verify} asks of a GPU, asked of the whole CUDA back end on emulated kernels:
 * twenty training steps, most of them replayed as graphs, end where the CPU's end.
 */
class EmulatedTrainingTest {
  private static final Sequences DIGITS =
      MnistTask.load(BundledMnist::open, Encoding.RECURRENT).train().first(60);

  @ParameterizedTest
  @CsvSource({"TILED,0.2,RELU", "LIBRARY,0.2,TANH", "DENSE,1,RELU"})
  void twentyStepsEndWhereTheCpuEnds(PlanKind plan, double density, Activation phi) {
    NetworkSpec spec =
        NetworkSpec.classifier(NetworkSpec.Cell.RNN, 28, 19, 10, density, phi, 0.3, DaleSpec.off());
    TrainingTrace expected;
    try (Backend cpu = new CpuBackend(1)) {
      expected = TrainingTrace.of(cpu, spec, PlanKind.AUTO, DIGITS, 20, 7, 1);
    }

    TrainingTrace found;
    try (CudaBackend cuda =
        new CudaBackend(EmulatedDevice.withKernels(), Precision.FP32, true, new PlanTimes(null))) {
      found = TrainingTrace.of(cuda, spec, plan, DIGITS, 20, 7, 1);
      assertThat(cuda.replays()).isGreaterThan(10);
    }

    assertThat(found.loss(expected, Precision.FP32).share()).isLessThan(1);
    assertThat(found.weights(expected, Precision.FP32).share()).isLessThan(1);
    assertThat(found.losses()[19]).isNotEqualTo(found.losses()[0]);
  }
}
