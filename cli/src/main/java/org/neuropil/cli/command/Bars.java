package org.neuropil.cli.command;

import java.util.function.IntFunction;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.structure.BarChart;

/** Whether tables on standard output get bars, and in which look. */
final class Bars {
  private Bars() {}

  /** Bars by the width of the table they stand beside; none where no terminal is. */
  static IntFunction<BarChart> on(Console console) {
    if (!console.output().interactive()) {
      return used -> BarChart.none();
    }
    boolean colour = System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    int columns = console.output().columns().getAsInt();
    return used -> BarChart.beside(columns, used, colour, console.out().charset());
  }
}
