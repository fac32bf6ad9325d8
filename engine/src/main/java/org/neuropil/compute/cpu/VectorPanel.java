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
  /** Most vectors side by side, so that they fit 16 registers with the weight and temporaries. */
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
  private static final VectorSpecies<Integer> INTS = S.withLanes(int.class);
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
    super(BLOCKS * L, 64 * L);
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
      boolean add,
      int[] partial) {
    int most = partial.length / L - L;
    for (int k = from; k < to; k += most) {
      int count = Math.min(most, to - k);
      dots(local, k, count, d, dBase, dStride, h, hBase, hStride, slices, ld, partial);
      for (int u = 0; u < count; u += L) {
        FloatVector sums = sums(partial, u * L);
        if (u + L <= count) {
          if (add) {
            sums = FloatVector.fromArray(S, g, k + u).add(sums);
          }
          sums.intoArray(g, k + u);
        } else {
          sums.reinterpretAsInts().intoArray(partial, u * L);
          store(partial, u * L, count - u, g, k + u, add);
        }
      }
    }
  }

  private static void store(int[] sums, int from, int count, float[] g, int at, boolean add) {
    for (int lane = 0; lane < count; lane++) {
      float sum = Float.intBitsToFloat(sums[from + lane]);
      g[at + lane] = add ? g[at + lane] + sum : sum;
    }
  }

  /**
   * Sums lane by lane for each of {@code count} connections: leaves a vector each in {@code
   * partial}. Four connections share the loads of d; more would exceed what C2 inlines. Storing
   * integers keeps C2 from ordering the loads of floats after the stores.
   */
  private static void dots(
      char[] local,
      int k,
      int count,
      float[] d,
      int dBase,
      int dStride,
      float[] h,
      int hBase,
      int hStride,
      int slices,
      int ld,
      int[] partial) {
    int last = k + count - 1;
    for (int u = 0; u < count; u += 4) {
      int p0 = hBase + local[k + u] * ld;
      FloatVector a0 = FloatVector.zero(S);
      int p1 = hBase + local[Math.min(k + u + 1, last)] * ld;
      FloatVector a1 = FloatVector.zero(S);
      int p2 = hBase + local[Math.min(k + u + 2, last)] * ld;
      FloatVector a2 = FloatVector.zero(S);
      int p3 = hBase + local[Math.min(k + u + 3, last)] * ld;
      FloatVector a3 = FloatVector.zero(S);
      int q = dBase;
      for (int s = 0; s < slices; s++) {
        FloatVector f0 = FloatVector.fromArray(S, d, q);
        a0 = f0.fma(FloatVector.fromArray(S, h, p0), a0);
        a1 = f0.fma(FloatVector.fromArray(S, h, p1), a1);
        a2 = f0.fma(FloatVector.fromArray(S, h, p2), a2);
        a3 = f0.fma(FloatVector.fromArray(S, h, p3), a3);
        if (BLOCKS > 1) {
          FloatVector f1 = FloatVector.fromArray(S, d, q + L);
          a0 = f1.fma(FloatVector.fromArray(S, h, p0 + L), a0);
          a1 = f1.fma(FloatVector.fromArray(S, h, p1 + L), a1);
          a2 = f1.fma(FloatVector.fromArray(S, h, p2 + L), a2);
          a3 = f1.fma(FloatVector.fromArray(S, h, p3 + L), a3);
        }
        if (BLOCKS > 2) {
          FloatVector f2 = FloatVector.fromArray(S, d, q + 2 * L);
          a0 = f2.fma(FloatVector.fromArray(S, h, p0 + 2 * L), a0);
          a1 = f2.fma(FloatVector.fromArray(S, h, p1 + 2 * L), a1);
          a2 = f2.fma(FloatVector.fromArray(S, h, p2 + 2 * L), a2);
          a3 = f2.fma(FloatVector.fromArray(S, h, p3 + 2 * L), a3);
        }
        if (BLOCKS > 3) {
          FloatVector f3 = FloatVector.fromArray(S, d, q + 3 * L);
          a0 = f3.fma(FloatVector.fromArray(S, h, p0 + 3 * L), a0);
          a1 = f3.fma(FloatVector.fromArray(S, h, p1 + 3 * L), a1);
          a2 = f3.fma(FloatVector.fromArray(S, h, p2 + 3 * L), a2);
          a3 = f3.fma(FloatVector.fromArray(S, h, p3 + 3 * L), a3);
        }
        if (BLOCKS > 4) {
          FloatVector f4 = FloatVector.fromArray(S, d, q + 4 * L);
          a0 = f4.fma(FloatVector.fromArray(S, h, p0 + 4 * L), a0);
          a1 = f4.fma(FloatVector.fromArray(S, h, p1 + 4 * L), a1);
          a2 = f4.fma(FloatVector.fromArray(S, h, p2 + 4 * L), a2);
          a3 = f4.fma(FloatVector.fromArray(S, h, p3 + 4 * L), a3);
        }
        if (BLOCKS > 5) {
          FloatVector f5 = FloatVector.fromArray(S, d, q + 5 * L);
          a0 = f5.fma(FloatVector.fromArray(S, h, p0 + 5 * L), a0);
          a1 = f5.fma(FloatVector.fromArray(S, h, p1 + 5 * L), a1);
          a2 = f5.fma(FloatVector.fromArray(S, h, p2 + 5 * L), a2);
          a3 = f5.fma(FloatVector.fromArray(S, h, p3 + 5 * L), a3);
        }
        if (BLOCKS > 6) {
          FloatVector f6 = FloatVector.fromArray(S, d, q + 6 * L);
          a0 = f6.fma(FloatVector.fromArray(S, h, p0 + 6 * L), a0);
          a1 = f6.fma(FloatVector.fromArray(S, h, p1 + 6 * L), a1);
          a2 = f6.fma(FloatVector.fromArray(S, h, p2 + 6 * L), a2);
          a3 = f6.fma(FloatVector.fromArray(S, h, p3 + 6 * L), a3);
        }
        if (BLOCKS > 7) {
          FloatVector f7 = FloatVector.fromArray(S, d, q + 7 * L);
          a0 = f7.fma(FloatVector.fromArray(S, h, p0 + 7 * L), a0);
          a1 = f7.fma(FloatVector.fromArray(S, h, p1 + 7 * L), a1);
          a2 = f7.fma(FloatVector.fromArray(S, h, p2 + 7 * L), a2);
          a3 = f7.fma(FloatVector.fromArray(S, h, p3 + 7 * L), a3);
        }
        q += dStride;
        p0 += hStride;
        p1 += hStride;
        p2 += hStride;
        p3 += hStride;
      }
      a0.reinterpretAsInts().intoArray(partial, (u + 0) * L);
      a1.reinterpretAsInts().intoArray(partial, (u + 1) * L);
      a2.reinterpretAsInts().intoArray(partial, (u + 2) * L);
      a3.reinterpretAsInts().intoArray(partial, (u + 3) * L);
    }
  }

  /** The lane sums of the L vectors at {@code from}, in the order of the vectors; spoils them. */
  private static FloatVector sums(int[] partial, int from) {
    if (L > 8) {
      for (int u = from; u < from + 4 * L; u += L) {
        FloatVector even = pair(at(partial, u), at(partial, u + 8 * L), 8);
        FloatVector odd = pair(at(partial, u + 4 * L), at(partial, u + 12 * L), 8);
        pair(even, odd, 4).reinterpretAsInts().intoArray(partial, u);
      }
    } else if (L > 4) {
      for (int u = from; u < from + 4 * L; u += L) {
        pair(at(partial, u), at(partial, u + 4 * L), 4).reinterpretAsInts().intoArray(partial, u);
      }
    }
    FloatVector even = pair(at(partial, from), at(partial, from + 2 * L), 2);
    FloatVector odd = pair(at(partial, from + L), at(partial, from + 3 * L), 2);
    return pair(even, odd, 1);
  }

  private static FloatVector at(int[] array, int index) {
    return IntVector.fromArray(INTS, array, index).reinterpretAsFloats();
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
