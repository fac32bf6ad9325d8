package org.neuropil.sparsify;

import static org.assertj.core.api.Assertions.assertThat;

import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.matrix.SparsityPattern;

/** Random matrices, and what holds for every change. */
final class TestMatrices {
  private TestMatrices() {}

  /** Normal values; some connections have the value 0, some values are the same. */
  static SparseMatrix random(int rows, int cols, double density, long seed) {
    SparsityPattern pattern = SparsityPattern.bernoulli(rows, cols, density, seed, 3);
    return new SparseMatrix(pattern, values(pattern, seed, 0.1));
  }

  static float[] values(SparsityPattern pattern, long seed, double odd) {
    Philox random = new Philox(seed, Philox.Purpose.TEST, 0);
    float[] values = new float[pattern.nonzeros()];
    for (int e = 0; e < values.length; e++) {
      double kind = random.nextDouble();
      float normal = (float) random.nextGaussian();
      values[e] = kind < odd / 2 ? 0f : kind < odd ? Math.signum(normal) / 2 : normal;
    }
    return values;
  }

  /** The matrix after a change; checks that what stays keeps its place. */
  static SparseMatrix apply(SparseMatrix before, PatternChange change) {
    SparsityPattern now = change.pattern();
    if (now == before.pattern()) {
      return new SparseMatrix(now, change.values());
    }
    for (int i = 0; i < now.rows(); i++) {
      for (int e = now.rowStart(i); e < now.rowStart(i + 1); e++) {
        int from = change.from()[e];
        assertThat(from).isEqualTo(from < 0 ? -1 : before.pattern().find(i, now.column(e)));
      }
    }
    return new SparseMatrix(now, change.values());
  }

  /** Which places of a change hold a connection that was there before, row by row. */
  static boolean[] kept(PatternChange change) {
    SparsityPattern pattern = change.pattern();
    boolean[] kept = new boolean[pattern.rows() * pattern.cols()];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        kept[i * pattern.cols() + pattern.column(e)] = change.from()[e] >= 0;
      }
    }
    return kept;
  }

  /** Entries of a mask that also are connections. */
  static boolean[] and(boolean[] mask, SparsityPattern pattern) {
    boolean[] both = new boolean[mask.length];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        int place = i * pattern.cols() + pattern.column(e);
        both[place] = mask[place];
      }
    }
    return both;
  }
}
