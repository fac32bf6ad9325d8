package org.neuropil.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.neuropil.analysis.generate.BalanceAnnealing;
import org.neuropil.analysis.generate.RandomGraphs;
import org.neuropil.analysis.generate.SignedArcs;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.io.NamedGraph;
import org.neuropil.analysis.io.NetworkFile;
import org.neuropil.analysis.io.WeightedNetwork;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.Suggest;
import org.neuropil.error.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code neuropil generate}. */
@Command(
    name = "generate",
    description = "Make a random signed network.",
    sortOptions = false,
    footer = {
      "",
      "The options about targets and temperatures are for 'balanced': an Erdos-Renyi network that"
          + " is rewired towards balance.",
      "",
      "Examples:",
      "  neuropil generate er --nodes 150 --density 0.05 --seed 7 --out er.tsv",
      "  neuropil generate balanced --nodes 150 --density 0.05 --target-pooled 0.8 --out b.npz",
      "  neuropil generate watts-strogatz --nodes 500 --density 0.02 --rewiring 0.2 --out ws.graphml"
    })
public final class GenerateCommand implements Callable<Integer> {
  private static final List<String> MODELS =
      List.of("er", "balanced", "watts-strogatz", "barabasi-albert");
  private static final double DEFAULT_REWIRING = 0.1;

  private final Session session;

  @Parameters(
      paramLabel = "er|balanced|watts-strogatz|barabasi-albert",
      description = "the kind of network")
  String model = "";

  @Option(names = "--nodes", paramLabel = "N", required = true, description = "number of nodes")
  int nodes;

  @Option(
      names = "--density",
      paramLabel = "P",
      required = true,
      description = "share of all possible connections that exist")
  double density;

  @Option(
      names = "--positive",
      paramLabel = "P",
      defaultValue = "0.5",
      description = "chance that a connection is positive [0.5]")
  double positive;

  @Option(
      names = "--rewiring",
      paramLabel = "P",
      description = "watts-strogatz: chance that a connection leaves the ring [0.1]")
  @Nullable Double rewiring;

  @Option(names = "--fanmod", description = "write an edge list with FANMOD's labels 1 and 2")
  boolean fanmod;

  @Mixin MadeNetworkOptions made = new MadeNetworkOptions();

  @Mixin AnnealingOptions annealing = new AnnealingOptions();

  @Mixin CommonOptions common = new CommonOptions();

  /** The command of a session. */
  public GenerateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (!MODELS.contains(model)) {
      throw UserError.usage(
          "no kind of network is called '" + model + "'",
          Suggest.hint(model, MODELS, "expected " + String.join(", ", MODELS)));
    }
    boolean balanced = model.equals("balanced");
    if (!balanced && annealing.given()) {
      throw UserError.usage(
          "targets, --temperature, --proposals and --self-loops are for 'balanced', not " + model,
          "leave them away, or generate a balanced network");
    }
    if (rewiring != null && !model.equals("watts-strogatz")) {
      throw UserError.usage("--rewiring is for 'watts-strogatz', not " + model, "leave it away");
    }
    checkShare("--density", density);
    checkShare("--positive", positive);
    annealing.check();
    Path file = made.file();
    NetworkFile.Format format = made.check(file, fanmod);
    SignedDigraph graph = graph();
    ObjectNode json = Codecs.JSON.createObjectNode().put("model", model);
    BalanceAnnealing.Result rewired = null;
    WeightedNetwork network = NamedGraph.of(graph).weighted();
    if (balanced) {
      rewired = annealing.run(annealing.start(SignedArcs.of(graph), made.seed));
      network = WeightedNetwork.of(rewired.network().toCsr());
    }
    NetworkFile.write(file, network, format);
    json.put("nodes", graph.nodes())
        .put("edges", graph.edges())
        .put("positive", graph.positive())
        .put("negative", graph.negative())
        .put("seed", made.seed)
        .put("out", file.toString());
    if (rewired != null) {
      json.put("eta", rewired.ratios().eta())
          .put("pooled", rewired.ratios().pooled())
          .put("proposals", rewired.proposals())
          .put("accepted", rewired.accepted());
    }
    if (common.json) {
      session.console().result(Codecs.JSON.writeValueAsString(json));
    } else if (!common.quiet) {
      session.console().result(line(file, graph, rewired));
    }
    if (rewired != null) {
      annealing.requireReached(rewired, file.toString());
    }
    return 0;
  }

  private SignedDigraph graph() {
    return switch (model) {
      case "watts-strogatz" ->
          RandomGraphs.wattsStrogatz(
              nodes,
              (int) Math.round(density * Math.max(0, nodes - 1)),
              rewiring == null ? DEFAULT_REWIRING : rewiring,
              positive,
              made.seed);
      case "barabasi-albert" ->
          RandomGraphs.barabasiAlbert(
              nodes, RandomGraphs.barabasiAlbertEdges(nodes, density), positive, made.seed);
      default -> RandomGraphs.erdosRenyi(nodes, density, positive, made.seed);
    };
  }

  private static void checkShare(String option, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw UserError.usage(
          option + " must be a number in [0, 1], found " + value, "see 'neuropil generate --help'");
    }
  }

  private static String line(
      Path file, SignedDigraph graph, BalanceAnnealing.@Nullable Result rewired) {
    String line =
        String.format(
            Locale.ROOT,
            "%s: %,d nodes, %,d connections (%,d positive)",
            file,
            graph.nodes(),
            graph.edges(),
            graph.positive());
    return rewired == null
        ? line
        : line
            + String.format(
                Locale.ROOT,
                ", eta %.4f, pooled %.4f",
                rewired.ratios().eta(),
                rewired.ratios().pooled());
  }
}
