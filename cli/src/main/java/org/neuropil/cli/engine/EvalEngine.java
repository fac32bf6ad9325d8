package org.neuropil.cli.engine;

import java.nio.file.Path;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.runner.EvalRunner;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Backends;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.CsrArrays;
import org.neuropil.matrix.io.NdArray;
import org.neuropil.matrix.io.WeightFile;
import org.neuropil.network.DaleSpec;
import org.neuropil.network.Network;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.Networks;
import org.neuropil.task.TaskData;
import org.neuropil.train.Evaluation;
import org.neuropil.train.Evaluator;
import org.neuropil.train.Weights;

/** Evaluates a weight file on a task's test set. */
public final class EvalEngine implements EvalRunner {
  @Override
  public Result run(Request request) {
    TaskData data = TaskLoading.load(request.config());
    WeightFile file = WeightFile.read(request.weights());
    NetworkSpec asked = TaskShape.of(data).networkSpec(request.config());
    NetworkSpec spec = fitted(file, asked);
    try (Backend backend =
        Backends.open(request.config().backend(), request.config().backendOptions())) {
      SparsityPattern pattern = Weights.mask(file, spec);
      int batch = request.config().batch();
      Networks.memory(
              backend,
              spec,
              pattern.nonzeros(),
              request.config().planKind(),
              data.test().steps(),
              batch)
          .requireFits();
      Network network =
          Networks.create(
              backend, spec, pattern, request.config().planKind(), data.test().steps(), batch);
      Weights.load(file, network);
      try (Evaluator evaluator = new Evaluator(backend, network)) {
        Evaluation evaluation =
            evaluator.evaluate(data.test(), request.dropNodes(), request.seed(), (done, all) -> {});
        return result(evaluation);
      }
    }
  }

  static Result result(Evaluation evaluation) {
    return new Result(
        evaluation.samples(),
        evaluation.meanLoss(),
        evaluation.accuracy(),
        evaluation.nanCount(),
        evaluation.groups().stream()
            .map(g -> new Group(g.name(), g.samples(), g.correct(), g.accuracy()))
            .toList());
  }

  @Override
  public Opened open(Path weights, ResolvedConfig config) {
    return OpenedNetwork.open(weights, config);
  }

  /**
   * The specification with the sizes that the file's tensors have. How the weights came about, by
   * Dale's principle or in a random mask, matters no more.
   */
  private static NetworkSpec fitted(WeightFile file, NetworkSpec asked) {
    String name = Weights.hiddenName(asked.cell());
    CsrArrays matrix = file.hidden().get(name);
    if (matrix == null) {
      throw UserError.data(
          file.file()
              + ": "
              + name
              + " is missing, found "
              + String.join(", ", file.hidden().keySet())
              + " "
              + String.join(", ", file.others().keySet()),
          "give --cell as the network was trained");
    }
    NdArray readout = file.require("fc.weight", -1, matrix.rows());
    if (readout.dimension(0) != asked.outputs()) {
      throw UserError.data(
          file.file()
              + ": fc.weight has "
              + readout.dimension(0)
              + " outputs, and the task has "
              + asked.outputs(),
          "give the --task that the network was trained on");
    }
    boolean feedForward = asked.cell() == NetworkSpec.Cell.FEEDFORWARD;
    return new NetworkSpec(
        asked.cell(),
        asked.vocabulary() > 0 ? embedding(file, asked.vocabulary()) : asked.inputs(),
        asked.vocabulary(),
        feedForward ? 2 * matrix.rows() : matrix.rows(),
        asked.outputs(),
        1,
        asked.activation(),
        asked.dynamics(),
        asked.readout(),
        asked.init(),
        DaleSpec.off());
  }

  /** The length of a word's vector. */
  private static int embedding(WeightFile file, int vocabulary) {
    NdArray words = file.require("embedding.weight", -1, -1);
    if (words.dimension(0) != vocabulary) {
      throw UserError.data(
          file.file()
              + ": embedding.weight knows "
              + words.dimension(0)
              + " words, and the task has "
              + vocabulary,
          "give the run's directory, whose seed says which texts it was trained on");
    }
    return Math.toIntExact(words.dimension(1));
  }
}
