package org.neuropil.cli.bench;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.machine.Machine;
import org.neuropil.cli.structure.TextTable;

/** The results as lines for people and as a file for programs. */
public final class BenchTable {
  private BenchTable() {}

  /** A table; columns that would be empty in every line are left out. */
  public static List<String> lines(List<Result> results) {
    boolean roofline = results.stream().anyMatch(r -> r.roofline() != null);
    boolean loose = results.stream().anyMatch(r -> !Double.isNaN(loose(r)));
    boolean predicted = results.stream().anyMatch(r -> r.predicted() != null);
    boolean torch = results.stream().anyMatch(r -> r.torch() != null);
    TextTable table = new TextTable();
    List<String> head =
        new ArrayList<>(
            List.of("nodes", "density", "plan", "precision", "memory", "forward", "backward"));
    head.addAll(List.of("gradient", "update", "batch"));
    addIf(loose, head, "no graph");
    addIf(roofline, head, "roofline f/b/g/u/batch");
    addIf(predicted, head, "H100 predicted f/g/batch");
    addIf(torch, head, "PyTorch", "ratio", "its memory");
    table.row(head);
    for (Result r : results) {
      Setting s = r.line().setting();
      List<String> row = new ArrayList<>();
      row.add(Integer.toString(s.nodes()));
      row.add(Double.toString(s.density()));
      row.add(r.line().plan().name().toLowerCase(Locale.ROOT));
      row.add(s.precision().name().toLowerCase(Locale.ROOT));
      var need = r.line().memory();
      row.add(need == null ? "-" : Machine.bytes(need.total()));
      row.addAll(times(r));
      addIf(loose, row, millis(loose(r)));
      addIf(roofline, row, shares(r));
      addIf(predicted, row, predictions(r));
      TorchSide.Answer answer = r.torch();
      Double ratio = r.ratio();
      addIf(
          torch,
          row,
          answer == null ? "-" : millis(answer.millis()),
          ratio == null ? "-" : String.format(Locale.ROOT, "%.2f", ratio),
          answer == null ? "-" : Machine.bytes(answer.memory()));
      table.row(row);
    }
    return table.lines(row -> "");
  }

  private static void addIf(boolean wanted, List<String> row, String... cells) {
    if (wanted) {
      row.addAll(List.of(cells));
    }
  }

  private static List<String> times(Result r) {
    Times t = r.line().times();
    if (t == null) {
      String word = r.line().end() == Line.End.FAILED ? "FAILED" : "does not fit";
      return List.of("-", "-", "-", "-", word);
    }
    return List.of(
        millis(t.forward()),
        millis(t.backward()),
        millis(t.gradient()),
        millis(t.update()),
        millis(t.batch()));
  }

  private static double loose(Result r) {
    Times t = r.line().times();
    return t == null ? Double.NaN : t.loose();
  }

  private static String shares(Result r) {
    if (r.share(Result.Part.BATCH) == null) {
      return "-";
    }
    List<String> shares = new ArrayList<>();
    for (Result.Part part : Result.Part.values()) {
      double share = Objects.requireNonNull(r.share(part));
      shares.add(String.format(Locale.ROOT, "%.0f", 100 * share));
    }
    return String.join("/", shares) + " %";
  }

  private static String predictions(Result r) {
    Prediction p = r.predicted();
    if (p == null
        || Double.isNaN(p.step()) && Double.isNaN(p.gradient()) && Double.isNaN(p.batch())) {
      return "-";
    }
    return bare(p.step()) + " / " + bare(p.gradient()) + " / " + bare(p.batch());
  }

  private static String bare(double value) {
    return Double.isNaN(value) ? "-" : millis(value);
  }

  /** Three digits. */
  private static String millis(double value) {
    return Double.isNaN(value)
        ? "-"
        : String.format(Locale.ROOT, value < 0.1 ? "%.4f" : value < 10 ? "%.3f" : "%.1f", value);
  }

  /** All fields of all results, with a head line. */
  public static String csv(List<Result> results) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      if (!results.isEmpty()) {
        csv.writeRecord(results.getFirst().fields().keySet());
      }
      for (Result result : results) {
        List<String> cells = new ArrayList<>();
        for (@Nullable Object value : result.fields().values()) {
          cells.add(value == null ? "" : value.toString());
        }
        csv.writeRecord(cells);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
