package org.neuropil.cli.structure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.neuropil.analysis.balance.Balance;
import org.neuropil.analysis.balance.ClassBalance;
import org.neuropil.analysis.balance.EtaRule;

/** The result of {@code neuropil balance}; the components are the keys of its JSON. */
public record BalanceReport(double eta, double pooled, Map<String, Triads> triads) {

  /** The triads of one class, and the loops in them; the ratio is NaN without loops. */
  public record Triads(long triads, long balanced, long unbalanced, double ratio) {}

  /** The report of a balance. */
  public static BalanceReport of(Balance balance, EtaRule rule) {
    Map<String, Triads> classes = new LinkedHashMap<>();
    for (ClassBalance one : balance.classes()) {
      classes.put(
          one.triad().code(),
          new Triads(one.triads(), one.balanced(), one.unbalanced(), one.ratio()));
    }
    return new BalanceReport(balance.eta(rule), balance.pooled(), classes);
  }

  /** The lines for people; bars are made once the width of the table is known. */
  public List<String> lines(IntFunction<BarChart> bars) {
    TextTable table = new TextTable();
    table.row(List.of("triad class", "triads", "balanced loops", "unbalanced loops", "ratio"));
    List<Double> ratios = new ArrayList<>();
    triads.forEach((name, one) -> {
      table.row(
          List.of(
              name,
              TextTable.count(one.triads()),
              TextTable.count(one.balanced()),
              TextTable.count(one.unbalanced()),
              TextTable.number(one.ratio(), 4)));
      ratios.add(one.ratio());
    });
    BarChart chart = bars.apply(table.width());
    List<String> lines =
        new ArrayList<>(
            table.lines(r -> r == 0 ? "" : chart.bar(ratios.get(r - 1), ratios.get(r - 1) >= 0.5)));
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "eta %s (mean over the classes), pooled %s (all loops together)",
            TextTable.number(eta, 4),
            TextTable.number(pooled, 4)));
    return lines;
  }
}
