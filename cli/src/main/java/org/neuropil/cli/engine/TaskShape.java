package org.neuropil.cli.engine;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.config.Setting;
import org.neuropil.cli.config.Settings;
import org.neuropil.task.Sequences;
import org.neuropil.task.TaskData;

/**
 * The sizes of a task, which decide what a run takes. They are kept, since the runs of a sweep ask
 * for the same again and again.
 *
 * @param inputs per time step
 * @param classes of the readout
 * @param steps in time
 * @param trainSamples samples of an epoch
 * @param bytes of all samples, generously
 */
record TaskShape(int inputs, int classes, int steps, int trainSamples, long bytes) {
  private static final Map<Map<String, String>, TaskShape> KNOWN = new ConcurrentHashMap<>();

  /** Loads the task, unless another configuration with the same data asked before. */
  static TaskShape of(ResolvedConfig config) {
    Map<String, String> data = new TreeMap<>();
    for (Setting setting : Settings.all()) {
      if (setting.group().equals("Data") || setting.key().equals("cell")) {
        data.put(setting.key(), setting.text(config.value(setting.key())));
      }
    }
    return KNOWN.computeIfAbsent(data, same -> of(TaskLoading.load(config)));
  }

  private static TaskShape of(TaskData data) {
    Sequences train = data.train();
    long values = ((long) train.size() + data.test().size()) * train.steps() * train.inputs();
    return new TaskShape(
        train.inputs(), train.classes(), train.steps(), train.size(), values * Float.BYTES);
  }
}
