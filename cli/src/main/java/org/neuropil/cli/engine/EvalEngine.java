package org.neuropil.cli.engine;

import org.neuropil.cli.runner.EvalRunner;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Backends;
import org.neuropil.compute.NetworkSize;
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
      backend
          .memory(
              new NetworkSize(
                  spec.matrixSize(),
                  pattern.nonzeros(),
                  spec.hidden(),
                  spec.inputs(),
                  spec.outputs(),
                  data.test().steps(),
                  batch),
              request.config().planKind())
          .requireFits();
      Network network =
          Networks.create(
              backend, spec, pattern, request.config().planKind(), data.test().steps(), batch);
      Weights.load(file, network);
      try (Evaluator evaluator = new Evaluator(backend, network)) {
        Evaluation evaluation =
            evaluator.evaluate(data.test(), request.dropNodes(), request.seed(), (done, all) -> {});
        return new Result(
            evaluation.samples(),
            evaluation.meanLoss(),
            evaluation.accuracy(),
            evaluation.nanCount());
      }
    }
  }

  /** The specification with the sizes that the file's tensors have. */
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
              + " classes, and the task has "
              + asked.outputs(),
          "give the --task that the network was trained on");
    }
    boolean feedForward = asked.cell() == NetworkSpec.Cell.FEEDFORWARD;
    return NetworkSpec.classifier(
        asked.cell(),
        asked.inputs(),
        feedForward ? 2 * matrix.rows() : matrix.rows(),
        asked.outputs(),
        1,
        asked.activation(),
        asked.init().weightLimit(),
        DaleSpec.off());
  }
}
