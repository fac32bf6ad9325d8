package org.neuropil.cli.runner;

import java.nio.file.Path;

/** Rewrites a file of weights or of a network in another format. */
@FunctionalInterface
public interface ConvertRunner {
  /**
   * What was written.
   *
   * @param nodes rows of the recurrent matrix
   * @param connections its non-zero entries
   * @param inputFormat of the file read, e.g. "npz"
   * @param outputFormat of the file written
   */
  record Result(long nodes, long connections, String inputFormat, String outputFormat) {}

  /** Reads {@code in}, an existing file, and writes {@code out}; formats follow from the names. */
  Result run(Path in, Path out);
}
