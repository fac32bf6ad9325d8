package org.neuropil.cli.sweep.collect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neuropil.cli.config.ConfigFile;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.config.Setting;
import org.neuropil.cli.config.Settings;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.sweep.measure.MeasureSpec;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.run.SweepDirectory;

/** Makes one plan of the runs in several directories, as if one sweep had done them. */
final class Together {
  /** Settings that say where and how, not what. */
  private static final Set<String> HOW = Set.of("data", "init", "checkpoint-every", "seed");

  private Together() {}

  static List<Collector.Entry> entries(List<Path> directories) {
    List<Collector.Entry> entries = new ArrayList<>();
    Map<String, Integer> names = new HashMap<>();
    for (Path directory : directories) {
      String name = String.valueOf(directory.toAbsolutePath().normalize().getFileName());
      int count = names.merge(name, 1, Integer::sum);
      String label = count == 1 ? name : name + "-" + count;
      if (SweepDirectory.isSweep(directory)) {
        SweepDirectory sweep = new SweepDirectory(directory);
        Plan plan = sweep.readPlan();
        for (RunSpec run : plan.runs()) {
          entries.add(
              new Collector.Entry(
                  new RunSpec(
                      label + "/" + run.id(),
                      run.label().isEmpty() ? label : label + " " + run.label(),
                      run.config()),
                  sweep.run(run),
                  sweep.status(plan, run),
                  plan.measures()));
        }
      } else {
        ResolvedConfig config =
            ResolvedConfig.resolve(
                ConfigFile.read(RunDirectory.configOf(directory)), ResolvedConfig.noOptions());
        entries.add(
            new Collector.Entry(
                new RunSpec(label, label, config),
                directory,
                RunDirectory.isComplete(directory)
                    ? SweepDirectory.Status.COMPLETE
                    : SweepDirectory.Status.OPEN,
                List.of()));
      }
    }
    return entries;
  }

  static Plan plan(String name, List<Collector.Entry> entries) {
    List<String> varied = new ArrayList<>();
    for (Setting setting : Settings.all()) {
      boolean what = !setting.group().equals("Computing") && !HOW.contains(setting.key());
      if (what
          && entries.stream().map(entry -> entry.run().text(setting.key())).distinct().count()
              > 1) {
        varied.add(setting.key());
      }
    }
    Map<String, MeasureSpec> measures = new LinkedHashMap<>();
    entries.forEach(entry -> entry.measures().forEach(m -> measures.putIfAbsent(m.name(), m)));
    return new Plan(
        name,
        name,
        true,
        varied,
        List.copyOf(measures.values()),
        entries.stream().map(Collector.Entry::run).toList());
  }
}
