package org.neuropil.sparsify;

import java.util.Arrays;
import java.util.Optional;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * Removes connections from a pattern and adds others, in one pass over the connections there are;
 * nothing is ever as large as the full matrix unless the pattern is.
 */
final class PatternEdit {
  /** Initial values of new connections. */
  @FunctionalInterface
  interface Fresh {
    float at(int i, int j);
  }

  private final SparsityPattern old;
  private final boolean[] keep;
  private int kept;

  /** An edit that removes everything that is not asked to stay. */
  PatternEdit(SparsityPattern old) {
    this.old = old;
    this.keep = new boolean[old.nonzeros()];
  }

  /** Connection e stays. */
  void keep(int e) {
    if (!keep[e]) {
      keep[e] = true;
      kept++;
    }
  }

  /** Of one part of the values, the {@code count} of largest magnitude stay; first come on ties. */
  void keepLargest(float[] values, Magnitudes.Part part, int count) {
    if (count <= 0) {
      return;
    }
    int surplus = Magnitudes.count(values, part) - count;
    float threshold = surplus <= 0 ? -1 : Magnitudes.select(values, part, surplus);
    int ties = count;
    for (float value : values) {
      ties -= part.has(value) && Math.abs(value) > threshold ? 1 : 0;
    }
    for (int e = 0; e < values.length; e++) {
      if (part.has(values[e])
          && (Math.abs(values[e]) > threshold
              || (Math.abs(values[e]) == threshold && ties-- > 0))) {
        keep(e);
      }
    }
  }

  /** The connections whose magnitude is strictly above the threshold stay. */
  void keepAbove(float[] values, double threshold) {
    for (int e = 0; e < values.length; e++) {
      if (Math.abs(values[e]) > threshold) {
        keep(e);
      }
    }
  }

  /** How many stay. */
  int kept() {
    return kept;
  }

  /**
   * The new pattern with {@code count} new connections at random places, each set of places that no
   * staying connection occupies being as likely as any other. Places of connections that were just
   * removed count as empty.
   *
   * @param values values of the old pattern's connections from now on
   */
  PatternChange grow(int count, Philox random, float[] values, Fresh fresh) {
    long empty = (long) old.rows() * old.cols() - kept;
    return merge(distinct(random, empty, Math.toIntExact(Math.min(count, empty))), values, fresh);
  }

  /**
   * The new pattern without anything new; nothing if every connection stays.
   *
   * @throws UserError if no connection stays
   */
  Optional<PatternChange> shrink(float[] values) {
    if (kept == 0) {
      throw UserError.usage(
          "pruning would remove the last of " + old.nonzeros() + " connections",
          "use a higher density or, if the weights are not finite any more, a lower learning rate");
    }
    return kept == old.nonzeros()
        ? Optional.empty()
        : Optional.of(merge(new long[0], values, (i, j) -> 0));
  }

  /** The pattern of the given places i cols + j, which may repeat, and nothing that was there. */
  static SparsityPattern at(int rows, int cols, long[] places) {
    Arrays.sort(places);
    PatternEdit edit =
        new PatternEdit(SparsityPattern.of(rows, cols, new int[rows + 1], new int[0]));
    return edit.merge(Arrays.copyOf(places, unique(places)), new float[0], (i, j) -> 0).pattern();
  }

  /** Moves the different ones of ascending numbers to the front and says how many there are. */
  private static int unique(long[] ascending) {
    int count = 0;
    for (int k = 0; k < ascending.length; k++) {
      if (k == 0 || ascending[k] != ascending[k - 1]) {
        ascending[count++] = ascending[k];
      }
    }
    return count;
  }

  /**
   * The connections that stay and those at the given ranks among the empty places, ranks ascending:
   * the empty place of rank r before row i's next staying connection is r plus the number of
   * staying connections in front of it.
   */
  private PatternChange merge(long[] ranks, float[] values, Fresh fresh) {
    int rows = old.rows();
    int cols = old.cols();
    int total = Math.addExact(kept, ranks.length);
    int[] offsets = new int[rows + 1];
    int[] columns = new int[total];
    int[] from = new int[total];
    float[] newValues = new float[total];
    int out = 0;
    int next = 0;
    long passed = 0;
    for (int i = 0; i < rows; i++) {
      long rowPlace = (long) i * cols;
      for (int e = old.rowStart(i); e < old.rowStart(i + 1); e++) {
        if (!keep[e]) {
          continue;
        }
        int column = old.column(e);
        while (next < ranks.length && ranks[next] + passed < rowPlace + column) {
          int j = (int) (ranks[next++] + passed - rowPlace);
          columns[out] = j;
          from[out] = -1;
          newValues[out++] = fresh.at(i, j);
        }
        columns[out] = column;
        from[out] = e;
        newValues[out++] = values[e];
        passed++;
      }
      while (next < ranks.length && ranks[next] + passed < rowPlace + cols) {
        int j = (int) (ranks[next++] + passed - rowPlace);
        columns[out] = j;
        from[out] = -1;
        newValues[out++] = fresh.at(i, j);
      }
      offsets[i + 1] = out;
    }
    return new PatternChange(SparsityPattern.of(rows, cols, offsets, columns), from, newValues);
  }

  /**
   * A uniformly drawn set of {@code count} of the numbers 0 .. bound - 1, ascending: numbers are
   * drawn until so many different ones have come.
   */
  static long[] distinct(Philox random, long bound, int count) {
    if (count > bound / 2) {
      return without(distinct(random, bound, Math.toIntExact(bound - count)), bound);
    }
    long[] drawn = new long[count];
    int have = 0;
    while (have < count) {
      for (int k = have; k < count; k++) {
        drawn[k] = below(random, bound);
      }
      Arrays.sort(drawn);
      have = unique(drawn);
    }
    return drawn;
  }

  private static long[] without(long[] absent, long bound) {
    long[] rest = new long[Math.toIntExact(bound - absent.length)];
    int out = 0;
    int next = 0;
    for (long value = 0; value < bound; value++) {
      if (next < absent.length && absent[next] == value) {
        next++;
      } else {
        rest[out++] = value;
      }
    }
    return rest;
  }

  private static long below(Philox random, long bound) {
    if (bound <= Integer.MAX_VALUE) {
      return random.nextInt((int) bound);
    }
    int shift = Long.numberOfLeadingZeros(bound - 1);
    long value;
    do {
      value = random.nextLong() >>> shift;
    } while (value >= bound);
    return value;
  }
}
