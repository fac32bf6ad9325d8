package org.neuropil.cli.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.ConfigFile;
import org.neuropil.cli.config.Origin;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.run.Summary;
import org.neuropil.error.UserError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reconciles an existing run's settings with those given to go on with it. */
final class Resume {
  /** What may change in the middle of a run without making it another one. */
  private static final Set<String> CHANGEABLE =
      Set.of(
          "epochs",
          "max-steps",
          "patience",
          "checkpoint-every",
          "data",
          "backend",
          "device",
          "plan",
          "threads");

  private Resume() {}

  /**
   * The run's settings with the given changes.
   *
   * @throws UserError usage, where a given setting contradicts the run's
   */
  static ResolvedConfig settings(Path run, @Nullable ConfigFile file, ObjectNode options) {
    ResolvedConfig stored = stored(run);
    Map<String, JsonNode> changes = new LinkedHashMap<>();
    if (file != null) {
      collect(run, stored, file.values(), file, changes);
    }
    collect(run, stored, options, Origin.options("neuropil train"), changes);
    return stored.with(changes);
  }

  /** The settings of an existing run. */
  static ResolvedConfig stored(Path run) {
    return ResolvedConfig.resolve(
        ConfigFile.read(RunDirectory.configOf(run)), ResolvedConfig.noOptions());
  }

  private static void collect(
      Path run,
      ResolvedConfig stored,
      ObjectNode given,
      Origin origin,
      Map<String, JsonNode> changes) {
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      String key = entry.getKey();
      JsonNode value = stored.normalised(key, entry.getValue());
      JsonNode before = stored.value(key);
      if (!CHANGEABLE.contains(key) && !value.equals(before)) {
        throw UserError.usage(
            origin.value(key)
                + " "
                + value.asString()
                + " conflicts with "
                + key
                + " "
                + before.asString()
                + " in "
                + RunDirectory.configOf(run),
            "leave it away to go on with this run, or start another without --resume");
      }
      changes.put(key, value);
    }
  }

  /** Whether the settings let a complete run go on: more epochs, steps or patience than before. */
  static boolean goesOn(ResolvedConfig before, ResolvedConfig now, Summary summary) {
    return switch (summary.end()) {
      case "early-stopping" ->
          summary.epochs() < now.epochs()
              && (now.patience() == 0 || now.patience() > before.patience());
      case "max-steps" ->
          now.maxSteps() == 0
              ? now.epochs() > 0 && before.maxSteps() != 0
              : now.maxSteps() > summary.steps();
      default -> now.epochs() > summary.epochs();
    };
  }
}
