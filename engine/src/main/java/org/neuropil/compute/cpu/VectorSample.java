package org.neuropil.compute.cpu;

import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The sampled gradient with the vector API: rows of {@code BLOCKS} vectors. {@link Panels} tells
 * why this class is defined several times.
 *
 * <p>Eight connections of a row are summed side by side, and a tree then sums the lanes of all
 * eight at once: the loads of d, the range checks and the shuffles are paid once for eight. Each
 * connection's sum is the same wherever it stands in its group, so results do not depend on the
 * column tiles. A group is a method of its own, because C2 keeps the sums in registers only in a
 * small method; it unrolls the loop over the vectors of a row itself.
 *
 * <p>Slices at either end in which the row of d is zero are passed over. They would add zeros, and
 * a rectifying layer has many: once trained, a sixth of its rows, and more than half at first.
 */
final class VectorSample extends SamplePanel {
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
  private static final FloatVector LANES = FloatVector.zero(S).addIndex(1);
  private static final VectorMask<Float> UPPER1 = upperLanes(1);
  private static final VectorMask<Float> UPPER2 = upperLanes(2);
  private static final VectorMask<Float> UPPER4 = upperLanes(4);
  private static final VectorMask<Float> LOWER8 = VectorMask.fromLong(S, 0xff);
  private static final VectorShuffle<Float> SWAP1 = swapping(1);
  private static final VectorShuffle<Float> SWAP2 = swapping(2);
  private static final VectorShuffle<Float> SWAP4 = swapping(4);
  private static final VectorShuffle<Float> SWAP8 = swapping(8);

  VectorSample() {
    super(BLOCKS * L);
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
    while (slices > 0 && silent(d, dBase)) {
      dBase += dStride;
      hBase += hStride;
      slices--;
    }
    if (slices == 0) {
      if (!add) {
        Arrays.fill(g, from, to, 0f);
      }
      return;
    }
    while (silent(d, dBase + (slices - 1) * dStride)) {
      slices--;
    }
    int k = from;
    for (; k + 8 <= to; k += 8) {
      eight(local, k, d, dBase, dStride, h, hBase, hStride, slices, ld, g, add);
    }
    if (k + 4 < to) {
      upToEight(local, k, to - 1, d, dBase, dStride, h, hBase, hStride, slices, ld, g, add);
    } else if (k < to) {
      upToFour(local, k, to - 1, d, dBase, dStride, h, hBase, hStride, slices, ld, g, add);
    }
  }

  /** Whether a row is zero: a node that no sample of the batch excites has such rows. */
  private static boolean silent(float[] d, int at) {
    for (int v = 0; v < BLOCKS * L; v += L) {
      if (FloatVector.fromArray(S, d, at + v).compare(VectorOperators.NE, 0f).anyTrue()) {
        return false;
      }
    }
    return true;
  }

  /** Connections k to k + 7. */
  private static void eight(
      char[] local,
      int k,
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
    int p0 = hBase + local[k] * ld;
    int p1 = hBase + local[k + 1] * ld;
    int p2 = hBase + local[k + 2] * ld;
    int p3 = hBase + local[k + 3] * ld;
    int p4 = hBase + local[k + 4] * ld;
    int p5 = hBase + local[k + 5] * ld;
    int p6 = hBase + local[k + 6] * ld;
    int p7 = hBase + local[k + 7] * ld;
    FloatVector a0 = FloatVector.zero(S);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector a5 = a0;
    FloatVector a6 = a0;
    FloatVector a7 = a0;
    int q = dBase;
    for (int s = 0; s < slices; s++) {
      for (int v = 0; v < BLOCKS * L; v += L) {
        FloatVector f = FloatVector.fromArray(S, d, q + v);
        a0 = f.fma(FloatVector.fromArray(S, h, p0 + v), a0);
        a1 = f.fma(FloatVector.fromArray(S, h, p1 + v), a1);
        a2 = f.fma(FloatVector.fromArray(S, h, p2 + v), a2);
        a3 = f.fma(FloatVector.fromArray(S, h, p3 + v), a3);
        a4 = f.fma(FloatVector.fromArray(S, h, p4 + v), a4);
        a5 = f.fma(FloatVector.fromArray(S, h, p5 + v), a5);
        a6 = f.fma(FloatVector.fromArray(S, h, p6 + v), a6);
        a7 = f.fma(FloatVector.fromArray(S, h, p7 + v), a7);
      }
      q += dStride;
      p0 += hStride;
      p1 += hStride;
      p2 += hStride;
      p3 += hStride;
      p4 += hStride;
      p5 += hStride;
      p6 += hStride;
      p7 += hStride;
    }
    FloatVector low = four(a0, a1, a2, a3);
    FloatVector high = four(a4, a5, a6, a7);
    if (L == 4) {
      store(low, 4, g, k, add);
      store(high, 4, g, k + 4, add);
    } else {
      store(across(pair(low, high, 4)), 8, g, k, add);
    }
  }

