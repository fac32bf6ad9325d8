package org.neuropil.analysis.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.neuropil.error.UserError;
import org.neuropil.matrix.io.AtomicFile;
import org.neuropil.matrix.io.CsrArrays;

/** Writes edge lists that {@link EdgeListReader} and FANMOD read. */
final class EdgeListWriter {
  private EdgeListWriter() {}

  /**
   * Writes {@code source target value}, in order of source, then target, under a comment that tells
   * the number of nodes.
   *
   * @param separator between the columns
   */
  static void write(Path file, WeightedNetwork network, char separator) {
    CsrArrays matrix = network.senderRows();
    byte[][] names = names(file, network, separator);
    AtomicFile.write(
        file,
        out -> {
          out.write(("# nodes " + network.nodes() + "\n").getBytes(StandardCharsets.US_ASCII));
          if (looksLikeTitles(matrix, network)) {
            ascii(out, "source" + separator + "target" + separator + "value\n");
          }
          for (int row = 0; row < matrix.rows(); row++) {
            for (int e = matrix.rowOffsets()[row]; e < matrix.rowOffsets()[row + 1]; e++) {
              out.write(names[row]);
              out.write(separator);
              out.write(names[matrix.columns()[e]]);
              out.write(separator);
              ascii(out, NumberText.text(matrix.values()[e]));
              out.write('\n');
            }
          }
        });
  }

  /** Whether a reader would skip the first connection, so that real titles must stand above it. */
  private static boolean looksLikeTitles(CsrArrays matrix, WeightedNetwork network) {
    if (network.names().isEmpty() || matrix.nonzeros() == 0) {
      return false;
    }
    int row = 0;
    while (matrix.rowOffsets()[row + 1] == 0) {
      row++;
    }
    return EdgeListReader.isTitle(network.name(row))
        && EdgeListReader.isTitle(network.name(matrix.columns()[0]));
  }

  /**
   * Writes {@code source TAB target TAB label} with the labels 1 = positive and 2 = negative and
   * node numbers for names, and nothing else, since FANMOD knows no comments.
   */
  static void writeFanmod(Path file, WeightedNetwork network) {
    CsrArrays matrix = network.senderRows();
    AtomicFile.write(
        file,
        out -> {
          for (int row = 0; row < matrix.rows(); row++) {
            for (int e = matrix.rowOffsets()[row]; e < matrix.rowOffsets()[row + 1]; e++) {
              int label = matrix.values()[e] > 0 ? 1 : 2;
              ascii(out, row + "\t" + matrix.columns()[e] + "\t" + label + "\n");
            }
          }
        });
  }

  @SuppressWarnings("deprecation") // The one way to turn ASCII into bytes that never encodes.
  private static void ascii(OutputStream out, String text) throws IOException {
    byte[] bytes = new byte[text.length()];
    text.getBytes(0, bytes.length, bytes, 0);
    out.write(bytes);
  }

  private static byte[][] names(Path file, WeightedNetwork network, char separator) {
    byte[][] names = new byte[network.nodes()][];
    for (int node = 0; node < names.length; node++) {
      names[node] =
          network.names().isEmpty()
              ? Integer.toString(node).getBytes(StandardCharsets.US_ASCII)
              : name(file, network.name(node), separator).getBytes(StandardCharsets.UTF_8);
    }
    return names;
  }

  private static String name(Path file, String name, char separator) {
    boolean plain = !name.isEmpty() && name.charAt(0) != '#' && name.charAt(0) != '"';
    for (int at = 0; at < name.length(); at++) {
      char character = name.charAt(at);
      if (character == '\n' || character == '\r') {
        throw UserError.data(
            file + ": the name " + IoFaults.quoted(name) + " has a line end in it",
            "write a .graphml file");
      }
      plain &= character != separator && character != ' ' && character != '\t';
      plain &= separator != ' ' || (character != ',' && character != ';');
    }
    if (plain) {
      return name;
    }
    if (separator == ' ') {
      throw UserError.data(
          file + ": the name " + IoFaults.quoted(name) + " does not fit between blanks",
          "write a .tsv, .csv or .graphml file");
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
