package org.neuropil.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.machine.Machine;
import org.neuropil.cli.runner.TrainRunner;
import org.neuropil.cli.structure.TextTable;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.pool.Needs;
import org.neuropil.cli.sweep.run.SweepDirectory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A plan for people and scripts, before anything is done. */
final class PlanTable {
  private PlanTable() {}

  /** Prints the runs with the memory they are predicted to take, and where they stand. */
  static void show(Session session, CommonOptions common, Plan plan, SweepDirectory directory) {
    Needs needs = new Needs(session.runners().train());
    TextTable table = new TextTable();
    List<String> head = new ArrayList<>(plan.keys());
    head.addAll(List.of("steps", "memory", "status"));
    table.row(head);
    ArrayNode json = Codecs.JSON.createArrayNode();
    for (RunSpec run : plan.runs()) {
      Optional<TrainRunner.Forecast> forecast = needs.of(run.config());
      long bytes = forecast.map(f -> f.hostBytes() + f.deviceBytes()).orElse(0L);
      String status = directory.status(plan, run).name().toLowerCase(Locale.ROOT);
      List<String> row = new ArrayList<>(plan.values(run));
      row.add(forecast.map(f -> Long.toString(f.steps())).orElse("-"));
      row.add(bytes == 0 ? "-" : Machine.bytes(bytes));
      row.add(status);
      table.row(row);
      ObjectNode one = json.addObject();
      one.put("run", run.id());
      one.put("memory_bytes", bytes);
      forecast.ifPresent(f -> one.put("steps", f.steps()));
      one.put("status", status);
      one.put("command", run.config().command());
    }
    if (common.json) {
      ObjectNode all = Codecs.JSON.createObjectNode();
      all.put("sweep", directory.path().toString());
      all.set("runs", json);
      session.console().result(Codecs.JSON.writeValueAsString(all));
    } else {
      table.lines(row -> "").forEach(session.console()::result);
      session.console().result(plan.runs().size() + " runs");
    }
  }
}
