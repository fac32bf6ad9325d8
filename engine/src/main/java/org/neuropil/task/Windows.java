package org.neuropil.task;

import java.util.ArrayList;
import java.util.List;

/** Windows of 32 steps cut from recordings whose every row has a label, as they are collected. */
final class Windows {
  /** Rows of a window. */
  static final int STEPS = 32;

  /** Rows from the start of one window to the next that overlaps it. */
  static final int HOP = 16;

  private final int inputs;
  private final FloatBlocks x = new FloatBlocks();
  private final List<int[]> labels = new ArrayList<>();

  Windows(int inputs) {
    this.inputs = inputs;
  }

  /**
   * Adds the window of a recording that begins at row {@code start}.
   *
   * @param rows the recording's rows of inputs
   * @param classes the label of every row
   */
  void add(List<float[]> rows, List<Integer> classes, int start) {
    float[] values = new float[STEPS * inputs];
    int[] own = new int[STEPS];
    for (int t = 0; t < STEPS; t++) {
      System.arraycopy(rows.get(start + t), 0, values, t * inputs, inputs);
      own[t] = classes.get(start + t);
    }
    x.add(values, 0, values.length);
    labels.add(own);
  }

  int size() {
    return labels.size();
  }

  /** All windows in the order in which they were added. */
  Sequences toSequences(int classes) {
    return StoredSequences.stepClasses(x, STEPS, inputs, labels.toArray(int[][]::new), classes);
  }
}
