package org.neuropil.cli.command;

import java.util.concurrent.Callable;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.machine.BuildInfo;
import org.neuropil.cli.machine.Machine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code neuropil version}. */
@Command(
    name = "version",
    description = "Show the versions of neuropil, Java and the system.",
    footer = {"", "Example:", "  neuropil version --json"})
public final class VersionCommand implements Callable<Integer> {
  private final Session session;

  @Mixin CommonOptions common = new CommonOptions();

  /** The command of a session. */
  public VersionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (common.json) {
      session.console().result(Codecs.JSON.writeValueAsString(Machine.versions()));
    } else {
      session.console().result(BuildInfo.current().toString());
      session.console().result("Java " + Machine.java() + " on " + Machine.os());
    }
    return 0;
  }
}
