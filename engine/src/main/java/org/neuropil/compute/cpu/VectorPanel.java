package org.neuropil.compute.cpu;

import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.OR;

import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The panel loops with the vector API: {@code BLOCKS} vectors side by side, at most {@value
 * #MAX_BLOCKS}.
 *
 * <p>The compiler makes good code only where vector width and number of accumulators are constants.
 * {@link Panels} therefore defines this class several times, as hidden classes whose class data
 * hold the two numbers, and the conditions on {@code BLOCKS} below vanish in each. This beats one
 * hand-written class for each pair, and one process can test all widths.
 */
final class VectorPanel extends Panel {
  /** Most vectors side by side; with weight and temporaries they fit 16 registers. */
  static final int MAX_BLOCKS = 8;

  private static final VectorSpecies<Float> S;
  private static final int BLOCKS;

  static {
    try {
      Shape shape =
          Objects.requireNonNull(
              MethodHandles.classData(
                  MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, Shape.class));
      S = shape.species();
      BLOCKS = shape.blocks();
    } catch (IllegalAccessException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final int L = S.length();
  private static final VectorMask<Float> UPPER1 = upperLanes(1);
  private static final VectorMask<Float> UPPER2 = upperLanes(2);
  private static final VectorMask<Float> UPPER4 = upperLanes(4);
  private static final VectorMask<Float> UPPER8 = upperLanes(8);
  private static final VectorShuffle<Float> SWAP1 = swapping(1);
  private static final VectorShuffle<Float> SWAP2 = swapping(2);
  private static final VectorShuffle<Float> SWAP4 = swapping(4);
  private static final VectorShuffle<Float> SWAP8 = swapping(8);

  /** Class data: what the compiler sees as constants. */
  record Shape(VectorSpecies<Float> species, int blocks) {}

  VectorPanel() {
    super(BLOCKS * L, L);
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
    }
  }

  @Override
  void activate(Activation activation, float[] y, int from, int to) {
    switch (activation) {
      case NONE -> {}
      case RELU -> {
        for (int k = from; k < to; k += L) {
          FloatVector.fromArray(S, y, k).max(0f).intoArray(y, k);
        }
      }
      case TANH -> {
        for (int k = from; k < to; k += L) {
          tanh(FloatVector.fromArray(S, y, k)).intoArray(y, k);
        }
      }
    }
  }

  /** The same operations as {@link FloatTanh#tanh}. */
  private static FloatVector tanh(FloatVector x) {
    FloatVector y = x.abs().mul(2f).min(FloatTanh.LIMIT);
    FloatVector t = y.fma(broadcast(FloatTanh.LOG2_E), broadcast(FloatTanh.ROUNDER));
    FloatVector minusN = broadcast(FloatTanh.ROUNDER).sub(t);
    FloatVector r = minusN.fma(broadcast(FloatTanh.LN2_HIGH), y);
    r = minusN.fma(broadcast(FloatTanh.LN2_LOW), r);
    FloatVector p = r.fma(broadcast(FloatTanh.C8), broadcast(FloatTanh.C7));
    p = p.fma(r, broadcast(FloatTanh.C6));
    p = p.fma(r, broadcast(FloatTanh.C5));
    p = p.fma(r, broadcast(FloatTanh.C4));
    p = p.fma(r, broadcast(FloatTanh.C3));
    p = p.fma(r, broadcast(FloatTanh.C2));
    FloatVector q = p.mul(r).fma(r, r);
    IntVector exponent = t.reinterpretAsInts().lanewise(LSHL, 23).add(FloatTanh.ONE_BITS);
    FloatVector power = exponent.reinterpretAsFloats();
    FloatVector e = power.fma(q, power.sub(1f));
    FloatVector value = e.div(e.add(2f));
    IntVector sign = x.reinterpretAsInts().lanewise(AND, FloatTanh.SIGN);
    return value.reinterpretAsInts().lanewise(OR, sign).reinterpretAsFloats();
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(S, value);
  }

  @Override
  void derive(Activation activation, float[] y, int from, int to, float[] h, int hFrom) {
    int shift = hFrom - from;
    switch (activation) {
      case NONE -> {}
      case RELU -> {
        FloatVector zero = FloatVector.zero(S);
        for (int k = from; k < to; k += L) {
          VectorMask<Float> active =
              FloatVector.fromArray(S, h, k + shift).compare(VectorOperators.GT, 0f);
          zero.blend(FloatVector.fromArray(S, y, k), active).intoArray(y, k);
        }
      }
      case TANH -> {
        FloatVector one = broadcast(1f);
        for (int k = from; k < to; k += L) {
          FloatVector value = FloatVector.fromArray(S, h, k + shift);
          FloatVector slope = value.neg().fma(value, one);
          FloatVector.fromArray(S, y, k).mul(slope).intoArray(y, k);
        }
      }
    }
  }

  @Override
  void sample(
      char[] local,
      int from,
      int to,
      float[] d,
      int dBase,
      int dStride,
      float[] h,
      int hBase,
      int hStride,
      int slices,
      int ld,
      float[] g,
      boolean add) {
    int k = from;
    for (; k <= to - L; k += L) {
      FloatVector sums = sums(local, k, d, dBase, dStride, h, hBase, hStride, slices, ld);
      if (add) {
        sums = FloatVector.fromArray(S, g, k).add(sums);
      }
      sums.intoArray(g, k);
    }
    for (; k < to; k++) {
      FloatVector sum = FloatVector.zero(S);
      int at = hBase + local[k] * ld;
      for (int s = 0; s < slices; s++) {
        int from0 = dBase + s * dStride;
        int at0 = at + s * hStride;
        for (int b = 0; b < BLOCKS; b++) {
          FloatVector factor = FloatVector.fromArray(S, d, from0 + b * L);
          sum = factor.fma(FloatVector.fromArray(S, h, at0 + b * L), sum);
        }
      }
      float total = fold(sum);
      g[k] = add ? g[k] + total : total;
    }
  }

  /** The sums of the connections k .. k + L - 1, one a lane. */
  private static FloatVector sums(
      char[] local,
      int k,
      float[] d,
      int dBase,
      int dStride,
      float[] h,
      int hBase,
      int hStride,
      int slices,
      int ld) {
    FloatVector zero = FloatVector.zero(S);
    FloatVector a0 = zero;
    FloatVector a1 = zero;
    FloatVector a2 = zero;
    FloatVector a3 = zero;
    FloatVector a4 = zero;
    FloatVector a5 = zero;
    FloatVector a6 = zero;
    FloatVector a7 = zero;
    FloatVector a8 = zero;
    FloatVector a9 = zero;
    FloatVector a10 = zero;
    FloatVector a11 = zero;
    FloatVector a12 = zero;
    FloatVector a13 = zero;
    FloatVector a14 = zero;
    FloatVector a15 = zero;
    int from = dBase;
    int base = hBase;
    for (int s = 0; s < slices; s++) {
      FloatVector d0 = FloatVector.fromArray(S, d, from);
      FloatVector d1 = BLOCKS > 1 ? FloatVector.fromArray(S, d, from + L) : zero;
      FloatVector d2 = BLOCKS > 2 ? FloatVector.fromArray(S, d, from + 2 * L) : zero;
      FloatVector d3 = BLOCKS > 3 ? FloatVector.fromArray(S, d, from + 3 * L) : zero;
      FloatVector d4 = BLOCKS > 4 ? FloatVector.fromArray(S, d, from + 4 * L) : zero;
      FloatVector d5 = BLOCKS > 5 ? FloatVector.fromArray(S, d, from + 5 * L) : zero;
      FloatVector d6 = BLOCKS > 6 ? FloatVector.fromArray(S, d, from + 6 * L) : zero;
      FloatVector d7 = BLOCKS > 7 ? FloatVector.fromArray(S, d, from + 7 * L) : zero;
      a0 = dot(d0, d1, d2, d3, d4, d5, d6, d7, h, base + local[k] * ld, a0);
      a1 = dot(d0, d1, d2, d3, d4, d5, d6, d7, h, base + local[k + 1] * ld, a1);
      a2 = dot(d0, d1, d2, d3, d4, d5, d6, d7, h, base + local[k + 2] * ld, a2);
      a3 = dot(d0, d1, d2, d3, d4, d5, d6, d7, h, base + local[k + 3] * ld, a3);
      if (L > 4) {
        a4 = dot(d0, d1, d2, d3, d4, d5, d6, d7, h, base + local[k + 4] * ld, a4);
        a5 = dot(d0, d1, d2, d3, d4, d5, d6, d7, h, base + local[k + 5] * ld, a5);
        a6 = dot(d0, d1, d2, d3, d4, d5, d6, d7, h, base + local[k + 6] * ld, a6);
        a7 = dot(d0, d1, d2, d3, d4, d5, d6, d7, h, base + local[k + 7] * ld, a7);
      }
      if (L > 8) {
        a8 = dot(d0, d1, d2, d3, d4, d5, d6, d7, h, base + local[k + 8] * ld, a8);
        a9 = dot(d0, d1, d2, d3, d4, d5, d6, d7, h, base + local[k + 9] * ld, a9);
        a10 = dot(d0, d1, d2, d3, d4, d5, d6, d7, h, base + local[k + 10] * ld, a10);
        a11 = dot(d0, d1, d2, d3, d4, d5, d6, d7, h, base + local[k + 11] * ld, a11);
        a12 = dot(d0, d1, d2, d3, d4, d5, d6, d7, h, base + local[k + 12] * ld, a12);
        a13 = dot(d0, d1, d2, d3, d4, d5, d6, d7, h, base + local[k + 13] * ld, a13);
        a14 = dot(d0, d1, d2, d3, d4, d5, d6, d7, h, base + local[k + 14] * ld, a14);
        a15 = dot(d0, d1, d2, d3, d4, d5, d6, d7, h, base + local[k + 15] * ld, a15);
      }
      from += dStride;
      base += hStride;
    }
    if (L > 8) {
      a0 = pair(a0, a8, 8);
      a1 = pair(a1, a9, 8);
      a2 = pair(a2, a10, 8);
      a3 = pair(a3, a11, 8);
      a4 = pair(a4, a12, 8);
      a5 = pair(a5, a13, 8);
      a6 = pair(a6, a14, 8);
      a7 = pair(a7, a15, 8);
    }
    if (L > 4) {
      a0 = pair(a0, a4, 4);
      a1 = pair(a1, a5, 4);
      a2 = pair(a2, a6, 4);
      a3 = pair(a3, a7, 4);
    }
    return pair(pair(a0, a2, 2), pair(a1, a3, 2), 1);
  }

  /** sum + the products of the row d0, d1, .. with the one at h[p..). */
  private static FloatVector dot(
      FloatVector d0,
      FloatVector d1,
      FloatVector d2,
      FloatVector d3,
      FloatVector d4,
      FloatVector d5,
      FloatVector d6,
      FloatVector d7,
      float[] h,
      int p,
      FloatVector sum) {
    FloatVector s = d0.fma(FloatVector.fromArray(S, h, p), sum);
    if (BLOCKS > 1) {
      s = d1.fma(FloatVector.fromArray(S, h, p + L), s);
    }
    if (BLOCKS > 2) {
      s = d2.fma(FloatVector.fromArray(S, h, p + 2 * L), s);
    }
    if (BLOCKS > 3) {
      s = d3.fma(FloatVector.fromArray(S, h, p + 3 * L), s);
    }
    if (BLOCKS > 4) {
      s = d4.fma(FloatVector.fromArray(S, h, p + 4 * L), s);
    }
    if (BLOCKS > 5) {
      s = d5.fma(FloatVector.fromArray(S, h, p + 5 * L), s);
    }
    if (BLOCKS > 6) {
      s = d6.fma(FloatVector.fromArray(S, h, p + 6 * L), s);
    }
    if (BLOCKS > 7) {
      s = d7.fma(FloatVector.fromArray(S, h, p + 7 * L), s);
    }
    return s;
  }

  /**
   * One level of the tree that sums the lanes of several vectors at once: lanes whose number has
   * the bit {@code half} clear get a[lane] + a[lane + half], the others b[lane - half] + b[lane].
   */
  private static FloatVector pair(FloatVector a, FloatVector b, int half) {
    VectorMask<Float> upper = half == 8 ? UPPER8 : half == 4 ? UPPER4 : half == 2 ? UPPER2 : UPPER1;
    FloatVector own = a.blend(b, upper);
    FloatVector other = b.blend(a, upper);
    return own.add(other.rearrange(swap(half)));
  }

  /** The sum of all lanes, by the same tree. */
  private static float fold(FloatVector v) {
    FloatVector sum = v;
    if (L > 8) {
      sum = sum.add(sum.rearrange(swap(8)));
    }
    if (L > 4) {
      sum = sum.add(sum.rearrange(swap(4)));
    }
    sum = sum.add(sum.rearrange(swap(2)));
    sum = sum.add(sum.rearrange(swap(1)));
    return sum.lane(0);
  }

  private static VectorShuffle<Float> swap(int half) {
    return half == 8 ? SWAP8 : half == 4 ? SWAP4 : half == 2 ? SWAP2 : SWAP1;
  }

  private static VectorMask<Float> upperLanes(int half) {
    long bits = 0;
    for (int lane = 0; lane < L; lane++) {
      bits |= (lane & half) != 0 ? 1L << lane : 0;
    }
    return VectorMask.fromLong(S, bits);
  }

  private static VectorShuffle<Float> swapping(int half) {
    return VectorShuffle.fromOp(S, lane -> (lane ^ half) & (L - 1));
  }
}
