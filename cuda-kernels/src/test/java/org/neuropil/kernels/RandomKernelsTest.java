package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random numbers on the device are the same bits as on the host. */
class RandomKernelsTest {
  /** The generator's published known answers (Random123, kat_vectors, philox4x32 10). */
  @Test
  void knownAnswers() {
    Emulation emulation = Emulation.get();
    assertThat(words(emulation, 0, 0, 0, 0L))
        .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertThat(words(emulation, 0x85a308d3243f6a88L, 0x13198a2e, 0x03707344, 0x299f31d0a4093822L))
        .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    assertThat(PhiloxReference.block(new int[] {-1, -1, -1, -1}, -1, -1))
        .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
  }

  /** The four words of one block; the block number's top two bits cannot be named by a word. */
  private static int[] words(Emulation emulation, long block, int purpose, int index, long seed) {
    if (block >>> 62 != 0) {
      int[] counter = {(int) block, (int) (block >>> 32), purpose, index};
      return PhiloxReference.block(counter, (int) seed, (int) (seed >>> 32));
    }
    int[] out = new int[4];
    emulation.flat("np_philox_words", 4, 32, out, 4L, block * 4, seed, purpose, index);
    return out;
  }

  @ParameterizedTest
  @CsvSource({"1, 32", "5, 64", "127, 33", "1000, 256"})
  void streams(int n, int block) {
    Emulation emulation = Emulation.get();
    long seed = 0xFEDCBA9876543210L;
    int[] words = new int[n];
    emulation.flat("np_philox_words", n, block, words, (long) n, 6L, seed, 16, 3);
    float limit = 0.0316f;
    float[] uniform = new float[n];
    emulation.flat(
        "np_philox_symmetric", (n + 3) / 4, block, uniform, (long) n, limit, seed, 16, 3);
    for (int i = 0; i < n; i++) {
      assertThat(words[i]).isEqualTo(PhiloxReference.word(6L + i, 16, 3, seed));
      float u = (PhiloxReference.word(i, 16, 3, seed) >>> 8) * 0x1p-24f;
      assertThat(uniform[i]).isEqualTo(2f * limit * u - limit);
    }
  }

  /**
   * Normal numbers of the stream, one block of four words each, in the order [step][column][node].
   */
  @ParameterizedTest
  @CsvSource({"1, 1, 1, 1, 0", "7, 3, 5, 4, 4294967299", "33, 2, 40, 8, 11", "10, 1, 65, 3, 5"})
  void addNoise(int nodes, int count, int columns, int warps, long firstBlock) {
    long seed = 0xFEDCBA9876543210L;
    double sd = 0.25;
    NodeMajor a = NodeMajor.random(nodes, count + 2, columns, Seeded.random(5));
    NodeMajor before = a.copy();
    Emulation.get()
        .launch(
            "np_add_noise",
            new Arguments.Dims((nodes + warps - 1) / warps, a.ldB / 32, 32, warps),
            0,
            a.at(1),
            a.stride(),
            nodes,
            a.ldB,
            count,
            columns,
            sd,
            seed,
            10,
            0,
            new int[] {(int) firstBlock, (int) (firstBlock >>> 32)});
    double squares = 0;
    for (int s = 0; s < count + 2; s++) {
      assertThat(a.paddingIsZero(s)).isTrue();
      for (int i = 0; i < nodes; i++) {
        for (int k = 0; k < columns; k++) {
          long n = ((long) (s - 1) * columns + k) * nodes + i;
          double noise = s < 1 || s > count ? 0 : normal(firstBlock + n, seed);
          squares += noise * noise;
          assertThat((double) a.get(s, i, k))
              .isCloseTo(before.get(s, i, k) + sd * noise, within(3e-7));
        }
      }
    }
    if (nodes == 33) {
      assertThat(squares / (nodes * count * columns)).isCloseTo(1, within(0.1));
    }
  }

  private static double normal(long block, long seed) {
    double[] uniform = new double[2];
    for (int u = 0; u < 2; u++) {
      long high = PhiloxReference.word(4 * block + 2 * u, 10, 0, seed) & 0xFFFFFFFFL;
      long low = PhiloxReference.word(4 * block + 2 * u + 1, 10, 0, seed) & 0xFFFFFFFFL;
      uniform[u] = ((high << 32 | low) >>> 11) / 0x1p53;
    }
    return Math.sqrt(-2 * Math.log(1 - uniform[0])) * Math.cos(2 * Math.PI * uniform[1]);
  }
}
