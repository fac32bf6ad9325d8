package org.neuropil.cli.command;

import java.util.Map;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.sweep.Sweep;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.run.FailedRun;
import org.neuropil.cli.sweep.run.SweepDirectory;
import org.neuropil.error.UserError;
import tools.jackson.databind.node.ObjectNode;

/** What the commands say at the end of a sweep, and their exit codes. */
final class SweepEnd {
  private static final int INTERRUPTED = 130;

  private SweepEnd() {}

  /**
   * Says how it ended.
   *
   * @return the exit code: 0 if every run is complete, 130 or 143 after a stop
   * @throws UserError check, exit code 5, if runs failed
   */
  static int report(
      Session session,
      CommonOptions common,
      Plan plan,
      SweepDirectory directory,
      Sweep.Ended ended,
      InterruptFlag stop) {
    Console console = session.console();
    int all = plan.runs().size();
    int complete = all - ended.open() - ended.failed().size();
    if (common.json) {
      ObjectNode json = Codecs.JSON.createObjectNode();
      json.put("name", plan.name());
      json.put("directory", directory.path().toString());
      json.put("runs", all);
      json.put("complete", complete);
      json.put("open", ended.open());
      json.set("failed", SweepCommand.failures(ended.failed()));
      json.put("results", directory.results().toString());
      json.put("report", directory.report().toString());
      console.result(Codecs.JSON.writeValueAsString(json));
    } else if (!common.quiet) {
      console.result(complete + " of " + all + " runs complete");
      console.result("tables: " + directory.results());
      console.result("report: " + directory.report());
    }
    if (stop.isSet() && ended.open() > 0) {
      console.note(
          "neuropil: interrupted; the same command goes on with the "
              + ended.open()
              + " runs that are left");
      return stop.exitCode() == 0 ? INTERRUPTED : stop.exitCode();
    }
    if (!ended.failed().isEmpty()) {
      Map.Entry<RunSpec, FailedRun> first = ended.failed().entrySet().iterator().next();
      throw UserError.check(
          ended.failed().size()
              + " of "
              + all
              + " runs failed, the first: "
              + first.getKey().id()
              + ": "
              + first.getValue().error(),
          "see failed.json and log.txt in their directories; the same command tries them again");
    }
    return 0;
  }
}
