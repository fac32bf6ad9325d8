package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Look-up of table rows and the gradient of the table against their definitions. */
class EmbeddingKernelsTest {
  private static final long SEED = 41;

  /** Columns: table rows, nodes, steps, columns, warps a block, pitch of the tokens. */
  private static final String SIZES =
      "1, 1, 1, 1, 1, 32\n7, 5, 3, 5, 4, 40\n9, 33, 2, 32, 3, 32\n3, 70, 2, 100, 3, 131\n"
          + "5, 32, 1, 65, 4, 65\n4, 130, 2, 3, 2, 3";

  private static int[] tokens(
      int rows, int steps, int columns, int pitch, SplittableRandom random) {
    // Between the columns in use and the next step lie tokens of a fuller batch, not to be looked
    // at.
    int[] tokens = new int[steps * pitch];
    for (int e = 0; e < tokens.length; e++) {
      tokens[e] = e % pitch < columns ? random.nextInt(rows) : e % rows;
    }
    return tokens;
  }

  private static float[] table(int rows, int nodes, SplittableRandom random) {
    float[] table = new float[rows * nodes];
    for (int e = 0; e < table.length; e++) {
      table[e] = random.nextInt(-96, 97) / 64f;
    }
    return table;
  }

  private static void embed(
      float[] table, int rows, int[] tokens, int pitch, NodeMajor x, int warps) {
    Arguments.Dims dims = new Arguments.Dims(x.steps * x.ldB / 32, (x.nodes + 31) / 32, 32, warps);
    Emulation.get()
        .launch(
            "np_embed",
            dims,
            32 * 33 * 4,
            table,
            rows,
            tokens,
            pitch,
            x.at(0),
            x.stride(),
            x.nodes,
            x.ldB,
            x.columns);
  }

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void embed(int rows, int nodes, int steps, int columns, int warps, int pitch) {
    SplittableRandom random = Seeded.random(SEED);
    float[] table = table(rows, nodes, random);
    int[] tokens = tokens(rows, steps, columns, pitch, random);
    NodeMajor x = NodeMajor.random(nodes, steps, columns, random).spoilPadding();
    embed(table, rows, tokens, pitch, x, warps);
    for (int s = 0; s < steps; s++) {
      assertThat(x.paddingIsZero(s)).isTrue();
      for (int i = 0; i < nodes; i++) {
        for (int k = 0; k < columns; k++) {
          assertThat(x.get(s, i, k)).isEqualTo(table[tokens[s * pitch + k] * nodes + i]);
        }
      }
    }
  }

  @Test
  void aTokenOutsideTheTableIsNotRead() {
    NodeMajor x = new NodeMajor(2, 1, 3);
    embed(new float[] {1, 2, 3, 4}, 2, new int[] {-1, 2, 1}, 3, x, 8);
    assertThat(x.get(0, 0, 0)).isNaN();
    assertThat(x.get(0, 1, 1)).isNaN();
    assertThat(x.get(0, 1, 2)).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void gradient(int rows, int nodes, int steps, int columns, int warps, int pitch) {
    SplittableRandom random = Seeded.random(SEED);
    int[] tokens = tokens(rows, steps, columns, pitch, random);
    // One row that no sample has: its gradient is zero, whatever was there.
    NodeMajor dx = NodeMajor.random(nodes, steps + 1, columns, random);
    float[] g = table(rows + 1, nodes, random);
    float[] again = table(rows + 1, nodes, random);
    gradient(tokens, pitch, dx, steps, rows + 1, warps, g);
    gradient(tokens, pitch, dx, steps, rows + 1, 1, again);
    double[] expected = new double[(rows + 1) * nodes];
    for (int s = 0; s < steps; s++) {
      for (int i = 0; i < nodes; i++) {
        for (int k = 0; k < columns; k++) {
          expected[tokens[s * pitch + k] * nodes + i] += dx.get(s, i, k);
        }
      }
    }
    for (int e = 0; e < g.length; e++) {
      assertThat((double) g[e]).isCloseTo(expected[e], within(1e-5));
    }
    // The block size does not change a bit.
    assertThat(again).isEqualTo(g);
  }

  private static void gradient(
      int[] tokens, int pitch, NodeMajor dx, int count, int rows, int warps, float[] g) {
    Emulation.get()
        .launch(
            "np_embed_gradient",
            new Arguments.Dims(rows, 1, 32, warps),
            0,
            tokens,
            pitch,
            dx.at(0),
            dx.stride(),
            dx.nodes,
            dx.ldB,
            count,
            dx.columns,
            g);
  }
}
