package org.neuropil.cli.command;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.neuropil.analysis.balance.Balance;
import org.neuropil.analysis.balance.EtaRule;
import org.neuropil.analysis.motif.MotifCounter;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.report.FigureFile;
import org.neuropil.cli.report.StructureFigures;
import org.neuropil.cli.structure.BalanceReport;
import org.neuropil.error.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code neuropil balance}. */
@Command(
    name = "balance",
    description = "Measure the structural balance of a network.",
    sortOptions = false,
    footer = {
      "",
      "For each of four triad classes, the share of balanced feed-forward loops; eta is the mean of"
          + " these ratios. Rules: positive = classes with a ratio above 0 (as published), present"
          + " = classes with loops, all = all four, a class without loops counting as 0.",
      "",
      "Examples:",
      "  neuropil balance runs/first",
      "  neuropil balance edges.graphml --eta-rule present --figure ratios.png --json"
    })
public final class BalanceCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NETWORK", description = "a run's directory, or a file with a network")
  @Nullable Path network;

  @Option(
      names = "--eta-rule",
      paramLabel = "positive|present|all",
      defaultValue = "positive",
      description = "which triad classes eta is the mean of [positive]")
  String rule = "positive";

  @Option(
      names = "--figure",
      paramLabel = "FILE",
      description = "draw the ratios into FILE.png or FILE.svg")
  @Nullable Path figure;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "CPU threads; 0 = as many as the process may use [0]")
  int threads;

  @Mixin NetworkOptions input = new NetworkOptions();

  @Mixin CommonOptions common = new CommonOptions();

  /** The command of a session. */
  public BalanceCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    EtaRule named =
        switch (rule) {
          case "positive" -> EtaRule.POSITIVE;
          case "present" -> EtaRule.PRESENT;
          case "all" -> EtaRule.ALL;
          default ->
              throw UserError.usage(
                  "no rule for eta is called " + rule, "expected positive, present or all");
        };
    int workers = Threads.of(threads);
    if (figure != null) {
      FigureFile.requireFormat(figure);
    }
    Console console = session.console();
    Path path = Objects.requireNonNull(network);
    BalanceReport report =
        BalanceReport.of(
            Balance.of(
                new MotifCounter(workers).count(input.graph(path, console, common.quiet).graph())),
            named);
    if (common.json) {
      console.result(Codecs.JSON.writeValueAsString(report));
    } else {
      report.lines(Bars.on(console)).forEach(console::result);
    }
    if (figure != null) {
      FigureFile.write(figure, StructureFigures.balance(report));
    }
    return 0;
  }
}
