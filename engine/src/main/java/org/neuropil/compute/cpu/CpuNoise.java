package org.neuropil.compute.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.neuropil.matrix.Philox;

/**
 * Standard normal numbers as {@link Philox#nextGaussian()} draws them, one block of four words a
 * number, several numbers side by side in vectors. The logarithm and the cosine are series in
 * double, made of operations that IEEE 754 defines bit for bit, so that every vector width and
 * number of threads gives the same; they are within 1e-9 of the true ones, far below what a float
 * shows.
 */
final class CpuNoise {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;

  /** Columns whose numbers are drawn before any is added: a cache line of floats. */
  private static final int COLUMNS = CpuSequence.LINE;

  /** Nodes whose numbers are drawn before any is added. */
  private static final int NODES = 256;

  /** Doubles from one column's numbers to the next: no power of two, and room to write beyond. */
  private static final int APART = NODES + 24;

  /** Nanoseconds a number, roughly. */
  private static final double COST = 10;

  private static final LongVector LANES = LongVector.zero(LONGS).addIndex(1);
  private static final long LOW = 0xFFFFFFFFL;
  private static final long M0 = 0xD2511F53L;
  private static final long M1 = 0xCD9E8D57L;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;
  private static final long ONE = 0x3FF0000000000000L;
  private static final long MANTISSA = 0x000FFFFFFFFFFFFFL;

  /** The bits of 2^52: integers below it, put into the mantissa, become doubles. */
  private static final long TWO_52 = 0x4330000000000000L;

  /** From the bits of sqrt(1/2) up, a mantissa belongs to the next exponent. */
  private static final long TO_ROOT = ONE - 0x3FE6A09E667F3BCDL;

  private static final double LN2 = 0.6931471805599453;

  private static final double TWO_PI = 2 * Math.PI;

  /** (2 pi)^k / k! with the signs of the sine. */
  private static final double S3 = -TWO_PI * TWO_PI * TWO_PI / 6;

  private static final double S5 = -S3 * TWO_PI * TWO_PI / 20;
  private static final double S7 = -S5 * TWO_PI * TWO_PI / 42;
  private static final double S9 = -S7 * TWO_PI * TWO_PI / 72;
  private static final double S11 = -S9 * TWO_PI * TWO_PI / 110;
  private static final double S13 = -S11 * TWO_PI * TWO_PI / 156;
  private static final double S15 = -S13 * TWO_PI * TWO_PI / 210;

  private CpuNoise() {}

  /** {@link org.neuropil.compute.Backend#addNoise}. */
  static void add(
      ThreadTeam team,
      CpuSequence a,
      int step,
      int count,
      int columns,
      double sd,
      long seed,
      long firstWord) {
    int nodes = a.nodes();
    int groups = (columns + COLUMNS - 1) / COLUMNS;
    team.run(
        count * groups,
        COST * count * columns * nodes,
        task -> {
          int s = task / groups;
          int first = task % groups * COLUMNS;
          int width = Math.min(COLUMNS, columns - first);
          double[] drawn = new double[COLUMNS * APART];
          for (int node = 0; node < nodes; node += NODES) {
            int height = Math.min(NODES, nodes - node);
            for (int k = 0; k < width; k++) {
              long number = ((long) s * columns + first + k) * nodes + node;
              draw(seed, firstWord / 4 + number, drawn, k * APART, height);
            }
            scatter(a, a.at(step + s) + node * a.stride() + first, drawn, height, width, sd);
          }
        });
  }

  private static void scatter(
      CpuSequence a, int at, double[] drawn, int height, int width, double sd) {
    float[] data = a.data();
    int stride = a.stride();
    for (int i = 0; i < height; i++) {
      for (int k = 0; k < width; k++) {
        data[at + i * stride + k] += (float) (sd * drawn[k * APART + i]);
      }
    }
  }

  /**
   * The numbers of blocks {@code block} .. {@code block + count - 1}, and up to a vector more, from
   * {@code out[at]} on.
   */
  @SuppressWarnings("EnumOrdinal") // Philox itself numbers purposes by their order.
  static void draw(long seed, long block, double[] out, int at, int count) {
    int purpose = Philox.Purpose.NOISE.ordinal() + 1;
    // Each number's place holds the argument of its logarithm until the second pass.
    double[] angles = new double[count + LONGS.length()];
    for (int i = 0; i < count; i += LONGS.length()) {
      uniform(seed, block + i, purpose, out, at + i, angles, i);
    }
    for (int i = 0; i < count; i += LONGS.length()) {
      DoubleVector x = DoubleVector.fromArray(DOUBLES, out, at + i);
      DoubleVector v = DoubleVector.fromArray(DOUBLES, angles, i);
      logarithm(x).mul(-2).sqrt().mul(cosine(v)).intoArray(out, at + i);
    }
  }

