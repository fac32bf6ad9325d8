package org.neuropil.compute.cpu;

import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The product with the vector API: {@code BLOCKS} sums side by side in registers. {@link Panels}
 * tells why this class is defined several times.
 */
final class VectorProduct extends ProductPanel {
  private static final VectorSpecies<Float> S;
  private static final int BLOCKS;

  static {
    try {
      Panels.Shape shape =
          Objects.requireNonNull(
              MethodHandles.classData(
                  MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, Panels.Shape.class));
      S = shape.species();
      BLOCKS = shape.blocks();
    } catch (IllegalAccessException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final int L = S.length();

  VectorProduct() {
    super(BLOCKS * L);
  }

  @Override
  void product(
      int[] starts,
      int first,
      int last,
      int rowFrom,
      int rowTo,
      char[] local,
      float[] values,
      float[] h,
      int hBase,
      float[] y,
      int yBase,
      int ld) {
    FloatVector zero = FloatVector.zero(S);
    for (int i = rowFrom; i < rowTo; i++) {
      int k = starts[first + i];
      int end = starts[last + i];
      if (k == end) {
        continue;
      }
      int at = yBase + i * ld;
      FloatVector a0 = FloatVector.fromArray(S, y, at);
      FloatVector a1 = BLOCKS > 1 ? FloatVector.fromArray(S, y, at + L) : zero;
      FloatVector a2 = BLOCKS > 2 ? FloatVector.fromArray(S, y, at + 2 * L) : zero;
      FloatVector a3 = BLOCKS > 3 ? FloatVector.fromArray(S, y, at + 3 * L) : zero;
      FloatVector a4 = BLOCKS > 4 ? FloatVector.fromArray(S, y, at + 4 * L) : zero;
      FloatVector a5 = BLOCKS > 5 ? FloatVector.fromArray(S, y, at + 5 * L) : zero;
      FloatVector a6 = BLOCKS > 6 ? FloatVector.fromArray(S, y, at + 6 * L) : zero;
      FloatVector a7 = BLOCKS > 7 ? FloatVector.fromArray(S, y, at + 7 * L) : zero;
      FloatVector a8 = BLOCKS > 8 ? FloatVector.fromArray(S, y, at + 8 * L) : zero;
      FloatVector a9 = BLOCKS > 9 ? FloatVector.fromArray(S, y, at + 9 * L) : zero;
      FloatVector a10 = BLOCKS > 10 ? FloatVector.fromArray(S, y, at + 10 * L) : zero;
      FloatVector a11 = BLOCKS > 11 ? FloatVector.fromArray(S, y, at + 11 * L) : zero;
      FloatVector a12 = BLOCKS > 12 ? FloatVector.fromArray(S, y, at + 12 * L) : zero;
      for (; k < end; k++) {
        FloatVector w = FloatVector.broadcast(S, values[k]);
        int p = hBase + local[k] * ld;
        a0 = w.fma(FloatVector.fromArray(S, h, p), a0);
        if (BLOCKS > 1) {
          a1 = w.fma(FloatVector.fromArray(S, h, p + L), a1);
        }
        if (BLOCKS > 2) {
          a2 = w.fma(FloatVector.fromArray(S, h, p + 2 * L), a2);
        }
        if (BLOCKS > 3) {
          a3 = w.fma(FloatVector.fromArray(S, h, p + 3 * L), a3);
        }
        if (BLOCKS > 4) {
          a4 = w.fma(FloatVector.fromArray(S, h, p + 4 * L), a4);
        }
        if (BLOCKS > 5) {
          a5 = w.fma(FloatVector.fromArray(S, h, p + 5 * L), a5);
        }
        if (BLOCKS > 6) {
          a6 = w.fma(FloatVector.fromArray(S, h, p + 6 * L), a6);
        }
        if (BLOCKS > 7) {
          a7 = w.fma(FloatVector.fromArray(S, h, p + 7 * L), a7);
        }
        if (BLOCKS > 8) {
          a8 = w.fma(FloatVector.fromArray(S, h, p + 8 * L), a8);
        }
        if (BLOCKS > 9) {
          a9 = w.fma(FloatVector.fromArray(S, h, p + 9 * L), a9);
        }
        if (BLOCKS > 10) {
          a10 = w.fma(FloatVector.fromArray(S, h, p + 10 * L), a10);
        }
        if (BLOCKS > 11) {
          a11 = w.fma(FloatVector.fromArray(S, h, p + 11 * L), a11);
        }
        if (BLOCKS > 12) {
          a12 = w.fma(FloatVector.fromArray(S, h, p + 12 * L), a12);
        }
      }
      a0.intoArray(y, at);
      if (BLOCKS > 1) {
        a1.intoArray(y, at + L);
      }
      if (BLOCKS > 2) {
        a2.intoArray(y, at + 2 * L);
      }
      if (BLOCKS > 3) {
        a3.intoArray(y, at + 3 * L);
      }
      if (BLOCKS > 4) {
        a4.intoArray(y, at + 4 * L);
      }
      if (BLOCKS > 5) {
        a5.intoArray(y, at + 5 * L);
      }
      if (BLOCKS > 6) {
        a6.intoArray(y, at + 6 * L);
      }
      if (BLOCKS > 7) {
        a7.intoArray(y, at + 7 * L);
      }
      if (BLOCKS > 8) {
        a8.intoArray(y, at + 8 * L);
      }
      if (BLOCKS > 9) {
        a9.intoArray(y, at + 9 * L);
      }
      if (BLOCKS > 10) {
        a10.intoArray(y, at + 10 * L);
      }
      if (BLOCKS > 11) {
        a11.intoArray(y, at + 11 * L);
      }
      if (BLOCKS > 12) {
        a12.intoArray(y, at + 12 * L);
      }
    }
  }
}
