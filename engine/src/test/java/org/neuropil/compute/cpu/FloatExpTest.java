package org.neuropil.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class FloatExpTest {
  private static float exp(float x) {
    return FloatExp.exp(FloatVector.broadcast(FloatExp.SPECIES, x)).lane(0);
  }

  @Test
  void isWithinTwoUnitsInTheLastPlace() {
    double worst = 0;
    for (int i = 0; i <= 40_000; i++) {
      float x = -87f * i / 40_000;
      double expected = Math.exp((double) x);
      worst = Math.max(worst, Math.abs(exp(x) - expected) / Math.ulp((float) expected));
    }
    assertThat(worst).isLessThan(2);
  }

  @Test
  void hasTheRightEnds() {
    assertThat(exp(0f)).isEqualTo(1f);
    assertThat(exp(-0f)).isEqualTo(1f);
    assertThat(exp(-88f)).isEqualTo(0f);
    assertThat(exp(-Float.MAX_VALUE)).isEqualTo(0f);
    assertThat(exp(Float.NEGATIVE_INFINITY)).isEqualTo(0f);
    assertThat(exp(Float.NaN)).isNaN();
  }
}
