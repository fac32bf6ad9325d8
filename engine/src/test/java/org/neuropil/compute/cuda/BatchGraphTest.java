package org.neuropil.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.compute.Stopwatch;
import org.neuropil.matrix.Philox;

/** Batches as graphs must do what their calls would do one by one, to the bit. */
class BatchGraphTest {
  private static CudaBackend backend(boolean graphs) {
    return new CudaBackend(
        EmulatedDevice.withKernels(), Precision.FP32, graphs, new PlanTimes(null));
  }

  @ParameterizedTest
  @EnumSource(
      value = PlanKind.class,
      names = {"DENSE", "TILED", "LIBRARY"})
  void graphsComputeWhatTheirCallsCompute(PlanKind plan) {
    double[] expected;
    try (CudaBackend backend = backend(false)) {
      expected = Scenario.run(backend, plan, 0.1);
      assertThat(backend.replays()).isZero();
    }
    try (CudaBackend backend = backend(true)) {
      assertThat(Scenario.run(backend, plan, 0.1)).isEqualTo(expected);
      // Six steps of two shapes by turns: each has its second and its third time as a graph.
      assertThat(backend.replays()).isGreaterThanOrEqualTo(4);
    }
  }

  /** One parameter with its gradient and moments, at known values. */
  private record Parameter(Buffer w, Buffer g, Buffer m, Buffer v) {
    static Parameter of(CudaBackend backend, String name, int size) {
      Parameter p =
          new Parameter(
              backend.buffer(name, size),
              backend.buffer(name + " g", size),
              backend.buffer(name + " m", size),
              backend.buffer(name + " v", size));
      backend.fillSymmetric(p.w, 1, 1, Philox.Purpose.TEST, 0);
      backend.fillSymmetric(p.g, 1, 2, Philox.Purpose.TEST, 0);
      return p;
    }

    void adam(CudaBackend backend, AdamStep step) {
      backend.adam(w, g, m, v, step);
    }
  }

  private static AdamStep step(int s, double lr) {
    return new AdamStep(s, lr, 0.9, 0.999, 1e-8);
  }

  @Test
  void theNumbersOfAStepAreThoseOfItsOwnBatch() {
    try (CudaBackend backend = backend(true);
        CudaBackend single = backend(false)) {
      Parameter a = Parameter.of(backend, "a", 100);
      Parameter b = Parameter.of(single, "b", 100);
      for (int s = 1; s <= 5; s++) {
        int at = s;
        double lr = 0.1 / s;
        backend.batch(() -> {
          for (int repeat = 0; repeat < 6; repeat++) {
            a.adam(backend, step(at, lr * (1 + repeat)));
          }
        });
        for (int repeat = 0; repeat < 6; repeat++) {
          b.adam(single, step(s, lr * (1 + repeat)));
        }
        assertThat(a.w.toArray()).isEqualTo(b.w.toArray());
      }
      assertThat(backend.replays()).isEqualTo(4);
    }
  }

  /** More different numbers than there are places for cut the piece; none is lost. */
  @Test
  void moreNumbersThanPlaces() {
    try (CudaBackend backend = backend(true);
        CudaBackend single = backend(false)) {
      Parameter a = Parameter.of(backend, "a", 10);
      Parameter b = Parameter.of(single, "b", 10);
      for (int s = 1; s <= 3; s++) {
        backend.batch(() -> {
          for (int n = 1; n <= 150; n++) {
            a.adam(backend, step(n, 0.001 * n));
          }
        });
        for (int n = 1; n <= 150; n++) {
          b.adam(single, step(n, 0.001 * n));
        }
      }
      assertThat(a.w.toArray()).isEqualTo(b.w.toArray());
      // 64 + 64 + 22 calls; the second piece is the first one again, in the first batch already.
      assertThat(backend.replays()).isEqualTo(7);
    }
  }

  @Test
  void aReadWithinABatchSeesWhatCameBeforeIt() {
    try (CudaBackend backend = backend(true)) {
      Parameter a = Parameter.of(backend, "a", 40);
      for (int s = 1; s <= 3; s++) {
        float[] before = a.w.toArray();
        float[][] within = new float[1][];
        backend.batch(() -> {
          for (int n = 0; n < 5; n++) {
            a.adam(backend, step(1, 0.1));
          }
          within[0] = a.w.toArray();
          for (int n = 0; n < 5; n++) {
            backend.clamp(a.w, -0.01f, 0.01f);
          }
        });
        assertThat(within[0]).isNotEqualTo(before);
        assertThat(maxAbs(within[0])).isGreaterThan(0.01f);
        assertThat(maxAbs(a.w.toArray())).isEqualTo(0.01f);
      }
      assertThat(backend.replays()).isEqualTo(4);
    }
  }

  private static float maxAbs(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  @Test
  void whatWasAskedForBeforeAnErrorIsDone() {
    try (CudaBackend backend = backend(true)) {
      Parameter a = Parameter.of(backend, "a", 40);
      assertThatThrownBy(() ->
              backend.batch(() -> {
                backend.clamp(a.w, -0.5f, 0.5f);
                throw new IllegalStateException("half-way");
              }))
          .hasMessage("half-way");
      assertThat(maxAbs(a.w.toArray())).isEqualTo(0.5f);
      // The back end goes on call by call.
      backend.clamp(a.w, -0.25f, 0.25f);
      assertThat(maxAbs(a.w.toArray())).isEqualTo(0.25f);
    }
  }

  /** A device that cannot make graphs still computes. */
  @Test
  void withoutCapture() {
    EmulatedDevice.withKernels().close();
    EmulatedDevice refusing =
        new EmulatedDevice(4L << 30) {
          @Override
          public Graph capture(Runnable work) {
            throw new IllegalStateException("no graphs here");
          }
        };
    double[] expected;
    try (CudaBackend backend = backend(false)) {
      expected = Scenario.run(backend, PlanKind.TILED, 0.1);
    }
    try (CudaBackend backend = new CudaBackend(refusing, Precision.FP32)) {
      assertThat(Scenario.run(backend, PlanKind.TILED, 0.1)).isEqualTo(expected);
      assertThat(backend.replays()).isZero();
    }
  }

  /** Old graphs make room for new ones, and all are closed in the end: the device checks it. */
  @Test
  void manyDifferentPieces() {
    try (CudaBackend backend = backend(true)) {
      Parameter a = Parameter.of(backend, "a", 5);
      for (int round = 0; round < 3; round++) {
        for (int length = 5; length < 60; length++) {
          int calls = length;
          for (int again = 0; again < 3; again++) {
            backend.batch(() -> {
              for (int n = 0; n < calls; n++) {
                backend.clamp(a.w, -1, 1);
              }
            });
          }
        }
      }
      assertThat(backend.replays()).isEqualTo(3L * 55 * 2);
    }
  }

  @Test
  void aStopwatchCutsTheBatch() {
    try (CudaBackend backend = backend(true);
        Stopwatch watch = backend.stopwatch()) {
      Parameter a = Parameter.of(backend, "a", 5);
      backend.batch(() -> {
        watch.start();
        for (int n = 0; n < 5; n++) {
          backend.clamp(a.w, -1, 1);
        }
        watch.stop();
      });
      assertThat(watch.seconds()).isPositive();
    }
  }
}
