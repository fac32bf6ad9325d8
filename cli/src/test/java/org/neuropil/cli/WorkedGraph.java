package org.neuropil.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The worked graph of Zhang et al.'s specification: 12 nodes, 45 connections, 29 positive. */
final class WorkedGraph {
  private WorkedGraph() {}

  /** Its edge list, with a self loop that analysis leaves out. */
  static Path edgeList(Path file) {
    StringBuilder text = new StringBuilder("# source target value\n3\t3\t1\n");
    for (int i = 0; i < 12; i++) {
      for (int j = 0; j < 12; j++) {
        if (i != j && (i * i + j + i * j) % 7 <= 1) {
          double weight = (i + 2 * j + i * j) % 5 <= 2 ? 0.5 : -0.25;
          text.append(i).append('\t').append(j).append('\t').append(weight).append('\n');
        }
      }
    }
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
