package org.neuropil.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.neuropil.error.UserError;

/**
 * Reads sequences from comma-separated text: a header of {@code sequence}, inputs {@code x1} to
 * {@code xI}, and either {@code label} or target values {@code y1} to {@code yC}, in any order;
 * then one row a step. Rows of one sequence follow each other and share what stands under {@code
 * sequence}. Empty target fields mean that nothing is asked for; where only last rows have targets,
 * the answer is asked for after the last step.
 */
final class SequenceCsv {
  private static final int MOST_COLUMNS = 1 << 16;
  private static final int LONGEST = 1 << 28;
  private static final String LAYOUT =
      "the header must be sequence,x1,..,xI,label or sequence,x1,..,xI,y1,..,yC";

  private final Table table;
  private int sequence = -1;
  private int label = -1;
  private int[] inputs = {};
  private int[] outputs = {};

  private final FloatBlocks x = new FloatBlocks();
  private final List<int[]> labels = new ArrayList<>();
  private final Map<String, Integer> words = new LinkedHashMap<>();
  private final List<String> wordPlaces = new ArrayList<>();
  private final FloatBlocks y = new FloatBlocks();
  private final FloatBlocks weights = new FloatBlocks();
  private boolean everyStep;
  private int longest;

  private SequenceCsv(Table table) {
    this.table = table;
  }

  /** Reads all sequences. */
  static SequenceFile read(Table table) {
    SequenceCsv reader = new SequenceCsv(table);
    reader.header();
    reader.rows();
    return reader.result();
  }

  private void header() {
    if (!table.next()) {
      throw table.lines().fileError("expected a header and rows, found an empty file", LAYOUT);
    }
    if (table.count() > MOST_COLUMNS) {
      throw badHeader("at most " + MOST_COLUMNS + " columns, found " + table.count());
    }
    List<Integer> xs = new ArrayList<>();
    List<Integer> ys = new ArrayList<>();
    Map<String, Integer> columns = new LinkedHashMap<>();
    for (int c = 0; c < table.count(); c++) {
      String name = table.text(c).toLowerCase(Locale.ROOT);
      if (columns.put(name, c) != null) {
        throw badHeader("different column names, found " + Table.shown(name) + " twice");
      }
    }
    collect(columns, "x", xs);
    collect(columns, "y", ys);
    Integer id = columns.remove("sequence");
    Integer named = columns.remove("label");
    if (!columns.isEmpty()) {
      throw badHeader(
          "known column names, found " + Table.shown(columns.keySet().iterator().next()));
    }
    if (id == null || xs.isEmpty()) {
      throw badHeader("a column " + (id == null ? "sequence" : "x1") + ", found none");
    }
    if ((named == null) == ys.isEmpty()) {
      throw badHeader("either a column label or columns y1, y2, ..");
    }
    sequence = id;
    label = named == null ? -1 : named;
    inputs = xs.stream().mapToInt(Integer::intValue).toArray();
    outputs = ys.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Moves the columns prefix1, prefix2, .. from the map to the list. */
  private static void collect(Map<String, Integer> columns, String prefix, List<Integer> into) {
    Integer column = columns.remove(prefix + 1);
    while (column != null) {
      into.add(column);
      column = columns.remove(prefix + (into.size() + 1));
    }
  }

  private UserError badHeader(String what) {
    return table.lines().error("expected " + what, LAYOUT);
  }

  /** The sequence that is being read, and where it ends so far. */
  private static final class Open {
    private float[] x = new float[64];
    private float[] y = new float[64];
    private float[] weights = new float[64];
    private int[] labels = new int[16];
    private int steps;
    private int targets;
    private int lastLine;
  }

  private void rows() {
    int columns = table.count();
    Set<String> seen = new HashSet<>();
    String current = "";
    Open open = new Open();
    while (table.next()) {
      table.requireCount(columns);
      String id = table.text(sequence);
      if (open.steps == 0 || !id.equals(current)) {
        if (!seen.add(id)) {
          throw table.error(
              "sequence "
                  + Table.shown(id)
                  + " occurs again; the rows of a sequence must follow each other");
        }
        if (open.steps > 0) {
          close(open, current);
        }
        current = id;
      }
      row(open);
    }
    if (open.steps == 0) {
      throw table.lines().fileError("expected rows after the header, found none", LAYOUT);
    }
    close(open, current);
  }

  private void row(Open open) {
    int step = open.steps++;
    if ((long) open.steps * Math.max(inputs.length, outputs.length) > LONGEST) {
      throw table.error("expected sequences of at most " + LONGEST + " values, found a longer one");
    }
    if (open.x.length < open.steps * inputs.length) {
      open.x = Arrays.copyOf(open.x, 2 * open.steps * inputs.length);
    }
    for (int i = 0; i < inputs.length; i++) {
      open.x[step * inputs.length + i] = (float) table.number(inputs[i]);
    }
    // A target before this row, and a row after it: answers are asked for before the end.
    everyStep |= open.targets > 0;
    boolean has = label >= 0 ? labelled(open, step) : valued(open, step);
    open.targets += has ? 1 : 0;
    open.lastLine = table.lines().line();
  }

  private boolean labelled(Open open, int step) {
    if (open.labels.length == step) {
      open.labels = Arrays.copyOf(open.labels, 2 * step);
    }
    if (table.isEmpty(label)) {
      open.labels[step] = Sequences.NO_LABEL;
      return false;
    }
    String word = table.text(label);
    Integer number = words.get(word);
    if (number == null) {
      number = words.size();
      words.put(word, number);
      wordPlaces.add(table.lines().name() + ":" + table.lines().line());
    }
    open.labels[step] = number;
    return true;
  }

  private boolean valued(Open open, int step) {
    int end = (step + 1) * outputs.length;
    if (open.y.length < end) {
      open.y = Arrays.copyOf(open.y, 2 * end);
      open.weights = Arrays.copyOf(open.weights, 2 * end);
    }
    int given = 0;
    for (int i = 0; i < outputs.length; i++) {
      int at = step * outputs.length + i;
      boolean empty = table.isEmpty(outputs[i]);
      given += empty ? 0 : 1;
      open.y[at] = empty ? 0 : (float) table.number(outputs[i]);
      open.weights[at] = empty ? 0 : 1;
    }
    if (given > 0 && given < outputs.length) {
      throw table.error(
          "expected all or none of the " + outputs.length + " target values, found " + given);
    }
    return given > 0;
  }

  private void close(Open open, String id) {
    if (open.targets == 0) {
      throw UserError.data(
          table.lines().name()
              + ":"
              + open.lastLine
              + ": sequence "
              + Table.shown(id)
              + " ends here and has no target",
          "fill in a label or target values in one of its rows");
    }
    longest = Math.max(longest, open.steps);
    x.add(open.x, 0, open.steps * inputs.length);
    if (label >= 0) {
      labels.add(Arrays.copyOf(open.labels, open.steps));
    } else {
      y.add(open.y, 0, open.steps * outputs.length);
      weights.add(open.weights, 0, open.steps * outputs.length);
    }
    open.steps = 0;
    open.targets = 0;
  }

  private SequenceFile result() {
    TextLines lines = table.lines();
    return new SequenceFile(
        lines.name(),
        lines.digest(),
        x,
        inputs.length,
        longest,
        label >= 0 ? labels : null,
        List.copyOf(words.keySet()),
        wordPlaces,
        label >= 0 ? null : y,
        label >= 0 ? null : weights,
        outputs.length,
        everyStep);
  }
}
