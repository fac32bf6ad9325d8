package org.neuropil.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.neuropil.matrix.Philox;

class FloatTanhTest {
  @Test
  void isWithinThreeUnitsOfTheLastPlace() {
    Philox random = new Philox(5, Philox.Purpose.TEST, 0);
    double worst = 0;
    for (int i = 0; i < 400_000; i++) {
      float x = (float) (random.nextSymmetric(1f) * Math.pow(10, 4 * random.nextDouble() - 3));
      double want = Math.tanh(x);
      worst = Math.max(worst, Math.abs(FloatTanh.tanh(x) - want) / Math.ulp((float) want));
    }
    assertThat(worst).isLessThan(3);
  }

  @Test
  void keepsSpecialValues() {
    assertThat(FloatTanh.tanh(0f)).isEqualTo(0f);
    assertThat(Float.floatToRawIntBits(FloatTanh.tanh(-0f))).isEqualTo(0x80000000);
    assertThat(FloatTanh.tanh(Float.POSITIVE_INFINITY)).isEqualTo(1f);
    assertThat(FloatTanh.tanh(Float.NEGATIVE_INFINITY)).isEqualTo(-1f);
    assertThat(FloatTanh.tanh(Float.NaN)).isNaN();
    assertThat(FloatTanh.tanh(1e-30f)).isEqualTo(1e-30f);
  }
}
