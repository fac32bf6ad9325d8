package org.neuropil.cli.config;

import org.neuropil.error.UserError;

/** Settings that are right on their own and do not go together. */
final class ConfigChecks {
  private ConfigChecks() {}

  /**
   * Checks settings against each other.
   *
   * @throws UserError usage, naming the first pair that does not go together
   */
  static void together(ResolvedConfig config) {
    if (config.perClass() > 0 && config.trainSamples() > 0) {
      throw UserError.usage(
          "train-samples and per-class both choose the training samples", "give one of the two");
    }
    if (config.cell().equals("feedforward") && config.hidden() % 2 != 0) {
      throw UserError.usage(
          "a feed-forward network needs an even number of hidden nodes, found " + config.hidden(),
          "it has half of them in each of its two layers; change hidden");
    }
    if (config.cell().equals("feedforward") && !config.dale().equals("off")) {
      throw UserError.usage(
          "dale " + config.dale() + " needs a recurrent network, found cell feedforward",
          "use cell rnn, or dale off");
    }
    if (config.sparseToDense() && config.dale().equals("off")) {
      throw UserError.usage(
          "sparse-to-dense is a variant of Dale networks, found dale off",
          "add dale clamp or init");
    }
    if (config.sparseToDense() && (config.init() != null || config.topology() != null)) {
      throw UserError.usage(
          "sparse-to-dense starts from a random mask, and "
              + (config.init() != null ? "init" : "a topology")
              + " gives another",
          "leave one of the two away");
    }
    if (config.recurrentInit().equals("signed") && config.topology() == null) {
      throw UserError.usage(
          "recurrent-init signed takes the signs of a topology, and none is given",
          "add --topology FILE, or choose another recurrent-init");
    }
    if (config.topology() != null && (!config.sparsify().equals("none") || config.init() != null)) {
      throw UserError.usage(
          "a topology fixes the mask, which "
              + (config.init() != null ? "init" : "sparsify " + config.sparsify())
              + " also decides",
          "give one of the two");
    }
    if (!config.sparsify().equals("none")
        && (config.cell().equals("feedforward") || !config.dale().equals("off"))) {
      throw UserError.usage(
          "sparsify "
              + config.sparsify()
              + " needs a recurrent network without Dale's principle, found "
              + (config.cell().equals("feedforward")
                  ? "cell feedforward"
                  : "dale " + config.dale()),
          "use sparsify none, or a recurrent cell and dale off");
    }
    if (!config.sparsify().equals("none") && config.density() == 1) {
      throw UserError.usage(
          "sparsify " + config.sparsify() + " needs a density below 1 to arrive at, found 1",
          "give a lower density");
    }
    if (config.stateNoise() > 0
        && !config.cell().equals("ctrnn")
        && !config.cell().equals("neural-ode")) {
      throw UserError.usage(
          "state-noise is for cells ctrnn and neural-ode, found cell " + config.cell(),
          "leave it away, or choose one of them");
    }
    if (config.recurrentInit().equals("signed") && !config.dale().equals("off")) {
      throw UserError.usage(
          "the signs are given by the topology and by dale " + config.dale(),
          "give one of the two");
    }
    if (Double.isInfinite(config.lr())
        || Double.isInfinite(config.weightLimit())
        || Double.isInfinite(config.eps())) {
      throw UserError.usage(
          "lr, eps and weight-limit must be finite", "the value is too large for a number");
    }
    if (config.initialNumbers().equals("mt19937")) {
      requirePublishedStart(config);
    }
  }

  private static void requirePublishedStart(ResolvedConfig config) {
    String other =
        !config.cell().equals("rnn")
            ? "cell " + config.cell()
            : !config.dale().equals("off")
                ? "dale " + config.dale()
                : !config.sparsify().equals("none")
                    ? "sparsify " + config.sparsify()
                    : config.topology() != null
                        ? "a topology"
                        : config.init() != null ? "init" : "";
    if (!other.isEmpty()) {
      throw UserError.usage(
          "initial-numbers mt19937 are those of plain networks of cell rnn, found " + other,
          "leave one of the two away");
    }
  }
}
