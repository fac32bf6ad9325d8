package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Selection by magnitude against sorting. */
class SelectKernelsTest {
  private static final long SEED = 606;
  private static final int[] WIDTHS = {11, 10, 10};

  /** Numbers with ties, both zeros, denormals and what is not finite. */
  private static float[] numbers(int n, SplittableRandom random) {
    float[] x = new float[n];
    for (int e = 0; e < n; e++) {
      x[e] =
          switch (random.nextInt(12)) {
            case 0 -> 0f;
            case 1 -> -0f;
            case 2, 3, 4 -> random.nextInt(-3, 4) / 4f;
            case 5 -> Float.intBitsToFloat(random.nextInt(1, 5000));
            case 6 -> random.nextInt(40) == 0 ? Float.NaN : (float) random.nextDouble(-1e30, 1e30);
            case 7 -> random.nextInt(40) == 0 ? Float.NEGATIVE_INFINITY : 1e-30f;
            default -> (float) random.nextDouble(-1, 1);
          };
    }
    return x;
  }

  /** Elements, threads of a block, blocks. */
  @ParameterizedTest
  @CsvSource({"1, 32, 1", "5, 64, 3", "1000, 96, 4", "3001, 256, 3", "700, 1024, 1"})
  void everyRankAndMask(int n, int block, int blocks) {
    SplittableRandom random = Seeded.random(SEED + n);
    float[] x = numbers(n, random);
    float[] sorted = new float[n];
    for (int e = 0; e < n; e++) {
      sorted[e] = Math.abs(x[e]);
    }
    Arrays.sort(sorted);
    for (int rank : new int[] {0, n / 3, n / 2, n * 7 / 8, n - 1}) {
      int[] selection = select(x, rank, block, blocks);
      float found = Float.intBitsToFloat(selection[0]);
      // Boxed, so that NaN equals itself.
      assertThat(Float.valueOf(found)).as("rank %d", rank).isEqualTo(Float.valueOf(sorted[rank]));
      int below = 0;
      int equal = 0;
      for (float value : sorted) {
        below += Float.compare(value, found) < 0 ? 1 : 0;
        equal += Float.compare(value, found) == 0 ? 1 : 0;
      }
      assertThat(selection[1]).isEqualTo(rank - below);
      assertThat(selection[2]).isEqualTo(equal);
      checkMask(x, rank, selection, equal - (rank - below), block, blocks);
    }
  }

  private static int[] select(float[] x, int rank, int block, int blocks) {
    int[] selection = {0, rank, 0};
    int[] counts = new int[1 << 11];
    int shift = 31;
    for (int width : WIDTHS) {
      shift -= width;
      Emulation.get()
          .launch(
              "np_select_count",
              new Arguments.Dims(blocks, 1, block, 1),
              4 << width,
              x,
              (long) x.length,
              selection,
              shift,
              width,
              counts);
      assertThat(Arrays.stream(counts).sum()).isBetween(1, x.length);
      // A block that is no power of two leaves some threads without counts.
      int threads = 33 + block;
      Emulation.get()
          .launch(
              "np_select_step",
              new Arguments.Dims(1, 1, Math.min(1024, threads), 1),
              4 * Math.min(1024, threads),
              counts,
              width,
              selection);
      assertThat(counts).containsOnly(0);
    }
    return selection;
  }

  private static void checkMask(
      float[] x, int rank, int[] selection, int equalStaying, int block, int blocks) {
    int[] ties = new int[blocks];
    float[] mask = new float[x.length];
    Arrays.fill(mask, Float.NaN);
    Arguments.Dims dims = new Arguments.Dims(blocks, 1, block, 1);
    long n = x.length;
    Emulation.get().launch("np_select_ties", dims, 4 * block, x, n, selection, ties);
    Emulation.get().launch("np_select_mask", dims, block / 8, x, n, selection, ties, mask);
    float[] expected = new float[x.length];
    int left = equalStaying;
    float threshold = Float.intBitsToFloat(selection[0]);
    int kept = 0;
    for (int e = 0; e < x.length; e++) {
      int order = Float.compare(Math.abs(x[e]), threshold);
      expected[e] = order > 0 || (order == 0 && left-- > 0) ? 1 : 0;
      kept += (int) expected[e];
    }
    assertThat(kept).isEqualTo(x.length - rank);
    assertThat(mask).isEqualTo(expected);

    float[] y = x.clone();
    Emulation.get().flat("np_apply_mask", n, block, y, mask, n);
    for (int e = 0; e < x.length; e++) {
      assertThat(Float.floatToRawIntBits(y[e]))
          .isEqualTo(mask[e] == 0 ? 0 : Float.floatToRawIntBits(x[e]));
    }
  }
}