  /** One vector of blocks: 1 - u and v, the two doubles of each. */
  private static void uniform(
      long seed, long block, long purpose, double[] x, int xAt, double[] v, int vAt) {
    LongVector low = LongVector.broadcast(LONGS, LOW);
    LongVector m0 = LongVector.broadcast(LONGS, M0);
    LongVector m1 = LongVector.broadcast(LONGS, M1);
    LongVector t = LANES.add(block);
    LongVector c0 = t.and(low);
    LongVector c1 = t.lanewise(VectorOperators.LSHR, 32);
    LongVector c2 = LongVector.broadcast(LONGS, purpose);
    LongVector c3 = LongVector.zero(LONGS);
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < 10; round++) {
      LongVector p0 = c0.mul(m0);
      LongVector p1 = c2.mul(m1);
      LongVector key0 = LongVector.broadcast(LONGS, k0 & LOW);
      LongVector key1 = LongVector.broadcast(LONGS, k1 & LOW);
      c0 =
          p1.lanewise(VectorOperators.LSHR, 32)
              .lanewise(VectorOperators.XOR, c1)
              .lanewise(VectorOperators.XOR, key0);
      c2 =
          p0.lanewise(VectorOperators.LSHR, 32)
              .lanewise(VectorOperators.XOR, c3)
              .lanewise(VectorOperators.XOR, key1);
      c1 = p1.and(low);
      c3 = p0.and(low);
      k0 += W0;
      k1 += W1;
    }
    unit(c0, c1).neg().add(1).intoArray(x, xAt);
    unit(c2, c3).intoArray(v, vAt);
  }

  /** As {@link Philox#nextDouble()}: high * 2^-32 and the upper 21 bits of low, exactly. */
  private static DoubleVector unit(LongVector high, LongVector low) {
    DoubleVector upper = toDouble(high).mul(0x1p-32);
    DoubleVector lower = toDouble(low.lanewise(VectorOperators.LSHR, 11)).mul(0x1p-53);
    return upper.add(lower);
  }

  /** Integers in [0, 2^52), exactly; not all processors convert them themselves. */
  private static DoubleVector toDouble(LongVector x) {
    return x.or(TWO_52).reinterpretAsDoubles().sub(0x1p52);
  }

  /**
   * ln x for x in (0, 1]: x = 2^e m with m in [sqrt(1/2), sqrt(2)), and ln m = 2 artanh z, z = (m -
   * 1) / (m + 1), |z| at most 0.172.
   */
  private static DoubleVector logarithm(DoubleVector x) {
    LongVector bits = x.reinterpretAsLongs();
    LongVector shifted = bits.add(TO_ROOT);
    LongVector biased = shifted.lanewise(VectorOperators.LSHR, 52);
    DoubleVector e = toDouble(biased).sub(1023);
    DoubleVector m = shifted.and(MANTISSA).add(ONE - TO_ROOT).reinterpretAsDoubles();
    DoubleVector z = m.sub(1).div(m.add(1));
    DoubleVector s = z.mul(z);
    DoubleVector p = s.mul(1.0 / 13).add(1.0 / 11);
    p = p.fma(s, of(1.0 / 9));
    p = p.fma(s, of(1.0 / 7));
    p = p.fma(s, of(1.0 / 5));
    p = p.fma(s, of(1.0 / 3));
    p = p.fma(s, of(1));
    return e.fma(of(LN2), p.mul(z).mul(2));
  }

  /** cos(2 pi v) for v in [0, 1) is sin(2 pi c) with c = |v - 1/2| - 1/4, in [-1/4, 1/4]. */
  private static DoubleVector cosine(DoubleVector v) {
    DoubleVector c = v.sub(0.5).abs().sub(0.25);
    DoubleVector s = c.mul(c);
    DoubleVector p = s.mul(S15).add(S13);
    p = p.fma(s, of(S11));
    p = p.fma(s, of(S9));
    p = p.fma(s, of(S7));
    p = p.fma(s, of(S5));
    p = p.fma(s, of(S3));
    p = p.fma(s, of(TWO_PI));
    return p.mul(c);
  }

  private static DoubleVector of(double value) {
    return DoubleVector.broadcast(DOUBLES, value);
  }
}
