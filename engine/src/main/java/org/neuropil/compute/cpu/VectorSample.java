package org.neuropil.compute.cpu;

import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The sampled gradient with the vector API: rows of {@code BLOCKS} vectors. {@link Panels} tells
 * why this class is defined several times.
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
  private static final VectorSpecies<Integer> INTS = S.withLanes(int.class);
  private static final VectorMask<Float> UPPER1 = upperLanes(1);
  private static final VectorMask<Float> UPPER2 = upperLanes(2);
  private static final VectorMask<Float> UPPER4 = upperLanes(4);
  private static final VectorMask<Float> UPPER8 = upperLanes(8);
  private static final VectorShuffle<Float> SWAP1 = swapping(1);
  private static final VectorShuffle<Float> SWAP2 = swapping(2);
  private static final VectorShuffle<Float> SWAP4 = swapping(4);
  private static final VectorShuffle<Float> SWAP8 = swapping(8);

  VectorSample() {
    super(BLOCKS * L, 65 * L);
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
    int most = partial.length / L - 1;
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
   * partial}. Two connections share the loads of d; with more C2 stops inlining, and boxes. Storing
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
    for (int u = 0; u < count; u += 2) {
      int p0 = hBase + local[k + u] * ld;
      FloatVector a0 = FloatVector.zero(S);
      int p1 = hBase + local[Math.min(k + u + 1, last)] * ld;
      FloatVector a1 = FloatVector.zero(S);
      int q = dBase;
      for (int s = 0; s < slices; s++) {
        FloatVector f0 = FloatVector.fromArray(S, d, q);
        a0 = f0.fma(FloatVector.fromArray(S, h, p0), a0);
        a1 = f0.fma(FloatVector.fromArray(S, h, p1), a1);
        if (BLOCKS > 1) {
          FloatVector f1 = FloatVector.fromArray(S, d, q + L);
          a0 = f1.fma(FloatVector.fromArray(S, h, p0 + L), a0);
          a1 = f1.fma(FloatVector.fromArray(S, h, p1 + L), a1);
        }
        if (BLOCKS > 2) {
          FloatVector f2 = FloatVector.fromArray(S, d, q + 2 * L);
          a0 = f2.fma(FloatVector.fromArray(S, h, p0 + 2 * L), a0);
          a1 = f2.fma(FloatVector.fromArray(S, h, p1 + 2 * L), a1);
        }
        if (BLOCKS > 3) {
          FloatVector f3 = FloatVector.fromArray(S, d, q + 3 * L);
          a0 = f3.fma(FloatVector.fromArray(S, h, p0 + 3 * L), a0);
          a1 = f3.fma(FloatVector.fromArray(S, h, p1 + 3 * L), a1);
        }
        if (BLOCKS > 4) {
          FloatVector f4 = FloatVector.fromArray(S, d, q + 4 * L);
          a0 = f4.fma(FloatVector.fromArray(S, h, p0 + 4 * L), a0);
          a1 = f4.fma(FloatVector.fromArray(S, h, p1 + 4 * L), a1);
        }
        if (BLOCKS > 5) {
          FloatVector f5 = FloatVector.fromArray(S, d, q + 5 * L);
          a0 = f5.fma(FloatVector.fromArray(S, h, p0 + 5 * L), a0);
          a1 = f5.fma(FloatVector.fromArray(S, h, p1 + 5 * L), a1);
        }
        if (BLOCKS > 6) {
          FloatVector f6 = FloatVector.fromArray(S, d, q + 6 * L);
          a0 = f6.fma(FloatVector.fromArray(S, h, p0 + 6 * L), a0);
          a1 = f6.fma(FloatVector.fromArray(S, h, p1 + 6 * L), a1);
        }
        if (BLOCKS > 7) {
          FloatVector f7 = FloatVector.fromArray(S, d, q + 7 * L);
          a0 = f7.fma(FloatVector.fromArray(S, h, p0 + 7 * L), a0);
          a1 = f7.fma(FloatVector.fromArray(S, h, p1 + 7 * L), a1);
        }
        if (BLOCKS > 8) {
          FloatVector f8 = FloatVector.fromArray(S, d, q + 8 * L);
          a0 = f8.fma(FloatVector.fromArray(S, h, p0 + 8 * L), a0);
          a1 = f8.fma(FloatVector.fromArray(S, h, p1 + 8 * L), a1);
        }
        if (BLOCKS > 9) {
          FloatVector f9 = FloatVector.fromArray(S, d, q + 9 * L);
          a0 = f9.fma(FloatVector.fromArray(S, h, p0 + 9 * L), a0);
          a1 = f9.fma(FloatVector.fromArray(S, h, p1 + 9 * L), a1);
        }
        if (BLOCKS > 10) {
          FloatVector f10 = FloatVector.fromArray(S, d, q + 10 * L);
          a0 = f10.fma(FloatVector.fromArray(S, h, p0 + 10 * L), a0);
          a1 = f10.fma(FloatVector.fromArray(S, h, p1 + 10 * L), a1);
        }
        if (BLOCKS > 11) {
          FloatVector f11 = FloatVector.fromArray(S, d, q + 11 * L);
          a0 = f11.fma(FloatVector.fromArray(S, h, p0 + 11 * L), a0);
          a1 = f11.fma(FloatVector.fromArray(S, h, p1 + 11 * L), a1);
        }
        if (BLOCKS > 12) {
          FloatVector f12 = FloatVector.fromArray(S, d, q + 12 * L);
          a0 = f12.fma(FloatVector.fromArray(S, h, p0 + 12 * L), a0);
          a1 = f12.fma(FloatVector.fromArray(S, h, p1 + 12 * L), a1);
        }
        q += dStride;
        p0 += hStride;
        p1 += hStride;
      }
      a0.reinterpretAsInts().intoArray(partial, (u + 0) * L);
      a1.reinterpretAsInts().intoArray(partial, (u + 1) * L);
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
