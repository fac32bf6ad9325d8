package org.neuropil.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.neuropil.matrix.Philox;

/** The vectorised normal numbers against Philox, far closer than a float shows. */
class CpuNoiseTest {
  @Test
  void equalsPhiloxFromAnyBlockOn() {
    long[] blocks = {0, 1, (1L << 32) - 3, 1L << 40};
    for (long block : blocks) {
      int count = 5000;
      double[] found = new double[count + 8];
      CpuNoise.draw(-77L, block, found, 0, count);
      Philox random = new Philox(-77L, Philox.Purpose.NOISE, 0).seek(4 * block);
      for (int i = 0; i < count; i++) {
        double expected = random.nextGaussian();
        double difference = Math.abs(found[i] - expected);
        assertThat(difference).as("number %d from block %d", i, block).isLessThan(2e-9);
      }
    }
  }

  @Test
  void isTheSameHoweverItIsCut() {
    double[] whole = new double[128];
    CpuNoise.draw(5, 40, whole, 0, 100);
    for (int from : new int[] {1, 7, 33, 99}) {
      double[] part = new double[128];
      CpuNoise.draw(5, 40 + from, part, 3, 100 - from);
      for (int i = from; i < 100; i++) {
        assertThat(part[3 + i - from]).as("number %d drawn from %d", i, from).isEqualTo(whole[i]);
      }
    }
  }
}
