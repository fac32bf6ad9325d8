package org.neuropil.cli.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.run.RunFacts;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.runner.Observers;
import org.neuropil.cli.runner.TrainRunner;
import org.neuropil.cli.structure.Structure;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Backends;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.MemoryNeed;
import org.neuropil.compute.PlanKind;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.network.Network;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.Networks;
import org.neuropil.sparsify.Sparsifiers;
import org.neuropil.sparsify.SparsifySpec;
import org.neuropil.task.Sequences;
import org.neuropil.task.TaskData;
import org.neuropil.train.Checkpoint;
import org.neuropil.train.TrainJob;
import org.neuropil.train.TrainObserver;
import org.neuropil.train.TrainResult;
import org.neuropil.train.TrainSettings;
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
    requireFittingData(config, data);
    NetworkSpec spec = TaskShape.of(data).networkSpec(config);
    TrainSettings settings = config.trainSettings();
    Optional<SparsifySpec> rule = config.sparsifySpec(settings.batchPlan().count(data.train()));
    Path state = Checkpoint.fileIn(run.path());
    Beginning beginning = new Beginning(config, spec, state, rule);
    try (Backend backend = Backends.open(config.backend(), config.backendOptions())) {
      LOG.info(
          "{}: {} ({})",
          backend.info().name(),
          backend.info().device(),
          backend.info().libraries());
      data.provenance().forEach((name, value) -> LOG.info("data {}: {}", name, value));
      MemoryNeed need = memory(backend, config, spec, data.train().steps());
      need.requireFits();
      LOG.info(
          "memory: {} MB predicted, {} MB available ({})",
          need.total() / 1_000_000,
          need.available() / 1_000_000,
          need.where());
      backend.reserve(need);
      SparsityPattern pattern = beginning.pattern();
      Network network =
          Networks.create(
              backend, spec, pattern, config.planKind(), data.train().steps(), config.batch());
      TrainState start = beginning.prepare(backend, network);
      LOG.info(
          "network: {} hidden nodes, {} connections, density {}",
          spec.hidden(),
          pattern.nonzeros(),
          pattern.density());
      LOG.info("plan {}, precision {}", planName(network), lower(backend.info().precision()));
      List<TrainObserver> recorders = new ArrayList<>(List.of(observer));
      addRecorders(recorders, backend, network, run, config, data.test());
      TrainJob job =
          new TrainJob(
              data.train(),
              data.test(),
              data.validation(),
              settings,
              rule.map(r -> Sparsifiers.create(r, new InitialSigns(spec, config.seed())))
                  .orElse(null),
              network.connections().size() > 1
                  ? rule.map(Sparsifiers::createForInputs).orElse(null)
                  : null,
              run.checkpoint());
      Trainer trainer =
          new Trainer(
              backend,
              network,
              job,
              new Observers(recorders),
              stop::isSet,
              reached -> Checkpoint.write(state, network, reached));
      TrainResult result = trainer.run(start);
      Structure structure = null;
      if (result.end() != TrainResult.End.INTERRUPTED) {
        Weights.save(run.weights(), network, metadata(config, spec, data));
        structure = StructureRecorder.structure(network, config.threads());
      }
      return new Outcome(result, facts(backend, network, config, data, need), structure);
    }
  }

  private static void requireFittingData(ResolvedConfig config, TaskData data) {
    if (config.keep().equals("best-validation") && data.validation() == null) {
      throw UserError.usage(
          "keep best-validation needs validation samples, and task " + config.task() + " has none",
          "add --validation-samples K to hold training samples out, or use --keep last");
    }
  }

  @Override
  public Optional<Forecast> forecast(ResolvedConfig config) {
    TaskData data = KnownTasks.of(config);
    NetworkSpec spec = TaskShape.of(data).networkSpec(config);
    try (Backend backend = Backends.open(config.backend(), config.backendOptions())) {
      MemoryNeed need = memory(backend, config, spec, data.train().steps());
      boolean onDevice = !backend.info().name().equals("cpu");
      return Optional.of(
          new Forecast(
              KnownTasks.bytes(data)
                  + HostMemory.bytes(spec, config.mostConnections(), onDevice)
                  + (onDevice ? 0 : need.total()),
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

  private static void addRecorders(
      List<TrainObserver> recorders,
      Backend backend,
      Network network,
      RunDirectory run,
      ResolvedConfig config,
      Sequences test) {
    if (!test.groups().isEmpty()) {
      recorders.add(new GroupsCsv(run.groups()));
    }
    if (config.saveWeightsEvery() > 0) {
      recorders.add(new WeightsKeeper(network, run, config.saveWeightsEvery()));
    }
    if (config.recordGradients() > 0) {
      recorders.add(
          new GradientRecorder(
              backend, network, run, config.recordGradients(), config.freezeRecurrent()));
    }
    if (config.recordStructure() == 0) {
      return;
    }
    if (network.spec().cell() == NetworkSpec.Cell.FEEDFORWARD) {
      throw UserError.usage(
          "--record-structure is about recurrent weights, and a feedforward network has none",
          "leave it away");
    }
    recorders.add(
        new StructureRecorder(run, config.recordStructure(), config.epochs(), config.threads()));
  }

  private static MemoryNeed memory(
      Backend backend, ResolvedConfig config, NetworkSpec spec, int steps) {
    return Networks.memory(
        backend, spec, config.mostConnections(), config.planKind(), steps, config.batch());
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
      Backend backend, Network network, ResolvedConfig config, TaskData data, MemoryNeed need) {
    Map<String, String> origin = new LinkedHashMap<>();
    origin.put("name", data.name());
    origin.putAll(data.provenance());
    int threads =
        config.threads() > 0 ? config.threads() : Runtime.getRuntime().availableProcessors();
    boolean onDevice = !backend.info().name().equals("cpu");
    return new RunFacts(
        backend.info(),
        planName(network),
        threads,
        network.pattern().nonzeros(),
        origin,
        onDevice ? need.total() : 0);
  }

  private static String planName(Network network) {
    HiddenProduct product = network.hiddenToHidden().product();
    return lower(product == null ? PlanKind.AUTO : product.plan());
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