  /** Connections k to {@code last}, five to eight; the last one's loads fill the group. */
  private static void upToEight(
      char[] local,
      int k,
      int last,
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
    int p0 = hBase + local[k] * ld;
    int p1 = hBase + local[Math.min(k + 1, last)] * ld;
    int p2 = hBase + local[Math.min(k + 2, last)] * ld;
    int p3 = hBase + local[Math.min(k + 3, last)] * ld;
    int p4 = hBase + local[Math.min(k + 4, last)] * ld;
    int p5 = hBase + local[Math.min(k + 5, last)] * ld;
    int p6 = hBase + local[Math.min(k + 6, last)] * ld;
    int p7 = hBase + local[Math.min(k + 7, last)] * ld;
    FloatVector a0 = FloatVector.zero(S);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector a5 = a0;
    FloatVector a6 = a0;
    FloatVector a7 = a0;
    int q = dBase;
    for (int s = 0; s < slices; s++) {
      for (int v = 0; v < BLOCKS * L; v += L) {
        FloatVector f = FloatVector.fromArray(S, d, q + v);
        a0 = f.fma(FloatVector.fromArray(S, h, p0 + v), a0);
        a1 = f.fma(FloatVector.fromArray(S, h, p1 + v), a1);
        a2 = f.fma(FloatVector.fromArray(S, h, p2 + v), a2);
        a3 = f.fma(FloatVector.fromArray(S, h, p3 + v), a3);
        a4 = f.fma(FloatVector.fromArray(S, h, p4 + v), a4);
        a5 = f.fma(FloatVector.fromArray(S, h, p5 + v), a5);
        a6 = f.fma(FloatVector.fromArray(S, h, p6 + v), a6);
        a7 = f.fma(FloatVector.fromArray(S, h, p7 + v), a7);
      }
      q += dStride;
      p0 += hStride;
      p1 += hStride;
      p2 += hStride;
      p3 += hStride;
      p4 += hStride;
      p5 += hStride;
      p6 += hStride;
      p7 += hStride;
    }
    FloatVector low = four(a0, a1, a2, a3);
    FloatVector high = four(a4, a5, a6, a7);
    if (L == 4) {
      store(low, 4, g, k, add);
      store(high, last - k - 3, g, k + 4, add);
    } else {
      store(across(pair(low, high, 4)), last - k + 1, g, k, add);
    }
  }

  /** Connections k to {@code last}, at most four. */
  private static void upToFour(
      char[] local,
      int k,
      int last,
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
    int p0 = hBase + local[k] * ld;
    int p1 = hBase + local[Math.min(k + 1, last)] * ld;
    int p2 = hBase + local[Math.min(k + 2, last)] * ld;
    int p3 = hBase + local[Math.min(k + 3, last)] * ld;
    FloatVector a0 = FloatVector.zero(S);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    int q = dBase;
    for (int s = 0; s < slices; s++) {
      for (int v = 0; v < BLOCKS * L; v += L) {
        FloatVector f = FloatVector.fromArray(S, d, q + v);
        a0 = f.fma(FloatVector.fromArray(S, h, p0 + v), a0);
        a1 = f.fma(FloatVector.fromArray(S, h, p1 + v), a1);
        a2 = f.fma(FloatVector.fromArray(S, h, p2 + v), a2);
        a3 = f.fma(FloatVector.fromArray(S, h, p3 + v), a3);
      }
      q += dStride;
      p0 += hStride;
      p1 += hStride;
      p2 += hStride;
      p3 += hStride;
    }
    FloatVector sums = four(a0, a1, a2, a3);
    if (L > 4) {
      sums = across(pair(sums, sums, 4));
    }
    store(sums, last - k + 1, g, k, add);
  }

  /** Stores the sums in the first {@code count} lanes, at most eight. */
  private static void store(FloatVector sums, int count, float[] g, int at, boolean add) {
    if (count == L) {
      (add ? FloatVector.fromArray(S, g, at).add(sums) : sums).intoArray(g, at);
    } else {
      VectorMask<Float> mask =
          count == 8 ? LOWER8 : LANES.compare(VectorOperators.LT, (float) count);
      (add ? FloatVector.fromArray(S, g, at, mask).add(sums) : sums).intoArray(g, at, mask);
    }
  }

  /** Sums within each four lanes: lane l gets a sum of vector l % 4's lanes. */
  private static FloatVector four(FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
    return pair(pair(a, b, 1), pair(c, d, 1), 2);
  }

  /** Adds the upper eight of sixteen lanes to the lower, and the other way round. */
  private static FloatVector across(FloatVector a) {
    return L > 8 ? a.add(a.rearrange(SWAP8)) : a;
  }

  /**
   * One level of the tree that sums the lanes of several vectors at once: lanes whose number has
   * the bit {@code half} clear get a[lane] + a[lane + half], the others b[lane - half] + b[lane].
   */
  private static FloatVector pair(FloatVector a, FloatVector b, int half) {
    VectorMask<Float> upper = half == 4 ? UPPER4 : half == 2 ? UPPER2 : UPPER1;
    FloatVector own = a.blend(b, upper);
    FloatVector other = b.blend(a, upper);
    return own.add(other.rearrange(half == 4 ? SWAP4 : half == 2 ? SWAP2 : SWAP1));
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
