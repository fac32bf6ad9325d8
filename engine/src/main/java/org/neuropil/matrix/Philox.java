package org.neuropil.matrix;

/**
 * The project's only random number generator: Philox 4x32 with 10 rounds (Salmon, Moraes, Dror,
 * Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC'11). It maps a 128-bit counter and a
 * 64-bit key to four 32-bit words, so that any word of any stream is computed on its own, on the
 * CPU and on the GPU alike.
 *
 * <p>A stream is named by (seed, purpose, index): the key is the seed, the counter is (block low,
 * block high, purpose, index). Word {@code n} of a stream is lane {@code n % 4} of block {@code n /
 * 4}. Instances are cursors over one stream and are not safe for use by several threads.
 */
public final class Philox {
  /** What a stream is for; streams of different purposes never share a number. */
  public enum Purpose {
    /** Which connections exist. */
    MASK,
    /** Initial recurrent weights. */
    RECURRENT_WEIGHTS,
    /** Initial input weights. */
    INPUT_WEIGHTS,
    /** Initial biases of the hidden nodes. */
    HIDDEN_BIAS,
    /** Initial readout weights and bias. */
    READOUT,
    /** Which nodes are inhibitory. */
    INHIBITORY,
    /** Order of the training samples. */
    SHUFFLE,
    /** Choice of training subsets. */
    SUBSET,
    /** Noise on nodes. */
    NODE_NOISE,
    /** Noise on inputs or states. */
    NOISE,
    /** Choice of pairs for pairwise measures. */
    PAIRS,
    /** Generated graphs. */
    GENERATE,
    /** Rewired graphs and null models. */
    REWIRE,
    /** Generated data. */
    DATA,
    /** Growth and pruning of connections. */
    SPARSIFY,
    /** Random inputs of tests and benchmarks. */
    TEST
  }

  private static final int M0 = 0xD2511F53;
  private static final int M1 = 0xCD9E8D57;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;

  private final int key0;
  private final int key1;
  private final int purpose;
  private final int index;
  private final int[] words = new int[4];
  private long position;
  private long loadedBlock = -1;

  /** A cursor at word 0 of the stream (seed, purpose, index). */
  public Philox(long seed, Purpose purpose, int index) {
    this.key0 = (int) seed;
    this.key1 = (int) (seed >>> 32);
    this.purpose = purpose.ordinal() + 1;
    this.index = index;
  }

  /**
   * The ten rounds: writes the four output words of counter (c0..c3) and key (k0, k1) to {@code
   * out[0..3]}.
   */
  public static void block(int c0, int c1, int c2, int c3, int k0, int k1, int[] out) {
    for (int round = 0; round < 10; round++) {
      long p0 = (M0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
      long p1 = (M1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
      int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c1 = (int) p1;
      c3 = (int) p0;
      c0 = n0;
      c2 = n2;
      k0 += W0;
      k1 += W1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }

  /** Moves the cursor to word {@code word} of the stream. */
  public Philox seek(long word) {
    position = word;
    return this;
  }

  /** The number of the word that comes next. */
  public long position() {
    return position;
  }

  /** The next 32 random bits. */
  public int nextInt() {
    long block = position >>> 2;
    if (block != loadedBlock) {
      block((int) block, (int) (block >>> 32), purpose, index, key0, key1, words);
      loadedBlock = block;
    }
    return words[(int) (position++ & 3)];
  }

  /** The next 64 random bits, from two words. */
  public long nextLong() {
    long high = nextInt();
    return (high << 32) | (nextInt() & 0xFFFFFFFFL);
  }

  /** A float in [0, 1), a multiple of 2^-24, from one word. */
  public float nextFloat() {
    return (nextInt() >>> 8) * 0x1p-24f;
  }

  /** A double in [0, 1), a multiple of 2^-53, from two words. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /** A float uniform on [-limit, limit), from one word. */
  public float nextSymmetric(float limit) {
    return 2f * limit * nextFloat() - limit;
  }

  /**
   * A double in [0, 1), a multiple of 2^-32, from one word; cheap enough for one draw a matrix
   * entry.
   */
  public double nextUnit() {
    return (nextInt() & 0xFFFFFFFFL) * 0x1p-32;
  }

  /**
   * An integer uniform on [0, bound), without bias (rejection as in Lemire, ACM TOMACS 29(1),
   * 2019).
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive, found " + bound);
    }
    long product = (nextInt() & 0xFFFFFFFFL) * bound;
    long low = product & 0xFFFFFFFFL;
    if (low < bound) {
      long threshold = (0x100000000L - bound) % bound;
      while (low < threshold) {
        product = (nextInt() & 0xFFFFFFFFL) * bound;
        low = product & 0xFFFFFFFFL;
      }
    }
    return (int) (product >>> 32);
  }

  /** A standard normal number (Box and Muller, cosine branch), from four words. */
  public double nextGaussian() {
    double radius = Math.sqrt(-2 * Math.log(1 - nextDouble()));
    return radius * Math.cos(2 * Math.PI * nextDouble());
  }

  /** Shuffles {@code values[from..to)} (Fisher and Yates). */
  public void shuffle(int[] values, int from, int to) {
    for (int i = to - 1; i > from; i--) {
      int j = from + nextInt(i - from + 1);
      int swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
  }

  /**
   * Word {@code n} of the stream that cuRAND's host generator CURAND_RNG_PSEUDO_PHILOX4_32_10 draws
   * for {@code seed}: block t = n / 4 has the counter (t / 65536, 0, t % 65536, 0).
   */
  public static int curandWord(long seed, long n) {
    int[] out = new int[4];
    long t = n >>> 2;
    block((int) (t >>> 16), 0, (int) (t & 0xFFFF), 0, (int) seed, (int) (seed >>> 32), out);
    return out[(int) (n & 3)];
  }
}
