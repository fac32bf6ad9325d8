package org.neuropil.cli.engine;

import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.error.UserError;
import org.neuropil.task.Encoding;
import org.neuropil.task.Sequences;
import org.neuropil.task.TaskData;
import org.neuropil.task.TaskRequest;
import org.neuropil.task.Tasks;
import org.neuropil.testdata.BundledMnist;

/** Loads the task of a configuration, cut to the samples it asks for. */
final class TaskLoading {
  private TaskLoading() {}

  static TaskData load(ResolvedConfig config) {
    Encoding encoding = config.cell().equals("feedforward") ? Encoding.FLAT : Encoding.RECURRENT;
    TaskData data =
        Tasks.load(
            new TaskRequest(
                config.task(),
                config.dataPath(),
                encoding,
                BundledMnist::open,
                config.variant(),
                config.seed()));
    if (config.validationSamples() > 0) {
      data = data.holdOutLast(config.validationSamples());
    }
    if (config.perClass() > 0) {
      data = perClass(data, config.perClass(), config.seed());
    }
    if (config.trainSamples() > 0) {
      data =
          data.withTrain(
              cut(data.train(), config.trainSamples(), "train-samples"),
              "first " + config.trainSamples());
    }
    return config.testSamples() == 0
        ? data
        : data.withTest(
            cut(data.test(), config.testSamples(), "test-samples"),
            "first " + config.testSamples());
  }

  private static TaskData perClass(TaskData data, int samples, long seed) {
    if (data.train().generated()) {
      throw UserError.usage(
          "--per-class needs a fixed training set, and task "
              + data.name()
              + " makes fresh samples",
          "leave per-class away");
    }
    return data.withTrain(
        data.train().balancedSubset(samples, seed),
        samples + " random samples of every class, seed " + seed);
  }

  private static Sequences cut(Sequences all, int samples, String option) {
    if (samples > all.size()) {
      throw UserError.usage(
          "--" + option + " asks for " + samples + " samples, and there are " + all.size(),
          "ask for at most that many");
    }
    return all.first(samples);
  }
}
