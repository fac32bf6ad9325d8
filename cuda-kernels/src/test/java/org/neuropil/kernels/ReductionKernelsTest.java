package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums over columns and over whole buffers. */
class ReductionKernelsTest {
  private static final long SEED = 99;

  @ParameterizedTest
  @CsvSource(textBlock = PointwiseKernelsTest.SIZES)
  void rowSums(int nodes, int steps, int columns, int warps) {
    Emulation emulation = Emulation.get();
    NodeMajor d = NodeMajor.random(nodes, steps + 1, columns, Seeded.random(SEED));
    float[] g = new float[nodes];
    emulation.rows(
        "np_row_sums", nodes, warps, d.at(1), d.stride(), nodes, d.ldB, steps, columns, g);
    for (int i = 0; i < nodes; i++) {
      double sum = 0;
      for (int s = 1; s <= steps; s++) {
        for (int k = 0; k < columns; k++) {
          sum += d.get(s, i, k);
        }
      }
      assertThat((double) g[i]).isCloseTo(sum, within(1e-4));
    }
    // The block size does not change a bit.
    float[] again = new float[nodes];
    emulation.rows(
        "np_row_sums", nodes, 1, d.at(1), d.stride(), nodes, d.ldB, steps, columns, again);
    assertThat(again).isEqualTo(g);
  }

  @ParameterizedTest
  @CsvSource({"0, 32, 1", "1, 32, 4", "1000, 256, 3", "5003, 96, 5", "77, 1, 2"})
  void wholeBuffers(int n, int block, int blocks) {
    Emulation emulation = Emulation.get();
    SplittableRandom random = Seeded.random(SEED);
    float[] x = new float[n];
    double sum = 0;
    for (int e = 0; e < n; e++) {
      x[e] = (float) random.nextDouble(-1, 1);
      sum += Math.abs(x[e]);
    }
    double[] partial = new double[blocks];
    Arguments.Dims dims = new Arguments.Dims(blocks, 1, block, 1);
    emulation.launch("np_sum_abs", dims, block * 8, x, (long) n, partial);
    assertThat(Arrays.stream(partial).sum()).isCloseTo(sum, within(1e-9));
    long bad = 0;
    for (int e = 0; e < n; e += 1 + random.nextInt(40)) {
      x[e] = bad % 2 == 0 ? Float.NaN : Float.NEGATIVE_INFINITY;
      bad++;
    }
    long[] counts = new long[blocks];
    emulation.launch("np_count_nonfinite", dims, block * 8, x, (long) n, counts);
    assertThat(Arrays.stream(counts).sum()).isEqualTo(bad);
  }
}
