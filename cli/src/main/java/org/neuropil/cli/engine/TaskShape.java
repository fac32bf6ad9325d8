package org.neuropil.cli.engine;

import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.error.UserError;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.ReadoutSpec;
import org.neuropil.task.Sequences;
import org.neuropil.task.TaskData;

/**
 * The sizes of a task and the kind of its targets, which decide what network it takes.
 *
 * @param inputs per time step
 * @param vocabulary words of a task on texts, else 0
 * @param outputs nodes of the readout
 * @param loss how answers are judged
 * @param everyStep whether every step is read out
 */
record TaskShape(
    int inputs, int vocabulary, int outputs, ReadoutSpec.Loss loss, boolean everyStep) {
  /** The shape of loaded data. */
  static TaskShape of(TaskData data) {
    Sequences train = data.train();
    Sequences.Target target = train.target();
    boolean values = target == Sequences.Target.VALUES || target == Sequences.Target.STEP_VALUES;
    return new TaskShape(
        train.inputs(),
        train.vocabulary(),
        train.outputs(),
        !values
            ? ReadoutSpec.Loss.CROSS_ENTROPY
            : train.sigmoidOutputs()
                ? ReadoutSpec.Loss.SIGMOID_SQUARED_ERROR
                : ReadoutSpec.Loss.SQUARED_ERROR,
        target == Sequences.Target.STEP_CLASS || target == Sequences.Target.STEP_VALUES);
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
