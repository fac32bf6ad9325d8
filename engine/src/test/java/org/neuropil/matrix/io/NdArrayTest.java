package org.neuropil.matrix.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.neuropil.error.UserError;

class NdArrayTest {
  @Test
  void theHeldArrayIsHandedOutWithoutCopy() {
    float[] floats = {1, 2};
    int[] ints = {3, 4};
    assertThat(NdArray.of(floats, 2).toFloats()).isSameAs(floats);
    assertThat(NdArray.int64(ints, 1, 2).toInts()).isSameAs(ints);
    assertThat(NdArray.int64(ints, 2).toLongs()).containsExactly(3, 4);
  }

  @Test
  void numbersAreConverted() {
    assertThat(NdArray.of(new double[] {1.5, Double.POSITIVE_INFINITY}, 2).toFloats())
        .containsExactly(1.5f, Float.POSITIVE_INFINITY);
    assertThat(NdArray.of(new float[] {-3, 0}, 2).toInts()).containsExactly(-3, 0);
    assertThat(NdArray.ofBytes(DataType.UINT8, new byte[] {-1, 1}, 2).toInts())
        .containsExactly(255, 1);
    assertThat(NdArray.ofBytes(DataType.INT8, new byte[] {-1, 1}, 2).toDoubles())
        .containsExactly(-1, 1);
    assertThat(NdArray.of(new long[] {Long.MIN_VALUE}, 1).toDoubles()).containsExactly(-0x1p63);
    assertThat(NdArray.of(new double[] {-0x1p63}, 1).toLongs()).containsExactly(Long.MIN_VALUE);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertThatThrownBy(() -> NdArray.of(new long[] {1, 1L << 31}, 2).toInts())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("element 1 is 2147483648, expected a 32-bit integer");
    assertThatThrownBy(() -> NdArray.of(new float[] {0.5f}, 1).toLongs())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("element 0 is 0.5");
    assertThatThrownBy(() -> NdArray.of(new double[] {0x1p63}, 1).toLongs())
        .isInstanceOf(UserError.class);
    assertThatThrownBy(() -> NdArray.of(new double[] {Double.NaN}, 1).toInts())
        .isInstanceOf(UserError.class);
    assertThatThrownBy(() -> NdArray.of(new double[] {1e300}, 1).toFloats())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("expected a 32-bit float");
  }

  @Test
  void shapesMustSuitTheData() {
    assertThat(NdArray.of(new float[1]).rank()).isZero();
    assertThat(NdArray.of(new float[6], 2, 3).reshape(3, 2).hasShape(3, -1)).isTrue();
    assertThatThrownBy(() -> NdArray.of(new float[5], 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, 3] has 6 elements, data has 5");
    assertThatThrownBy(() -> NdArray.ofBytes(DataType.BOOL, new byte[] {2}, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void equalityIsOfTypeShapeAndBits() {
    NdArray array = NdArray.of(new float[] {Float.NaN, 0f}, 2);
    assertThat(array).isEqualTo(NdArray.of(new float[] {Float.NaN, 0f}, 2));
    assertThat(array).isNotEqualTo(NdArray.of(new float[] {Float.NaN, -0f}, 2));
    assertThat(array).isNotEqualTo(NdArray.of(new float[] {Float.NaN, 0f}, 1, 2));
    assertThat(NdArray.int64(new int[] {5}, 1))
        .isEqualTo(NdArray.of(new long[] {5}, 1))
        .hasSameHashCodeAs(NdArray.of(new long[] {5}, 1));
  }
}
