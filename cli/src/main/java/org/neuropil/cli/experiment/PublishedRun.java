package org.neuropil.cli.experiment;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run whose figures the authors of Zhang et al. 2023 have published, in their logs and networks;
 * all of density 0.05.
 *
 * @param task the case of our plans
 * @param rule of sparsification
 * @param links in the end, self loops included, in words
 * @param performance in words: accuracy, or the mean squared error of Mackey-Glass
 * @param eta in the end
 * @param pooled in the end
 * @param core eta and pooled of the connections that SET has just kept, in words; "-" for others
 * @param z of the eight loops, balanced types first
 * @param performanceBound a target a little beside the run, or null where there is none
 * @param pooledBound a target for the pooled ratio, or null
 * @param allSigns whether all eight z-scores are expected to have the claimed signs
 */
record PublishedRun(
    String task,
    String rule,
    String links,
    String performance,
    double eta,
    double pooled,
    String core,
    List<Double> z,
    @Nullable Double performanceBound,
    @Nullable Double pooledBound,
    boolean allSigns) {
  /** The published recurrent and continuous-time networks of tasks whose data are public. */
  static final List<PublishedRun> ALL =
      List.of(
          new PublishedRun(
              "mnist",
              "pruning-1",
              "1138",
              "97.46 %",
              0.897,
              0.857,
              "-",
              List.of(8.3, 6.8, 7.7, 6.8, -4.1, -3.7, -4.1, -3.3),
              0.965,
              0.75,
              true),
          new PublishedRun(
              "mnist",
              "set",
              "1096",
              "95.71 %",
              0.604,
              0.626,
              "0.696, 0.730",
              List.of(3.0, 1.1, 0.6, 2.0, -2.0, -1.6, -2.3, -1.4),
              0.94,
              null,
              false),
          new PublishedRun(
              "sms",
              "pruning-2",
              "499",
              "98.48 %",
              0.961,
              0.892,
              "-",
              List.of(4.7, 5.5, 4.0, 4.6, -3.3, -1.5, -2.5, -2.8),
              0.975,
              0.80,
              true),
          new PublishedRun(
              "sms",
              "set",
              "529",
              "97.58 %",
              0.641,
              0.769,
              "0.664, 0.796",
              List.of(0.8, 1.6, 4.0, 2.8, -1.6, -2.8, -2.8, -2.3),
              null,
              null,
              false),
          new PublishedRun(
              "mackey-glass",
              "pruning-1",
              "847",
              "2.0e-4",
              0.737,
              0.694,
              "-",
              List.of(0.3, 1.6, 2.7, 3.6, -0.8, -4.5, -2.1, -2.0),
              4e-4,
              0.60,
              false),
          new PublishedRun(
              "mackey-glass",
              "set",
              "803",
              "3.5e-4",
              0.648,
              0.628,
              "0.671, 0.725",
              List.of(0.2, 2.1, 2.5, 1.5, -2.1, -0.4, -0.9, -1.4),
              null,
              null,
              false),
          new PublishedRun(
              "gesture-rnn",
              "pruning-2",
              "819",
              "73.1 %",
              0.781,
              0.682,
              "-",
              List.of(1.2, 2.1, 2.9, 0.3, -0.8, -1.1, -2.0, -1.5),
              null,
              null,
              false),
          new PublishedRun(
              "gesture-rnn",
              "set",
              "815",
              "75.0 %",
              0.583,
              0.581,
              "0.646, 0.609",
              List.of(-0.5, 1.6, 1.9, -0.9, -0.6, -1.6, -1.2, -1.3),
              null,
              null,
              false),
          new PublishedRun(
              "gesture-ctrnn",
              "pruning-1",
              "833",
              "77.5 %",
              0.875,
              0.792,
              "-",
              List.of(2.1, 4.3, 3.7, 4.3, -2.7, -3.0, -1.9, -2.8),
              0.74,
              0.70,
              false),
          new PublishedRun(
              "gesture-ctrnn",
              "deepr",
              "819",
              "72.2 %",
              0.522,
              0.558,
              "-",
              List.of(-1.0, 0.0, 0.6, 1.9, -0.3, -0.7, -0.4, -1.8),
              null,
              null,
              false));

  /** The published run of a case and a rule, if there is one. */
  static Optional<PublishedRun> of(String task, String rule) {
    return ALL.stream().filter(run -> run.task().equals(task) && run.rule().equals(rule)).findAny();
  }

  /** Whether performance is the mean squared error. */
  static boolean isError(String task) {
    return task.equals("mackey-glass");
  }
}
