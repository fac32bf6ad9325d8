package org.neuropil.task;

import java.util.Arrays;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;

/**
 * Labelled sequences of one length: {@link #size()} samples, each of {@link #steps()} time steps
 * with {@link #inputs()} values and one label in 0 .. {@link #classes()} - 1. Implementations are
 * immutable, so several threads may read at once.
 */
public interface Sequences {
  /** How many samples there are. */
  int size();

  /** Time steps T of every sample. */
  int steps();

  /** Inputs I of every time step. */
  int inputs();

  /** Classes C; labels lie in 0 .. C - 1. */
  int classes();

  /**
   * The class of a sample.
   *
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  int label(int sample);

  /**
   * Writes input i of step t of a sample to {@code out[offset + (t * inputs + i) * stride]}. With
   * stride B and offset b the sample becomes column b of the row-major I x B matrices X_t.
   *
   * @throws IndexOutOfBoundsException if there is no such sample or {@code out} is too short
   */
  void read(int sample, float[] out, int offset, int stride);

  /** How many samples each class has; index = label. */
  default int[] classCounts() {
    int[] counts = new int[classes()];
    for (int sample = 0; sample < size(); sample++) {
      counts[label(sample)]++;
    }
    return counts;
  }

  /**
   * A view of the first {@code count} samples.
   *
   * @throws UserError if {@code count} is not in 1 .. size
   */
  default Sequences first(int count) {
    if (count < 1 || count > size()) {
      throw UserError.usage(
          "cannot take the first " + count + " of " + size() + " samples",
          "choose a number from 1 to " + size());
    }
    int[] samples = new int[count];
    Arrays.setAll(samples, i -> i);
    return subset(samples);
  }

  /**
   * A view of the given samples in the given order; a sample may occur more than once.
   *
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  default Sequences subset(int[] samples) {
    return new Subset(this, samples);
  }

  /**
   * A view of {@code perClass} random samples of every class, in their original order. Class c is
   * drawn from the stream (seed, SUBSET, c), and the choice of a smaller number is contained in
   * that of a larger one with the same seed.
   *
   * @throws UserError if {@code perClass} is below 1 or some class has fewer samples
   */
  default Sequences balancedSubset(int perClass, long seed) {
    int[] counts = classCounts();
    int[][] members = new int[counts.length][];
    for (int c = 0; c < counts.length; c++) {
      if (perClass < 1 || perClass > counts[c]) {
        int least = Arrays.stream(counts).min().orElse(0);
        throw UserError.usage(
            "cannot take " + perClass + " samples of class " + c + ", which has " + counts[c],
            least < 1
                ? "every class needs at least one sample for a balanced subset"
                : "choose a number from 1 to " + least);
      }
      members[c] = new int[counts[c]];
    }
    int[] filled = new int[counts.length];
    for (int sample = 0; sample < size(); sample++) {
      int c = label(sample);
      members[c][filled[c]++] = sample;
    }
    int[] chosen = new int[perClass * counts.length];
    for (int c = 0; c < counts.length; c++) {
      new Philox(seed, Philox.Purpose.SUBSET, c).shuffle(members[c], 0, counts[c]);
      System.arraycopy(members[c], 0, chosen, c * perClass, perClass);
    }
    Arrays.sort(chosen);
    return subset(chosen);
  }
}
