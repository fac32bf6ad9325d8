package org.neuropil.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.CsrArrays;
import org.neuropil.matrix.io.NdArray;
import org.neuropil.matrix.io.WeightFile;
import org.neuropil.network.Network;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.Parameter;

/** Carries weights between networks and weight files in PyTorch's names. */
public final class Weights {
  private Weights() {}

  /** Name of the hidden-to-hidden matrix in a weight file. */
  public static String hiddenName(NetworkSpec.Cell cell) {
    return cell == NetworkSpec.Cell.FEEDFORWARD ? "fc2.weight" : "rnn.weight_hh_l0";
  }

  /** Writes all weights of a network. */
  public static void save(Path file, Network network, Map<String, String> metadata) {
    Map<String, CsrArrays> hidden = new LinkedHashMap<>();
    Map<String, NdArray> others = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      float[] values = parameter.value().view();
      if (parameter == network.hiddenToHidden()
          && !(network.pattern().isFull() && allNonzero(values))) {
        SparsityPattern pattern = network.pattern();
        hidden.put(
            parameter.name(),
            new CsrArrays(
                pattern.rows(), pattern.cols(), pattern.rowOffsets(), pattern.columns(), values));
      } else if (parameter != network.hiddenToHidden() && parameter.pattern() != null) {
        FurtherConnections.save(parameter, parameter.pattern(), values, others);
      } else if (parameter.isVector()) {
        others.put(parameter.name(), NdArray.of(values, values.length));
      } else {
        others.put(parameter.name(), NdArray.of(values, parameter.rows(), parameter.cols()));
      }
    }
    WeightFile.write(file, hidden, others, metadata);
  }

  /** The mask that a weight file holds for a network of this specification. */
  public static SparsityPattern mask(WeightFile file, NetworkSpec spec) {
    int n = spec.matrixSize();
    CsrArrays matrix = file.requireHidden(hiddenName(spec.cell()), n, n);
    return matrix.nonzeros() == (long) n * n
        ? SparsityPattern.full(n, n)
        : SparsityPattern.of(n, n, matrix.rowOffsets(), matrix.columns());
  }

  /**
   * Sets all weights of a network from a weight file. The network must have been built with the
   * file's {@link #mask}; other matrices of connections get the file's connections here.
   *
   * @throws UserError data, if a tensor is missing, has another shape, or holds NaN or infinities
   */
  public static void load(WeightFile file, Network network) {
    load(file, network, true);
  }

  /** The same where values may be infinite or NaN: for figures of trainings that diverged. */
  public static void loadAsTheyAre(WeightFile file, Network network) {
    load(file, network, false);
  }

  private static void load(WeightFile file, Network network, boolean finite) {
    int n = network.spec().matrixSize();
    FurtherConnections.rewire(file, network);
    for (Parameter parameter : network.parameters()) {
      float[] values;
      if (parameter == network.hiddenToHidden()) {
        values = file.requireHidden(parameter.name(), n, n).values();
      } else if (parameter.pattern() != null) {
        values = FurtherConnections.load(file, parameter, parameter.pattern());
      } else if (parameter.isVector()) {
        values = file.require(parameter.name(), parameter.rows()).toFloats();
      } else {
        values = file.require(parameter.name(), parameter.rows(), parameter.cols()).toFloats();
      }
      if (finite) {
        requireFinite(file, parameter.name(), values);
      }
      parameter.write(values);
    }
  }

  /** Then a full matrix needs no mask, and is written as it lies in memory. */
  private static boolean allNonzero(float[] values) {
    for (float value : values) {
      if (value == 0) {
        return false;
      }
    }
    return true;
  }

  private static void requireFinite(WeightFile file, String name, float[] values) {
    for (int e = 0; e < values.length; e++) {
      if (!Float.isFinite(values[e])) {
        throw UserError.data(
            file.file() + ": " + name + " holds " + values[e] + " at element " + e,
            "give weights from before the training diverged");
      }
    }
  }
}
