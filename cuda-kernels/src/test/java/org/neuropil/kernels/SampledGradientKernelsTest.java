package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sampled weight gradient against naive double-precision loops. */
class SampledGradientKernelsTest {
  private static final long SEED = 31337;

  @ParameterizedTest
  @CsvSource(textBlock = SparseProductKernelsTest.SIZES)
  void sampledGradient(int rows, int cols, int columns, double density, int warps) {
    SplittableRandom random = Seeded.random(SEED);
    Csr w = Csr.random(rows, cols, density, random);
    NodeMajor d = NodeMajor.random(rows, 5, columns, random);
    NodeMajor h = NodeMajor.random(cols, 6, columns, random);
    for (int count = 1; count <= 3; count += 2) {
      float[] once = new float[w.nonzeros()];
      launch(w, d, h, 0, count * d.ldB, warps, once);
      check(w, d, h, count, once);
      // The number of warps does not change a bit.
      float[] again = new float[w.nonzeros()];
      launch(w, d, h, 0, count * d.ldB, 1 + warps % 4, again);
      assertThat(again).isEqualTo(once);
      // In slices, the second added to the first.
      float[] sliced = new float[w.nonzeros()];
      int slice = Math.min(count * d.ldB, 64);
      for (int from = 0; from < count * d.ldB; from += slice) {
        launch(w, d, h, from, Math.min(slice, count * d.ldB - from), warps, sliced);
      }
      check(w, d, h, count, sliced);
    }
  }

  private static void launch(
      Csr w, NodeMajor d, NodeMajor h, int from, int width, int warps, float[] g) {
    Emulation.get()
        .launch(
            "np_sampled_gradient",
            new Arguments.Dims(w.rows, 1, 32, warps),
            0,
            w.offsets,
            w.columns,
            new Arguments.At(d.data, (long) d.ldB + from),
            d.stride(),
            new Arguments.At(h.data, 2L * h.ldB + from),
            h.stride(),
            w.rows,
            width,
            from > 0 ? 1 : 0,
            g);
  }

  private static void check(Csr w, NodeMajor d, NodeMajor h, int count, float[] g) {
    for (int i = 0; i < w.rows; i++) {
      for (int e = w.offsets[i]; e < w.offsets[i + 1]; e++) {
        double sum = 0;
        for (int s = 0; s < count; s++) {
          for (int k = 0; k < d.columns; k++) {
            sum += (double) d.get(1 + s, i, k) * h.get(2 + s, w.columns[e], k);
          }
        }
        assertThat((double) g[e]).as("entry %d", e).isCloseTo(sum, within(2e-4));
      }
    }
  }
}
