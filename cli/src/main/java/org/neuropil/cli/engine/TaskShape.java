package org.neuropil.cli.engine;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.config.Setting;
import org.neuropil.cli.config.Settings;
import org.neuropil.error.UserError;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.ReadoutSpec;
import org.neuropil.task.Sequences;
import org.neuropil.task.TaskData;

/**
 * The sizes of a task, which decide what a run takes. They are kept, since the runs of a sweep ask
 * for the same again and again.
 *
 * @param inputs per time step
 * @param vocabulary words of a task on texts, else 0
 * @param outputs nodes of the readout
 * @param loss how answers are judged
 * @param everyStep whether every step is read out
 * @param steps in time
 * @param trainSamples samples of a pass
 * @param bytes of all samples, generously
 */
record TaskShape(
    int inputs,
    int vocabulary,
    int outputs,
    ReadoutSpec.Loss loss,
    boolean everyStep,
    int steps,
    int trainSamples,
    long bytes) {
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

  /** The shape of loaded data. */
  static TaskShape of(TaskData data) {
    Sequences train = data.train();
    Sequences.Target target = train.target();
    boolean values = target == Sequences.Target.VALUES || target == Sequences.Target.STEP_VALUES;
    long samples = train.generated() ? 0 : (long) train.size() + data.test().size();
    return new TaskShape(
        train.inputs(),
        train.vocabulary(),
        train.outputs(),
        !values
            ? ReadoutSpec.Loss.CROSS_ENTROPY
            : train.sigmoidOutputs()
                ? ReadoutSpec.Loss.SIGMOID_SQUARED_ERROR
                : ReadoutSpec.Loss.SQUARED_ERROR,
        target == Sequences.Target.STEP_CLASS || target == Sequences.Target.STEP_VALUES,
        train.steps(),
        train.size(),
        samples * train.steps() * train.inputs() * Float.BYTES);
  }

  /**
   * The network of a configuration for data of this shape.
   *
   * @throws UserError if the configuration does not fit the kind of target
   */
  NetworkSpec networkSpec(ResolvedConfig config) {
    if (config.doubleSoftmax() && !loss.classifies()) {
      throw UserError.usage(
          "double-softmax is about classes, and the targets of " + config.task() + " are values",
          "leave it away");
    }
    if (config.cell().equals("feedforward") && everyStep) {
      throw UserError.usage(
          "task " + config.task() + " asks for an answer at every step, found cell feedforward",
          "choose a recurrent cell");
    }
    return config.networkSpec(
        inputs,
        vocabulary,
        outputs,
        config.doubleSoftmax() ? ReadoutSpec.Loss.DOUBLE_SOFTMAX : loss,
        everyStep);
  }
}
