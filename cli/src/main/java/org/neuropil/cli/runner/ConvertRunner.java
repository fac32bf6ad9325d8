package org.neuropil.cli.runner;

import java.nio.file.Path;
import org.neuropil.analysis.io.ReadOptions;

/** Rewrites a file of weights or of a network in another format. */
@FunctionalInterface
public interface ConvertRunner {
  /**
   * What to rewrite.
   *
   * @param in an existing file, or the directory of a run
   * @param out the file to write
   * @param read how to take {@code in} if it holds a network
   * @param networkOnly whether only the recurrent matrix of a weight file is wanted
   * @param toFanmod whether an edge list is written with FANMOD's labels
   */
  record Request(Path in, Path out, ReadOptions read, boolean networkOnly, boolean toFanmod) {}

  /**
   * What was written.
   *
   * @param nodes rows of the recurrent matrix
   * @param connections its non-zero entries
   * @param inputFormat of the file read, e.g. "weight file"
   * @param outputFormat of the file written
   */
  record Result(long nodes, long connections, String inputFormat, String outputFormat) {}

  /** Reads, and writes; formats follow from the names. */
  Result run(Request request);
}
