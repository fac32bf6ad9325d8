package org.neuropil.cli.structure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.neuropil.analysis.motif.LoopType;

/** The result of {@code neuropil motifs} for people. */
public final class MotifTable {
  /** Balanced types first. */
  static final List<LoopType> ORDER =
      Arrays.stream(LoopType.values()).sorted(Comparator.comparing(t -> !t.balanced())).toList();

  private MotifTable() {}

  /** The lines; bars are made once the width of the table is known. */
  public static List<String> lines(MotifReport report, IntFunction<BarChart> bars) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d nodes, %,d connections (%,d positive, %,d negative), %,d mutual pairs",
            report.nodes(),
            report.edges(),
            report.positive(),
            report.negative(),
            report.mutualPairs()));
    if (report.selfLoops() > 0) {
      lines.add(
          "left out: "
              + TextTable.count(report.selfLoops())
              + (report.selfLoops() == 1 ? " self loop" : " self loops"));
    }
    lines.add("");
    MotifReport.PerKind<Map<String, Double>> z = report.z();
    TextTable table = new TextTable();
    List<String> head = new ArrayList<>(List.of("feed-forward loops", "all", "induced"));
    if (z != null) {
      head.addAll(List.of("z (all)", "z (induced)"));
    }
    table.row(head);
    double most = 0;
    for (LoopType type : ORDER) {
      String signs = type.signs();
      List<String> row = new ArrayList<>();
      row.add((type.balanced() ? "balanced    " : "unbalanced  ") + signs);
      row.add(TextTable.count(of(report.feedForwardLoops().all(), signs)));
      row.add(TextTable.count(of(report.feedForwardLoops().induced(), signs)));
      if (z != null) {
        row.add(TextTable.number(z.all().getOrDefault(signs, Double.NaN), 2));
        row.add(TextTable.number(z.induced().getOrDefault(signs, Double.NaN), 2));
      }
      table.row(row);
      most = Math.max(most, of(report.feedForwardLoops().all(), signs));
    }
    total(table, "all balanced", report.balanced(), z != null);
    total(table, "all unbalanced", report.unbalanced(), z != null);
    BarChart chart = bars.apply(table.width());
    double longest = most;
    lines.addAll(
        table.lines(r -> {
          if (r == 0 || r > ORDER.size()) {
            return "";
          }
          LoopType type = ORDER.get(r - 1);
          double count = of(report.feedForwardLoops().all(), type.signs());
          return chart.bar(count / longest, type.balanced());
        }));
    MotifReport.Ensemble random = report.ensemble();
    if (random != null) {
      lines.add("");
      lines.add(
          String.format(
              Locale.ROOT,
              "z: against %,d random networks, model %s; - where they do not vary",
              random.samples(),
              random.model()));
    }
    triads(report, lines);
    return lines;
  }

  private static void total(
      TextTable table, String name, MotifReport.PerKind<Long> counts, boolean withZ) {
    List<String> row = new ArrayList<>();
    row.add(name);
    row.add(TextTable.count(counts.all()));
    row.add(TextTable.count(counts.induced()));
    if (withZ) {
      row.addAll(List.of("", ""));
    }
    table.row(row);
  }

  private static void triads(MotifReport report, List<String> lines) {
    Map<String, Long> triads = report.triads();
    MotifReport.PerKind<Map<String, Long>> feedback = report.feedbackLoops();
    if (triads == null || feedback == null) {
      return;
    }
    lines.add("");
    TextTable classes = new TextTable();
    classes.row(List.of("triad class", "triads"));
    triads.forEach((name, count) -> classes.row(List.of(name, TextTable.count(count))));
    lines.addAll(classes.lines(r -> ""));
    lines.add("");
    TextTable cycles = new TextTable();
    cycles.row(List.of("feedback loops", "all", "induced"));
    feedback
        .all()
        .forEach((signs, count) ->
            cycles.row(
                List.of(
                    signs,
                    TextTable.count(count),
                    TextTable.count(of(feedback.induced(), signs)))));
    lines.addAll(cycles.lines(r -> ""));
  }

  private static long of(Map<String, Long> counts, String key) {
    return counts.getOrDefault(key, 0L);
  }
}
