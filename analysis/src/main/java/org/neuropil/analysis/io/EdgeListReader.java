package org.neuropil.analysis.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.neuropil.error.UserError;
import org.neuropil.matrix.io.CsrArrays;

/**
 * Edge lists: lines of {@code source target value}, in UTF-8. The first connection shows what
 * separates the columns: a tab, else a comma, a semicolon, or blanks; except with blanks, text may
 * stand in double quotes. Lines that begin with # are comments, of which {@code # nodes 150} above
 * the first connection tells the number of nodes. A first line of column titles such as {@code
 * source,target,weight} is skipped.
 *
 * <p>The value's sign counts; + and - alone are values too. Without a third column all connections
 * are positive. With FANMOD's labels 1 is positive and 2 negative.
 */
final class EdgeListReader {
  static final String FORMAT = "edge list";

  private static final Set<String> TITLES =
      Set.of("source", "from", "pre", "sender", "target", "to", "post", "receiver");
  private static final int MOST_COLUMNS = 4;

  private final Path file;
  private final boolean fanmod;
  private final EdgeBuffer edges;
  private final NodeIds ids;
  private final LineScanner lines;

  private int nodes;
  private char separator;
  private int columns;
  private final int[] from = new int[MOST_COLUMNS];
  private final int[] to = new int[MOST_COLUMNS];
  private boolean badQuotes;
  private int lineStart;
  private int lineEnd;

  /** The new number of a line's source when its target is the file's first name. */
  private int renamedSource;

  private EdgeListReader(Path file, ReadOptions options, InputStream in) {
    this.file = file;
    this.fanmod = options.fanmod();
    this.nodes = options.nodes();
    this.edges = new EdgeBuffer(file.toString());
    this.ids = new NodeIds(edges);
    this.lines = new LineScanner(in);
  }

  static WeightedNetwork read(Path file, ReadOptions options) {
    try (InputStream in = Files.newInputStream(file)) {
      return new EdgeListReader(file, options, in).read();
    } catch (IOException e) {
      throw IoFaults.reading(file, e);
    }
  }

  private WeightedNetwork read() throws IOException {
    boolean first = true;
    while (lines.advance()) {
      if (lines.tooLong()) {
        throw fault("a line of more than " + LineScanner.LONGEST_LINE + " bytes");
      }
      trim();
      if (lineStart == lineEnd) {
        continue;
      }
      if (lines.buffer()[lineStart] == '#') {
        if (first) {
          comment();
        }
        continue;
      }
      if (first) {
        separator = separator();
      }
      int found = split();
      if (first) {
        first = false;
        if (found >= 2 && title(0) && title(1)) {
          continue;
        }
      }
      connection(found);
    }
    int count = Math.max(nodes, ids.count());
    List<String> names = ids.names(count);
    CsrArrays matrix =
        edges.toCsr(count, node -> names.isEmpty() ? Integer.toString(node) : names.get(node));
    return new WeightedNetwork(
        matrix, false, names, new ReadFacts(FORMAT, edges.zeroWeights(), edges.duplicates()));
  }

  private void trim() {
    byte[] text = lines.buffer();
    lineStart = lines.start();
    lineEnd = lines.end();
    while (lineStart < lineEnd && blank(text[lineStart])) {
      lineStart++;
    }
    while (lineEnd > lineStart && blank(text[lineEnd - 1])) {
      lineEnd--;
    }
  }

  private static boolean blank(byte character) {
    return character == ' ' || character == '\t';
  }

