package org.neuropil.cli.command;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.io.NamedGraph;
import org.neuropil.analysis.motif.MotifCensus;
import org.neuropil.analysis.motif.MotifCounter;
import org.neuropil.analysis.nullmodel.NullEnsemble;
import org.neuropil.analysis.nullmodel.NullModel;
import org.neuropil.analysis.nullmodel.NullOptions;
import org.neuropil.analysis.nullmodel.NullResult;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.progress.CountProgress;
import org.neuropil.cli.report.FigureFile;
import org.neuropil.cli.report.StructureFigures;
import org.neuropil.cli.structure.MotifReport;
import org.neuropil.cli.structure.MotifTable;
import org.neuropil.error.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code neuropil motifs}. */
@Command(
    name = "motifs",
    description = "Count the signed feed-forward loops of a network.",
    sortOptions = false,
    footer = {
      "",
      "A feed-forward loop i -> j, j -> k, i -> k is named by the signs of these connections in"
          + " this order; it is balanced if an even number of them is negative. \"all\" counts"
          + " every loop, \"induced\" those whose nodes have no other connection among them.",
      "",
      "NETWORK is a run's directory, a weight file, a SciPy sparse matrix, a .npy matrix, an edge"
          + " list (.tsv, .csv, .txt) or GraphML.",
      "",
      "Examples:",
      "  neuropil motifs runs/first",
      "  neuropil motifs weights.safetensors --null 1000 --figure profile.svg",
      "  neuropil motifs edges.tsv --fanmod --null 1000 --null-model signs --json"
    })
public final class MotifsCommand implements Callable<Integer> {
  private static final int MOST_SAMPLES = 10_000_000;
  private static final int MOST_SWEEPS = 1_000_000;

  private final Session session;

  @Parameters(paramLabel = "NETWORK", description = "a run's directory, or a file with a network")
  @Nullable Path network;

  @Option(
      names = "--null",
      paramLabel = "K",
      defaultValue = "0",
      description = "compare with so many random networks; 0 = none [0]")
  int samples;

  @Option(
      names = "--null-model",
      paramLabel = "NAME",
      defaultValue = "degree-mutual",
      completionCandidates = Models.class,
      description =
          "what the random networks keep: degree-mutual (FANMOD's), signs-at-source, degree, signs,"
              + " erdos-renyi [degree-mutual]")
  String model = "degree-mutual";

  @Option(
      names = "--sweeps",
      paramLabel = "N",
      defaultValue = "3",
      description = "exchanges per connection that make a random network [3]")
  int sweeps;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "seed of the random networks [1]")
  long seed;

  @Option(
      names = "--triads",
      description = "also count the sixteen triad classes and the feedback loops")
  boolean triads;

  @Option(
      names = "--figure",
      paramLabel = "FILE",
      description = "draw z-scores, or without --null the counts, into FILE.png or FILE.svg")
  @Nullable Path figure;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "CPU threads; 0 = as many as the process may use [0]")
  int threads;

  @Mixin NetworkOptions input = new NetworkOptions();

  @Mixin CommonOptions common = new CommonOptions();

  /** The names of the null models, for completion. */
  static final class Models extends java.util.ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Models() {
      for (NullModel one : NullModel.values()) {
        add(one.id());
      }
    }
  }

  /** The command of a session. */
  public MotifsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    NullOptions options = nullOptions();
    int workers = Threads.of(threads);
    if (figure != null) {
      FigureFile.requireFormat(figure);
    }
    Console console = session.console();
    Path path = Objects.requireNonNull(network);
    NamedGraph read = input.graph(path, console, common.quiet);
    long start = System.nanoTime();
    SignedDigraph graph = read.graph();
    MotifCensus census = new MotifCounter(workers).count(graph);
    NullResult random = options == null ? null : random(graph, options, workers);
    MotifReport report =
        MotifReport.of(graph, census, random, triads, (System.nanoTime() - start) / 1e9);
    if (common.json) {
      console.result(Codecs.JSON.writeValueAsString(report));
    } else {
      MotifTable.lines(report, Bars.on(console)).forEach(console::result);
    }
    if (figure != null) {
      FigureFile.write(figure, StructureFigures.motifs(report));
    }
    return 0;
  }

  private @Nullable NullOptions nullOptions() {
    NullModel named = NullModel.named(model);
    if (samples != 0 && (samples < 2 || samples > MOST_SAMPLES)) {
      throw UserError.usage(
          "--null must be 0 or an integer in [2, " + MOST_SAMPLES + "], found " + samples,
          "a standard deviation needs two random networks; 1000 are usual");
    }
    if (sweeps < 0 || sweeps > MOST_SWEEPS) {
      throw UserError.usage(
          "--sweeps must be an integer in [0, " + MOST_SWEEPS + "], found " + sweeps,
          "3 are usual");
    }
    return samples == 0 ? null : NullOptions.of(named, samples, seed).withSweeps(sweeps);
  }

  private NullResult random(SignedDigraph graph, NullOptions options, int workers) {
    CountProgress progress =
        new CountProgress(session.console(), "random networks", System::nanoTime);
    try (NullEnsemble ensemble = new NullEnsemble(workers)) {
      return common.quiet
          ? ensemble.run(graph, options)
          : ensemble.run(graph, options, progress::at);
    } finally {
      progress.end();
    }
  }
}
