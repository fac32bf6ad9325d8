package org.neuropil.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.neuropil.analysis.generate.BalanceAnnealing;
import org.neuropil.analysis.generate.BalanceRatios;
import org.neuropil.analysis.generate.BalanceRatios.Measure;
import org.neuropil.analysis.generate.SignedArcs;
import org.neuropil.analysis.io.NetworkFile;
import org.neuropil.analysis.io.WeightedNetwork;
import org.neuropil.cli.config.Codecs;
import org.neuropil.error.UserError;
import org.neuropil.matrix.io.CsrArrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code neuropil rewire}. */
@Command(
    name = "rewire",
    description = "Rewire a network towards more or less structural balance.",
    sortOptions = false,
    footer = {
      "",
      "Every node keeps its in-degree and its positive and negative out-degree. The written weights"
          + " are +1 and -1.",
      "",
      "Examples:",
      "  neuropil rewire er.tsv --target-eta 0.8 --seed 7 --out balanced.tsv",
      "  neuropil rewire er.tsv --ladder 0.55:0.85:13 --measure pooled --out rung.npz"
    })
public final class RewireCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NETWORK", description = "a run's directory, or a file with a network")
  @Nullable Path network;

  @Option(
      names = "--ladder",
      paramLabel = "LEVELS",
      description =
          "write the first network at each level, FROM:TO:COUNT or X,Y,..., the level in its name")
  @Nullable String ladder;

  @Option(
      names = "--measure",
      paramLabel = "eta|pooled",
      description = "what the levels of the ladder are levels of [eta]")
  @Nullable String measure;

  @Option(names = "--to-fanmod", description = "write edge lists with FANMOD's labels 1 and 2")
  boolean toFanmod;

  @Mixin MadeNetworkOptions made = new MadeNetworkOptions();

  @Mixin AnnealingOptions annealing = new AnnealingOptions();

  @Mixin NetworkOptions input = new NetworkOptions();

  @Mixin CommonOptions common = new CommonOptions();

  /** The command of a session. */
  public RewireCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    annealing.check();
    Path file = made.file();
    double[] levels = ladder == null ? new double[0] : Ladder.parse(ladder);
    if (levels.length > 0 && annealing.goal() != null) {
      throw UserError.usage("both a target and a --ladder are given", "give one of them");
    }
    if (measure != null && levels.length == 0) {
      throw UserError.usage("--measure is for --ladder", "a target names its own measure");
    }
    Measure climbed =
        switch (measure == null ? "eta" : measure) {
          case "eta" -> Measure.ETA;
          case "pooled" -> Measure.POOLED;
          default ->
              throw UserError.usage("no measure is called " + measure, "expected eta or pooled");
        };
    NetworkFile.Format format =
        levels.length > 0 ? MadeNetworkOptions.format(file, toFanmod) : made.check(file, toFanmod);
    for (double level : levels) {
      made.check(Ladder.file(file, level), toFanmod);
    }
    Path path = Objects.requireNonNull(network);
    WeightedNetwork read = input.weighted(path, session.console(), common.quiet);
    BalanceAnnealing machine = annealing.start(arcs(read), made.seed);
    BalanceRatios before = machine.ratios();
    ObjectNode json = Codecs.JSON.createObjectNode().put("in", path.toString());
    json.put("seed", made.seed);
    json.set("before", ratios(before));
    if (levels.length > 0) {
      climb(machine, climbed, levels, read.names(), format, json);
      return 0;
    }
    BalanceAnnealing.Result result = annealing.run(machine);
    NetworkFile.write(file, named(result.network(), read.names()), format);
    json.put("out", file.toString());
    json.set("after", ratios(result.ratios()));
    json.put("proposals", result.proposals()).put("accepted", result.accepted());
    say(
        json,
        String.format(
            Locale.ROOT,
            "%s: eta %.4f (was %.4f), pooled %.4f (was %.4f); %,d of %,d exchanges accepted",
            file,
            result.ratios().eta(),
            before.eta(),
            result.ratios().pooled(),
            before.pooled(),
            result.accepted(),
            result.proposals()));
    annealing.requireReached(result, file.toString());
    return 0;
  }

  private void climb(
      BalanceAnnealing machine,
      Measure climbed,
      double[] levels,
      List<String> names,
      NetworkFile.Format format,
      ObjectNode json) {
    Path file = made.file();
    List<BalanceAnnealing.Rung> rungs =
        machine.ladder(climbed, levels, annealing.schedule(true), 0);
    ArrayNode list = json.putArray("rungs");
    StringBuilder text = new StringBuilder();
    for (BalanceAnnealing.Rung rung : rungs) {
      Path own = Ladder.file(file, rung.level());
      NetworkFile.write(own, named(rung.network(), names), format);
      ObjectNode entry = ratios(rung.ratios());
      entry.put("level", rung.level()).put("out", own.toString());
      list.add(entry.put("proposals", rung.proposals()));
      text.append(text.isEmpty() ? "" : System.lineSeparator())
          .append(
              String.format(
                  Locale.ROOT,
                  "%s: eta %.4f, pooled %.4f",
                  own,
                  rung.ratios().eta(),
                  rung.ratios().pooled()));
    }
    say(json, text.toString());
    if (rungs.size() < levels.length) {
      throw UserError.check(
          "%d of %d levels were reached, not %s"
              .formatted(rungs.size(), levels.length, levels[rungs.size()]),
          "ask for less, try more --proposals, or lower the --temperature");
    }
  }

  private void say(ObjectNode json, String text) {
    if (common.json) {
      session.console().result(Codecs.JSON.writeValueAsString(json));
    } else if (!common.quiet && !text.isEmpty()) {
      session.console().result(text);
    }
  }

  private static ObjectNode ratios(BalanceRatios ratios) {
    return Codecs.JSON.createObjectNode().put("eta", ratios.eta()).put("pooled", ratios.pooled());
  }

  /** The connections of a network, with self loops only where these are wanted. */
  private SignedArcs arcs(WeightedNetwork read) {
    if (!annealing.selfLoops) {
      return SignedArcs.of(read.signs().graph());
    }
    CsrArrays matrix = read.senderRows();
    int[] sources = new int[matrix.nonzeros()];
    byte[] signs = new byte[matrix.nonzeros()];
    for (int i = 0; i < matrix.rows(); i++) {
      for (int e = matrix.rowOffsets()[i]; e < matrix.rowOffsets()[i + 1]; e++) {
        sources[e] = i;
        signs[e] = (byte) (matrix.values()[e] > 0 ? 1 : -1);
      }
    }
    return new SignedArcs(matrix.rows(), sources, matrix.columns(), signs);
  }

  private static WeightedNetwork named(SignedArcs arcs, List<String> names) {
    WeightedNetwork plain = WeightedNetwork.of(arcs.toCsr());
    return new WeightedNetwork(plain.matrix(), false, names, plain.facts());
  }
}
