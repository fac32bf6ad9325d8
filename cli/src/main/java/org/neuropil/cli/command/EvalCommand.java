package org.neuropil.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.runner.EvalRunner;
import org.neuropil.error.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code neuropil eval}. */
@Command(
    name = "eval",
    description = "Evaluate trained weights on a test set.",
    customSynopsis = {"neuropil eval [OPTIONS] WEIGHTS|RUN", ""},
    sortOptions = false,
    footer = {
      "",
      "A run brings its own settings, and so do weight files in its directory; options override"
          + " them. A weight file elsewhere needs --task, --cell, --activation and the like where they"
          + " differ from the defaults.",
      "",
      "Examples:",
      "  neuropil eval runs/first",
      "  neuropil eval runs/first/weights-10.safetensors",
      "  neuropil eval weights.safetensors --activation tanh --test-samples 1000 --json",
      "  neuropil eval runs/first --drop-nodes 0.2 --seed 3"
    })
public final class EvalCommand implements Callable<Integer> {
  /** The settings that matter here. */
  static final Set<String> SETTINGS =
      Set.of(
          "task",
          "data",
          "variant",
          "test-samples",
          "cell",
          "activation",
          "time-step",
          "time-constant",
          "sub-steps",
          "double-softmax",
          "batch",
          "seed",
          "backend",
          "device",
          "plan",
          "precision",
          "threads");

  private final Session session;

  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "WEIGHTS|RUN", description = "a weight file, or the directory of a run")
  @Nullable Path network;

  @Option(
      names = "--drop-nodes",
      paramLabel = "X",
      defaultValue = "0",
      description = "silence this fraction of the hidden nodes at every step [0]")
  double dropNodes;

  @Mixin CommonOptions common = new CommonOptions();

  /** The command of a session. */
  public EvalCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ObjectNode options =
        SettingOptions.given(Objects.requireNonNull(spec).commandLine().getParseResult());
    if (!(dropNodes >= 0 && dropNodes <= 1)) {
      throw UserError.usage(
          "--drop-nodes must be a number in [0, 1], found " + dropNodes,
          "see 'neuropil eval --help'");
    }
    Path path = Objects.requireNonNull(network);
    if (!Files.exists(path)) {
      throw UserError.data(path + " does not exist", "name a weight file or a run's directory");
    }
    // The seed is that of the silencing; the network's own seed belongs to the run.
    JsonNode seed = options.remove("seed");
    ResolvedConfig settings;
    Path weights = path;
    if (Files.isDirectory(path)) {
      weights = RunDirectory.weightsOf(path);
      if (!Files.exists(RunDirectory.configOf(path))) {
        throw UserError.data(
            path + " is not a run: it has no config.yaml",
            "name a run's directory or a weight file");
      }
      if (!Files.exists(weights)) {
        throw UserError.data(
            path + " has no weights yet", "finish it with: neuropil train --resume --out " + path);
      }
      settings = ofRun(path, options);
    } else if (RunDirectory.keepsWeights(path)) {
      settings = ofRun(Objects.requireNonNull(path.toAbsolutePath().getParent()), options);
    } else {
      settings = ResolvedConfig.resolve(null, options);
    }
    EvalRunner.Result result =
        session
            .runners()
            .eval()
            .run(
                new EvalRunner.Request(
                    weights, settings, dropNodes, seed == null ? settings.seed() : seed.asLong()));
    if (common.json) {
      session.console().result(Codecs.JSON.writeValueAsString(result));
    } else {
      lines(result).forEach(session.console()::result);
    }
    return 0;
  }

  /** A run's settings under those given here. */
  private static ResolvedConfig ofRun(Path run, ObjectNode options) {
    ObjectNode values = Resume.stored(run).values();
    values.setAll(options);
    return ResolvedConfig.resolve(null, values);
  }

  /** For people: one line, then one for every group. */
  private static List<String> lines(EvalRunner.Result result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        (Double.isNaN(result.accuracy())
                ? String.format(Locale.ROOT, "MSE %.4g", result.loss())
                : String.format(
                    Locale.ROOT,
                    "accuracy %.2f %%  loss %.4f",
                    100 * result.accuracy(),
                    result.loss()))
            + "  samples "
            + result.samples()
            + (result.nanCount() > 0 ? "  with NaN " + result.nanCount() : ""));
    int width = result.groups().stream().mapToInt(g -> g.name().length()).max().orElse(0);
    for (EvalRunner.Group group : result.groups()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-" + Math.max(1, width) + "s  %6.2f %%  samples %d",
              group.name(),
              100 * group.accuracy(),
              group.samples()));
    }
    return lines;
  }
}
