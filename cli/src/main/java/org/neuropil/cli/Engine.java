package org.neuropil.cli;

import java.util.Map;
import org.neuropil.cli.runner.Runners;
import org.neuropil.compute.Backends;
import org.neuropil.error.UserError;

/** The one place where the commands meet the engine. */
final class Engine {
  private Engine() {}

  /** The engine of this build. */
  static Runners runners() {
    return new Runners(
        (config, run, observer, stop) -> {
          throw absent("training");
        },
        request -> {
          throw absent("evaluation");
        },
        (in, out) -> {
          throw absent("conversion");
        },
        Backends::providers,
        Map.of());
  }

  private static UserError absent(String what) {
    return UserError.environment(
        what + " is not part of this build", "use a build that contains the engine");
  }
}
