package org.neuropil.cli.engine;

import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.error.UserError;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.ReadoutSpec;
import org.neuropil.task.Encoding;
import org.neuropil.task.Sequences;
import org.neuropil.task.TaskData;
import org.neuropil.task.Tasks;
import org.neuropil.testdata.BundledMnist;

/** Loads the task of a configuration, cut to the samples it asks for. */
final class TaskLoading {
  private TaskLoading() {}

  static TaskData load(ResolvedConfig config) {
    Encoding encoding = config.cell().equals("feedforward") ? Encoding.FLAT : Encoding.RECURRENT;
    TaskData data = Tasks.load(config.task(), config.dataPath(), encoding, BundledMnist::open);
    return new TaskData(
        data.name(),
        cut(data.train(), config.trainSamples(), "train-samples"),
        cut(data.test(), config.testSamples(), "test-samples"),
        data.provenance());
  }

  private static Sequences cut(Sequences all, int samples, String option) {
    if (samples > all.size()) {
      throw UserError.usage(
          "--" + option + " asks for " + samples + " samples, and there are " + all.size(),
          "ask for at most that many");
    }
    return samples == 0 ? all : all.first(samples);
  }

  /** The network of a configuration for data of this shape and kind of target. */
  static NetworkSpec networkSpec(ResolvedConfig config, Sequences data) {
    Sequences.Target target = data.target();
    boolean values = target == Sequences.Target.VALUES || target == Sequences.Target.STEP_VALUES;
    boolean everyStep =
        target == Sequences.Target.STEP_CLASS || target == Sequences.Target.STEP_VALUES;
    if (config.doubleSoftmax() && values) {
      throw UserError.usage(
          "double-softmax is about classes, and the targets of " + config.task() + " are values",
          "leave it away");
    }
    ReadoutSpec.Loss loss =
        !values
            ? config.doubleSoftmax()
                ? ReadoutSpec.Loss.DOUBLE_SOFTMAX
                : ReadoutSpec.Loss.CROSS_ENTROPY
            : data.scored()
                ? ReadoutSpec.Loss.SIGMOID_SQUARED_ERROR
                : ReadoutSpec.Loss.SQUARED_ERROR;
    return config.networkSpec(data.inputs(), data.vocabulary(), data.outputs(), loss, everyStep);
  }
}
