package org.neuropil.cli.sweep.measure;

import java.util.List;
import org.neuropil.cli.config.ResolvedConfig;

/**
 * Something that is measured on a trained network, once per run. A measure of a new kind implements
 * this interface and is entered in {@link Measures}; plans then ask for it by its name.
 */
public interface Measure {
  /** Its name in plans, and of the file that holds its figures; lower case, digits and dashes. */
  String name();

  /** What it is, in a line. */
  String description();

  /** Its options with their defaults; values are numbers, words or truth values. */
  default List<Option> options() {
    return List.of();
  }

  /** An option: a {@link Long}, {@link Double}, {@link Boolean} or {@link String} by default. */
  record Option(String name, Object byDefault) {}

  /** Bytes of heap that it takes beyond what the training of such a run takes, generously. */
  default long heapBytes(ResolvedConfig config, MeasureSpec spec) {
    return 0;
  }

  /**
   * Measures, and puts the figures into the context. The same network must give the same figures
   * whatever the number of threads, since an interrupted measurement is done again.
   */
  void measure(MeasureContext context);
}
