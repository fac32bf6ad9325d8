package org.neuropil.cli.engine;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.run.RunFacts;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.runner.TrainRunner;
import org.neuropil.cli.structure.Structure;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Backends;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.MemoryNeed;
import org.neuropil.compute.NetworkSize;
import org.neuropil.compute.PlanKind;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.WeightFile;
import org.neuropil.network.Network;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.Networks;
import org.neuropil.task.TaskData;
import org.neuropil.train.Checkpoint;
import org.neuropil.train.TrainJob;
import org.neuropil.train.TrainObserver;
import org.neuropil.train.TrainResult;
import org.neuropil.train.TrainState;
import org.neuropil.train.Trainer;
import org.neuropil.train.Weights;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains the network of a configuration in a run directory, from its checkpoint if there is one.
 */
public final class TrainEngine implements TrainRunner {
  private static final Logger LOG = LoggerFactory.getLogger(TrainEngine.class);

  @Override
  public Outcome run(
      ResolvedConfig config, RunDirectory run, TrainObserver observer, InterruptFlag stop) {
    TaskData data = TaskLoading.load(config);
    NetworkSpec spec = TaskShape.of(data).networkSpec(config);
    Path state = Checkpoint.fileIn(run.path());
    Optional<Checkpoint> checkpoint = Checkpoint.read(state);
    WeightFile init =
        config.initPath() == null || checkpoint.isPresent()
            ? null
            : WeightFile.read(config.initPath());
    try (Backend backend = Backends.open(config.backend(), config.backendOptions())) {
      LOG.info(
          "{}: {} ({})",
          backend.info().name(),
          backend.info().device(),
          backend.info().libraries());
      data.provenance().forEach((name, value) -> LOG.debug("data {}: {}", name, value));
      MemoryNeed need = backend.memory(size(config, spec, data.train().steps()), config.planKind());
      need.requireFits();
      LOG.info(
          "memory: {} MB predicted, {} MB available ({})",
          need.total() / 1_000_000,
          need.available() / 1_000_000,
          need.where());
      SparsityPattern pattern =
          checkpoint.isPresent()
              ? checkpoint.get().pattern()
              : init != null ? Weights.mask(init, spec) : Networks.mask(spec, config.seed());
      requireConnections(pattern, spec);
      Network network =
          Networks.create(
              backend, spec, pattern, config.planKind(), data.train().steps(), config.batch());
      TrainState start = prepare(backend, network, config, checkpoint, init);
      LOG.info(
          "network: {} hidden nodes, {} connections, density {}",
          spec.hidden(),
          pattern.nonzeros(),
          pattern.density());
      Trainer trainer =
          new Trainer(
              backend,
              network,
              TrainJob.of(data.train(), data.test(), config.trainSettings()),
              recording(observer, network, run, config),
              stop::isSet,
              reached -> Checkpoint.write(state, network, reached));
      TrainResult result = trainer.run(start);
      Structure structure = null;
      if (result.end() != TrainResult.End.INTERRUPTED) {
        Weights.save(run.weights(), network, metadata(config, spec, data));
        structure = StructureRecorder.structure(network, config.threads());
      }
      return new Outcome(result, facts(backend, network, config, need), structure);
    }
  }

  @Override
  public Optional<Forecast> forecast(ResolvedConfig config) {
    TaskData data = KnownTasks.of(config);
    NetworkSpec spec = TaskShape.of(data).networkSpec(config);
    try (Backend backend = Backends.open(config.backend(), config.backendOptions())) {
      MemoryNeed need = backend.memory(size(config, spec, data.train().steps()), config.planKind());
      boolean onDevice = !backend.info().name().equals("cpu");
      return Optional.of(
          new Forecast(
              KnownTasks.bytes(data) + (onDevice ? 0 : need.total()),
              onDevice ? need.total() : 0,
              onDevice ? need.available() : 0,
              steps(config, data.train().size())));
    }
  }

  private static long steps(ResolvedConfig config, int samples) {
    int epoch =
        config.epochSteps() > 0 ? config.epochSteps() : Math.ceilDiv(samples, config.batch());
    long all = (long) config.epochs() * epoch;
    return config.maxSteps() == 0 ? all : Math.min(all, config.maxSteps());
  }

  private static TrainObserver recording(
      TrainObserver observer, Network network, RunDirectory run, ResolvedConfig config) {
    if (config.recordStructure() == 0) {
      return observer;
    }
    if (network.spec().cell() == NetworkSpec.Cell.FEEDFORWARD) {
      throw UserError.usage(
          "--record-structure is about recurrent weights, and a feedforward network has none",
          "leave it away");
    }
    return new StructureRecorder(
        observer, network, run, config.recordStructure(), config.threads());
  }

  private static TrainState prepare(
      Backend backend,
      Network network,
      ResolvedConfig config,
      Optional<Checkpoint> checkpoint,
      @Nullable WeightFile init) {
    if (checkpoint.isPresent()) {
      checkpoint.get().restore(network);
      Networks.constrain(backend, network, config.seed());
      return checkpoint.get().state();
    }
    if (init != null) {
      Weights.load(init, network);
      Networks.constrain(backend, network, config.seed());
    } else {
      Networks.initialise(backend, network, config.seed());
    }
    return TrainState.start();
  }

  private static NetworkSize size(ResolvedConfig config, NetworkSpec spec, int steps) {
    int rows = spec.matrixSize();
    double density = spec.dale().sparseToDense() ? 1 : spec.density();
    return new NetworkSize(
        rows,
        Math.round(density * rows * rows),
        spec.hidden(),
        spec.inputs(),
        spec.outputs(),
        steps,
        config.batch());
  }

  private static void requireConnections(SparsityPattern pattern, NetworkSpec spec) {
    if (pattern.nonzeros() == 0) {
      throw UserError.usage(
          "not one connection came out of density "
              + spec.density()
              + " and "
              + spec.matrixSize()
              + " nodes",
          "use a higher --density, more --hidden nodes or another --seed");
    }
  }

  private static Map<String, String> metadata(
      ResolvedConfig config, NetworkSpec spec, TaskData data) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "neuropil-weights-1");
    metadata.put("task", data.name());
    metadata.put("cell", config.cell());
    metadata.put("activation", config.activation());
    metadata.put("hidden", Integer.toString(spec.hidden()));
    metadata.put("seed", Long.toString(config.seed()));
    return metadata;
  }

  private static RunFacts facts(
      Backend backend, Network network, ResolvedConfig config, MemoryNeed need) {
    HiddenProduct product = network.hiddenToHidden().product();
    PlanKind plan = product == null ? PlanKind.AUTO : product.plan();
    int threads =
        config.threads() > 0 ? config.threads() : Runtime.getRuntime().availableProcessors();
    boolean onDevice = !backend.info().name().equals("cpu");
    return new RunFacts(
        backend.info(),
        plan.name().toLowerCase(Locale.ROOT),
        threads,
        network.pattern().nonzeros(),
        onDevice ? need.total() : 0);
  }
}
