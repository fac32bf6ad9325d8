package org.neuropil.cli.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.compute.Backend;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.WeightFile;
import org.neuropil.network.InitSpec;
import org.neuropil.network.Network;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.Networks;
import org.neuropil.network.PublishedStart;
import org.neuropil.network.SignedTopology;
import org.neuropil.sparsify.Sparsifiers;
import org.neuropil.sparsify.SparsifySpec;
import org.neuropil.train.Checkpoint;
import org.neuropil.train.TrainState;
import org.neuropil.train.Weights;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a training begins with: a checkpoint, the weights of a file, the wiring of a file, the first
 * wiring of a rule that changes it, or a random one.
 */
final class Beginning {
  private static final Logger LOG = LoggerFactory.getLogger(Beginning.class);

  private final ResolvedConfig config;
  private final NetworkSpec spec;
  private final Optional<Checkpoint> checkpoint;
  private final @Nullable WeightFile init;
  private final @Nullable SignedTopology topology;
  private final Optional<SparsifySpec> rule;

  Beginning(ResolvedConfig config, NetworkSpec spec, Path checkpoint, Optional<SparsifySpec> rule) {
    this.config = config;
    this.spec = spec;
    this.rule = rule;
    this.checkpoint = Checkpoint.read(checkpoint);
    boolean fresh = this.checkpoint.isEmpty();
    this.init = fresh && config.initPath() != null ? WeightFile.read(config.initPath()) : null;
    this.topology =
        fresh && config.topologyPath() != null
            ? Topology.read(config.topologyPath(), spec.matrixSize())
            : null;
  }

  /** The connections at the start. */
  SparsityPattern pattern() {
    SparsityPattern pattern = choose();
    if (pattern.nonzeros() == 0) {
      throw UserError.usage(
          "not one connection came out of density "
              + spec.density()
              + " and "
              + spec.matrixSize()
              + " nodes",
          "use a higher --density, more --hidden nodes or another --seed");
    }
    return pattern;
  }

  private SparsityPattern choose() {
    if (checkpoint.isPresent()) {
      return checkpoint.get().pattern();
    }
    if (init != null) {
      return Weights.mask(init, spec);
    }
    if (topology != null) {
      return topology.pattern();
    }
    int n = spec.matrixSize();
    if (published()) {
      return PublishedStart.mask(n, spec.density(), config.seed());
    }
    return rule.map(r -> Sparsifiers.initialPattern(r, n, n))
        .orElseGet(() -> Networks.mask(spec, config.seed()));
  }

  private boolean published() {
    return config.initialNumbers().equals("mt19937");
  }

  /** Gives a network with {@link #pattern} its values and says where the training stands. */
  TrainState prepare(Backend backend, Network network) {
    long seed = config.seed();
    if (checkpoint.isPresent()) {
      checkpoint.get().restore(network);
      Networks.constrain(backend, network, seed);
      return checkpoint.get().state();
    }
    if (init != null) {
      Weights.load(init, network);
      Networks.constrain(backend, network, seed);
      long contradicting = Networks.clampNow(network, seed);
      if (contradicting > 0) {
        LOG.warn(
            "{} of the weights in {} contradict the signs that seed {} gives their source nodes, and"
                + " are set to 0 (a network trained with Dale's principle keeps its signs with its"
                + " own --seed)",
            contradicting,
            config.initPath(),
            seed);
      }
    } else if (topology != null && spec.init().recurrent() == InitSpec.Recurrent.SIGNED) {
      Networks.initialise(backend, network, topology, seed);
    } else if (published()) {
      PublishedStart.initialise(network, seed);
    } else {
      Networks.initialise(backend, network, seed);
    }
    if (config.spectralRadius() > 0) {
      Networks.scaleTo(network, config.spectralRadius());
    }
    return TrainState.start();
  }
}
