package org.neuropil.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;

class RooflineTest {
  private static final int N = 20_000;
  private static final Roofline MEASURED_H100 =
      new Roofline(
          new Gpu("H100 as measured", 3.0e12, 66.9e12, 495e12, 989e12, 29.7e12),
          new Batch(28, 100));

  /** Worked out by hand; the limits are the shared memory, the device memory and the operations. */
  @ParameterizedTest
  @CsvSource({
    "TILED,FP32,0.1,0.539",
    "TILED,BF16,0.1,0.539",
    "LIBRARY,FP32,0.01,0.0539",
    "LIBRARY,FP32,0.0001,0.00544",
    "DENSE,TF32,0.1,0.539",
    "DENSE,BF16,0.1,0.272",
    "DENSE,FP32,0.01,1.196"
  })
  void steps(PlanKind plan, Precision precision, double density, double millis) {
    long connections = Math.round(density * N * N);

    assertThat(MEASURED_H100.step(N, connections, plan, precision))
        .isCloseTo(millis, within(0.005 * millis));
  }

  @Test
  void theGradientTakesTheFasterWay() {
    long tenth = N * (N / 10L);

    assertThat(MEASURED_H100.gradient(N, tenth, Precision.TF32)).isCloseTo(4.364, within(0.01));
    assertThat(MEASURED_H100.gradient(N, tenth, Precision.FP32)).isCloseTo(14.55, within(0.01));
    assertThat(MEASURED_H100.gradient(N, tenth / 1000, Precision.TF32))
        .isCloseTo(0.144, within(0.001));
  }

  @Test
  void aBatchIsTheSumOfItsParts() {
    long connections = N * (N / 100L);
    double expected = 54 * 0.05387 + 1.4545 + 0.0373;

    assertThat(MEASURED_H100.update(connections)).isCloseTo(0.0373, within(0.0001));
    assertThat(MEASURED_H100.batch(N, connections, PlanKind.TILED, Precision.FP32))
        .isCloseTo(expected, within(0.01));
  }

  @ParameterizedTest
  @CsvSource({
    "'NVIDIA H100 80GB HBM3, compute capability 9.0',NVIDIA H100,3.35",
    "'NVIDIA H100 PCIe, compute capability 9.0',NVIDIA H100 PCIe,2.0",
    "'NVIDIA H200, compute capability 9.0',NVIDIA H200,4.8",
    "'NVIDIA A100-SXM4-40GB, compute capability 8.0',NVIDIA A100,1.555",
    "'NVIDIA A100-SXM4-80GB, compute capability 8.0',NVIDIA A100-SXM4-80GB,2.039",
    "'NVIDIA L4, compute capability 8.9',NVIDIA L4,0.3",
    "'NVIDIA GeForce RTX 4090, compute capability 8.9',NVIDIA GeForce RTX 4090,1.008"
  })
  void knownProcessors(String device, String name, double terabytes) {
    Gpu gpu = Gpu.of(device).orElseThrow();

    assertThat(gpu.name()).isEqualTo(name);
    assertThat(gpu.memory()).isEqualTo(1e12 * terabytes);
  }

  @ParameterizedTest
  @CsvSource({"NVIDIA L40S", "NVIDIA GeForce RTX 4080", "Tesla T4", "NVIDIA H1000"})
  void othersAreNotKnown(String device) {
    assertThat(Gpu.of(device + ", compute capability 8.9")).isEmpty();
  }

  @Test
  void predictionsAreForOneSizeOnly() {
    Batch batch = new Batch(28, 100);

    Prediction p = Prediction.of(new Setting(N, 0.1, PlanKind.DENSE, Precision.TF32), batch);
    assertThat(p).isEqualTo(new Prediction(0.63, 6.3, 43));
    p = Prediction.of(new Setting(N, 0.01, PlanKind.TILED, Precision.FP32), batch);
    assertThat(p.step()).isEqualTo(0.11);
    assertThat(p.batch()).isNaN();
    p = Prediction.of(new Setting(N, 0.1, PlanKind.LIBRARY, Precision.TF32), new Batch(178, 100));
    assertThat(p.step()).isEqualTo(3.2);
    assertThat(p.batch()).isNaN();
    p = Prediction.of(new Setting(5000, 0.1, PlanKind.DENSE, Precision.TF32), batch);
    assertThat(p.step()).isNaN();
  }
}