  private void comment() {
    String text = ascii(lineStart + 1, lineEnd).strip();
    if (nodes == ReadOptions.NODES_FROM_FILE && text.matches("nodes:? +[0-9]{1,8}")) {
      int count = Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1));
      if (count > EdgeBuffer.MOST_NODES) {
        throw fault(count + " nodes, expected at most " + EdgeBuffer.MOST_NODES);
      }
      nodes = count;
    }
  }

  private char separator() {
    for (char candidate : new char[] {'\t', ',', ';'}) {
      for (int at = lineStart; at < lineEnd; at++) {
        if (lines.buffer()[at] == candidate) {
          return candidate;
        }
      }
    }
    return ' ';
  }

  /** Finds the columns of the line; returns how many there are, at most {@link #MOST_COLUMNS}. */
  private int split() {
    byte[] text = lines.buffer();
    int at = lineStart;
    int found = 0;
    badQuotes = false;
    while (found < MOST_COLUMNS) {
      while (at < lineEnd && blank(text[at]) && text[at] != separator) {
        at++;
      }
      int end = separator == ' ' ? blankEnd(text, at) : fieldEnd(text, at);
      int next = end;
      while (end > at && blank(text[end - 1])) {
        end--;
      }
      from[found] = at;
      to[found++] = end;
      if (next >= lineEnd) {
        break;
      }
      at = next + 1;
      while (separator == ' ' && blank(text[at])) {
        at++;
      }
    }
    return found;
  }

  private int blankEnd(byte[] text, int start) {
    int at = start;
    while (at < lineEnd && !blank(text[at])) {
      at++;
    }
    return at;
  }

  private int fieldEnd(byte[] text, int start) {
    int at = start;
    if (at < lineEnd && text[at] == '"') {
      at++;
      while (at < lineEnd && (text[at] != '"' || (at + 1 < lineEnd && text[at + 1] == '"'))) {
        at += text[at] == '"' ? 2 : 1;
      }
      badQuotes |= at >= lineEnd;
      at++;
      int quoteEnd = at;
      while (at < lineEnd && text[at] != separator) {
        badQuotes |= !blank(text[at++]);
      }
      return Math.max(Math.min(at, lineEnd), Math.min(quoteEnd, lineEnd));
    }
    while (at < lineEnd && text[at] != separator) {
      at++;
    }
    return at;
  }

  private boolean title(int column) {
    return isTitle(text(column));
  }

  static boolean isTitle(String text) {
    return TITLES.contains(text.toLowerCase(Locale.ROOT));
  }

  private void connection(int found) {
    if (badQuotes) {
      throw fault("quotes that do not match");
    }
    if (columns == 0) {
      columns = found;
    }
    if (found < 2 || found > 3 || found != columns || (fanmod && found != 3)) {
      throw wrongLine();
    }
    int source = node(0, -1);
    boolean sourceIsNumber = !ids.named();
    int target = node(1, sourceIsNumber ? source : -1);
    if (sourceIsNumber && ids.named()) {
      source = renamedSource;
    }
    edges.add(source, target, found == 3 ? value() : 1);
  }

  private int node(int column, int pending) {
    int start = from[column];
    int end = to[column];
    if (start == end) {
      throw wrongLine();
    }
    if (!ids.named()) {
      int number = NumberText.node(lines.buffer(), start, end);
      if (number == NumberText.NEGATIVE) {
        throw fault("node " + text(column) + ", expected a node number from 0 or a name");
      }
      if (nodes >= 0 && number >= nodes) {
        throw fault("node %s of %d, expected 0 to %d".formatted(text(column), nodes, nodes - 1));
      }
      if (number != NumberText.NAME && number < EdgeBuffer.MOST_NODES) {
        return ids.number(number);
      }
      renamedSource = ids.becomeNamed(pending);
    }
    int known = ids.name(text(column));
    int limit = nodes >= 0 ? nodes : EdgeBuffer.MOST_NODES;
    if (ids.count() > limit) {
      throw fault("node " + IoFaults.quoted(text(column)) + " is one more than the " + limit);
    }
    return known;
  }

  private float value() {
    float value = NumberText.weight(lines.buffer(), from[2], to[2]);
    if (Float.isNaN(value)) {
      throw fault(
          "the value %s, expected %s"
              .formatted(
                  IoFaults.quoted(text(2)), fanmod ? "the label 1 or 2" : "a finite number"));
    }
    if (!fanmod) {
      return value;
    }
    if (value != 1 && value != 2) {
      throw fault(
          "the label " + IoFaults.quoted(text(2)) + ", expected 1 (positive) or 2 (negative)");
    }
    return value == 1 ? 1 : -1;
  }

  /** A column's text without its quotes. */
  private String text(int column) {
    int start = from[column];
    int end = to[column];
    boolean quoted = separator != ' ' && end - start >= 2 && lines.buffer()[start] == '"';
    try {
      ByteBuffer bytes =
          ByteBuffer.wrap(
              lines.buffer(), quoted ? start + 1 : start, end - start - (quoted ? 2 : 0));
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return quoted ? text.replace("\"\"", "\"") : text;
    } catch (CharacterCodingException e) {
      throw fault("text that is not UTF-8");
    }
  }

  private String ascii(int start, int end) {
    return new String(lines.buffer(), start, end - start, StandardCharsets.ISO_8859_1);
  }

  private UserError wrongLine() {
    String separated =
        switch (separator) {
          case '\t' -> "tabs";
          case ',' -> "commas";
          case ';' -> "semicolons";
          default -> "blanks";
        };
    String expected =
        fanmod || columns == 3
            ? (fanmod ? "source target label" : "source target value")
            : columns == 2 ? "source target" : "source target value";
    return fault(
        "%s, expected \"%s\" separated by %s"
            .formatted(IoFaults.quoted(ascii(lineStart, lineEnd)), expected, separated));
  }

  private UserError fault(String found) {
    return UserError.data(
        "%s:%d: found %s".formatted(file, lines.line(), found),
        "correct the line, or put # before it");
  }
}
