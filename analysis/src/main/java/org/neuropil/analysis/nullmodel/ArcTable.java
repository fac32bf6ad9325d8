package org.neuropil.analysis.nullmodel;

import java.util.Arrays;

/**
 * Which of the pairs (a, b) of node numbers are present, in constant time: one bit a pair where
 * that is small, else a hash table.
 */
abstract sealed class ArcTable {
  /** Up to here a bit a pair is always best: it fits into a core's second-level cache. */
  private static final long SMALL_BITS = 1L << 24;

  private static final long MOST_BITS = 64L * (Integer.MAX_VALUE - 8);

  /** A table for {@code nodes} nodes of which at most {@code most} pairs are present at once. */
  static ArcTable of(int nodes, int most) {
    long bits = 64L * Math.ceilDiv(nodes, 64) * nodes;
    long hashBits = 64L * Hashed.capacity(most);
    return bits <= SMALL_BITS || (bits <= hashBits && bits <= MOST_BITS)
        ? new Bits(nodes)
        : new Hashed(most);
  }

  abstract boolean has(int a, int b);

  abstract void add(int a, int b);

  abstract void remove(int a, int b);

  abstract void clear();

  /** Becomes equal to a table that was made with the same arguments. */
  abstract void copy(ArcTable other);

  /** One bit for each pair. */
  static final class Bits extends ArcTable {
    private final int stride;
    private final long[] words;

    Bits(int nodes) {
      stride = Math.ceilDiv(nodes, 64);
      words = new long[stride * nodes];
    }

    @Override
    boolean has(int a, int b) {
      return (words[a * stride + (b >>> 6)] >>> b & 1) != 0;
    }

    @Override
    void add(int a, int b) {
      words[a * stride + (b >>> 6)] |= 1L << b;
    }

    @Override
    void remove(int a, int b) {
      words[a * stride + (b >>> 6)] &= ~(1L << b);
    }

    @Override
    void clear() {
      Arrays.fill(words, 0);
    }

    @Override
    void copy(ArcTable other) {
      System.arraycopy(((Bits) other).words, 0, words, 0, words.length);
    }
  }

  /** Open addressing with linear probing; removal closes the gap, so that no marks pile up. */
  static final class Hashed extends ArcTable {
    private static final long EMPTY = -1;

    private final long[] keys;
    private final int mask;

    Hashed(int most) {
      keys = new long[capacity(most)];
      mask = keys.length - 1;
      Arrays.fill(keys, EMPTY);
    }

    static int capacity(int most) {
      // At most half full, up to the longest array of a power of two.
      return (int) Math.min(1L << 30, Long.highestOneBit(4L * Math.max(4, most + 1L) - 1));
    }

    private static long key(int a, int b) {
      return (long) a << 32 | b;
    }

    private int place(long key) {
      long mixed = key * 0x9E3779B97F4A7C15L;
      return (int) (mixed ^ mixed >>> 32) & mask;
    }

    private int find(long key) {
      int at = place(key);
      while (keys[at] != EMPTY && keys[at] != key) {
        at = at + 1 & mask;
      }
      return at;
    }

    @Override
    boolean has(int a, int b) {
      return keys[find(key(a, b))] != EMPTY;
    }

    @Override
    void add(int a, int b) {
      long key = key(a, b);
      keys[find(key)] = key;
    }

    @Override
    void remove(int a, int b) {
      int gap = find(key(a, b));
      if (keys[gap] == EMPTY) {
        return;
      }
      int at = gap;
      while (true) {
        at = at + 1 & mask;
        if (keys[at] == EMPTY) {
          break;
        }
        // A key may move into the gap if its own place is not behind the gap.
        if ((at - place(keys[at]) & mask) >= (at - gap & mask)) {
          keys[gap] = keys[at];
          gap = at;
        }
      }
      keys[gap] = EMPTY;
    }

    @Override
    void clear() {
      Arrays.fill(keys, EMPTY);
    }

    @Override
    void copy(ArcTable other) {
      System.arraycopy(((Hashed) other).keys, 0, keys, 0, keys.length);
    }
  }
}
