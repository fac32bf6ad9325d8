package org.neuropil.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PhiloxTest {
  @Test
  void knownAnswers() {
    int[] out = new int[4];
    Philox.block(0, 0, 0, 0, 0, 0, out);
    assertThat(out).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    // Random123's published vectors for all ones and for digits of pi.
    Philox.block(-1, -1, -1, -1, -1, -1, out);
    assertThat(out).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    Philox.block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, out);
    assertThat(out).containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  @Test
  void equalsCurandHostStream() {
    assertThat(
            IntStream.range(0, 4)
                .mapToLong(n -> Integer.toUnsignedLong(Philox.curandWord(1234, n))))
        .containsExactly(546353992L, 3665621163L, 1140953199L, 3419031310L);
  }

  @Test
  void seekingReadsTheSameWords() {
    Philox stream = new Philox(7, Philox.Purpose.TEST, 3);
    int[] words = IntStream.generate(stream::nextInt).limit(100).toArray();
    for (int n : new int[] {99, 0, 3, 4, 50}) {
      assertThat(stream.seek(n).nextInt()).isEqualTo(words[n]);
    }
    assertThat(new Philox(7, Philox.Purpose.MASK, 3).nextInt()).isNotEqualTo(words[0]);
    assertThat(new Philox(7, Philox.Purpose.TEST, 4).nextInt()).isNotEqualTo(words[0]);
    assertThat(new Philox(8, Philox.Purpose.TEST, 3).nextInt()).isNotEqualTo(words[0]);
  }

  @Test
  void momentsAndRanges() {
    Philox random = new Philox(1, Philox.Purpose.TEST, 0);
    int n = 200_000;
    double sum = 0;
    double squares = 0;
    double normal = 0;
    double normalSquares = 0;
    int[] faces = new int[6];
    for (int i = 0; i < n; i++) {
      float u = random.nextSymmetric(0.001f);
      assertThat(u).isBetween(-0.001f, 0.001f);
      sum += u;
      squares += (double) u * u;
      double g = random.nextGaussian();
      normal += g;
      normalSquares += g * g;
      faces[random.nextInt(6)]++;
    }
    assertThat(sum / n).isBetween(-5e-6, 5e-6);
    assertThat(Math.sqrt(squares / n) * Math.sqrt(3)).isBetween(0.000995, 0.001005);
    assertThat(normal / n).isBetween(-0.01, 0.01);
    assertThat(normalSquares / n).isBetween(0.99, 1.01);
    for (int face : faces) {
      assertThat(face).isBetween(n / 6 - 700, n / 6 + 700);
    }
  }

  @Test
  void shufflesArePermutations() {
    int[] values = IntStream.range(0, 1000).toArray();
    new Philox(5, Philox.Purpose.SHUFFLE, 0).shuffle(values, 0, values.length);
    assertThat(Arrays.equals(values, IntStream.range(0, 1000).toArray())).isFalse();
    assertThat(Arrays.stream(values).sorted().toArray())
        .isEqualTo(IntStream.range(0, 1000).toArray());
  }
}
