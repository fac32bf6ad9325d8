package org.neuropil.cli.engine;

import java.nio.file.Path;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.runner.EvalRunner;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Backends;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.WeightFile;
import org.neuropil.network.Network;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.Networks;
import org.neuropil.task.Sequences;
import org.neuropil.task.TaskData;
import org.neuropil.train.Evaluation;
import org.neuropil.train.Evaluator;
import org.neuropil.train.Weights;

/** One network and its test set, kept in memory while its recurrent weights are rewritten. */
final class OpenedNetwork implements EvalRunner.Opened {
  private final Backend backend;
  private final Network network;
  private final Evaluator evaluator;
  private final Sequences test;
  private final float[] trained;

  private OpenedNetwork(Backend backend, Network network, Sequences test) {
    this.backend = backend;
    this.network = network;
    this.test = test;
    this.trained = network.hiddenToHidden().value().toArray();
    this.evaluator = new Evaluator(backend, network);
  }

  static OpenedNetwork open(Path weights, ResolvedConfig config) {
    TaskData data = TaskLoading.load(config);
    WeightFile file = WeightFile.read(weights);
    NetworkSpec spec = TaskShape.of(data).networkSpec(config);
    SparsityPattern pattern = Weights.mask(file, spec);
    Backend backend = Backends.open(config.backend(), config.backendOptions());
    try {
      int steps = data.test().steps();
      Networks.memory(backend, spec, pattern.nonzeros(), config.planKind(), steps, config.batch())
          .requireFits();
      Network network =
          Networks.create(backend, spec, pattern, config.planKind(), steps, config.batch());
      Weights.load(file, network);
      return new OpenedNetwork(backend, network, data.test());
    } catch (RuntimeException | Error e) {
      backend.close();
      throw e;
    }
  }

  @Override
  public SparsityPattern pattern() {
    return network.pattern();
  }

  @Override
  public float[] recurrent() {
    return trained.clone();
  }

  @Override
  public EvalRunner.Result evaluate(float[] recurrent) {
    network.hiddenToHidden().write(recurrent);
    Evaluation evaluation = evaluator.evaluate(test, (done, all) -> {});
    return EvalEngine.result(evaluation);
  }

  @Override
  public void close() {
    evaluator.close();
    network.close();
    backend.close();
  }
}
