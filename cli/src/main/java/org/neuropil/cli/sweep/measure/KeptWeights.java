package org.neuropil.cli.sweep.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.CsrArrays;
import org.neuropil.matrix.io.WeightFile;
import org.neuropil.network.NetworkSpec;
import org.neuropil.train.Weights;

/** The recurrent weights that a run has kept along the way. */
final class KeptWeights {
  private static final Pattern NAME = Pattern.compile("weights-([0-9]{1,9})\\.safetensors");

  private final int nodes;
  private final TreeMap<Integer, Path> files = new TreeMap<>();

  /**
   * Those of a run.
   *
   * @throws UserError usage, unless it has kept weights from before and during training
   */
  KeptWeights(MeasureContext context, String measure) {
    if (context.config().cell().equals("feedforward")) {
      throw UserError.usage(
          "measure " + measure + " is about recurrent weights, and a feedforward network has none",
          "leave it away for this cell");
    }
    if (context.config().cell().equals("ltc")) {
      throw UserError.usage(
          "measure " + measure + " reads signs from weights, and those of cell ltc have none",
          "leave it away for this cell");
    }
    this.nodes = context.config().hidden();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(context.run())) {
      for (Path file : all) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          files.put(Integer.valueOf(name.group(1)), file);
        }
      }
    } catch (IOException e) {
      throw IoErrors.writing(context.run(), e);
    }
    if (files.size() < 2 || files.firstKey() != 0) {
      throw UserError.usage(
          "measure "
              + measure
              + " needs weights from before and during training, and "
              + context.run()
              + " has kept "
              + files.size()
              + " files of them",
          "set save-weights-every: EPOCHS under base");
    }
  }

  /** The first epoch after the start whose weights are kept. */
  int firstEpoch() {
    return files.higherKey(0);
  }

  /** The earliest kept epoch from which on no connection is lost any more. */
  int prunedEpoch(long connections) {
    int epoch = files.lastKey();
    for (Map.Entry<Integer, Path> entry : files.descendingMap().entrySet()) {
      if (nonzeros(read(entry.getValue())) != connections) {
        break;
      }
      epoch = entry.getKey();
    }
    return epoch;
  }

  /** The weights after an epoch that is kept. */
  SparseMatrix at(int epoch) {
    Path file = files.get(epoch);
    if (file == null) {
      throw new IllegalArgumentException("no weights of epoch " + epoch);
    }
    return read(file);
  }

  /** The recurrent weights of a file, row = receiving node. */
  SparseMatrix read(Path file) {
    CsrArrays matrix =
        WeightFile.read(file).requireHidden(Weights.hiddenName(NetworkSpec.Cell.RNN), nodes, nodes);
    return new SparseMatrix(
        SparsityPattern.of(nodes, nodes, matrix.rowOffsets(), matrix.columns()), matrix.values());
  }

  /** Weights that are not 0. */
  static long nonzeros(SparseMatrix weights) {
    long count = 0;
    for (float value : weights.values()) {
      count += value != 0 ? 1 : 0;
    }
    return count;
  }
}
