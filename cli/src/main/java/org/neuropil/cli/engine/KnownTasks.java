package org.neuropil.cli.engine;

import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.config.Setting;
import org.neuropil.cli.config.Settings;
import org.neuropil.task.Sequences;
import org.neuropil.task.TaskData;

/**
 * Tasks that were loaded to predict what runs will take. The runs of a sweep ask for the same again
 * and again; the data are dropped when memory is short.
 */
final class KnownTasks {
  private static final Map<Map<String, String>, SoftReference<TaskData>> KNOWN =
      new ConcurrentHashMap<>();

  private KnownTasks() {}

  /** The task of a configuration; all that matters here is the same for all seeds. */
  static TaskData of(ResolvedConfig config) {
    Map<String, String> key = new TreeMap<>();
    for (Setting setting : Settings.all()) {
      if (setting.group().equals("Data") || setting.key().equals("cell")) {
        key.put(setting.key(), setting.text(config.value(setting.key())));
      }
    }
    SoftReference<TaskData> known = KNOWN.get(key);
    @Nullable TaskData data = known == null ? null : known.get();
    if (data == null) {
      data = TaskLoading.load(config);
      KNOWN.put(key, new SoftReference<>(data));
    }
    return data;
  }

  /** Bytes that the samples take, generously; generated ones take none. */
  static long bytes(TaskData data) {
    return bytes(data.train()) + bytes(data.test());
  }

  private static long bytes(Sequences part) {
    return part.generated() ? 0 : (long) part.size() * part.steps() * part.inputs() * Float.BYTES;
  }
}
