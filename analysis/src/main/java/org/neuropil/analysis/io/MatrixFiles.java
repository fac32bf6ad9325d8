package org.neuropil.analysis.io;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.neuropil.error.UserError;
import org.neuropil.matrix.io.ArrayFile;
import org.neuropil.matrix.io.CsrArrays;
import org.neuropil.matrix.io.NdArray;
import org.neuropil.matrix.io.SparseNpz;
import org.neuropil.matrix.io.WeightFile;

/** Networks that are matrices: weight files, SciPy's sparse files, and plain square matrices. */
final class MatrixFiles {
  /** The name under which a network is written to a weight file. */
  static final String RECURRENT = "rnn.weight_hh_l0";

  private MatrixFiles() {}

  static WeightedNetwork read(Path file, ReadOptions options) {
    WeightFile weights = WeightFile.read(file);
    if (!weights.hidden().isEmpty()) {
      Map.Entry<String, CsrArrays> meant = recurrent(weights, options);
      String where = file + ": " + IoFaults.shown(meant.getKey());
      return network(signed(meant, weights), true, "weight file", where, options);
    }
    Map<String, NdArray> arrays = weights.others();
    if (options.matrix() != null) {
      throw absent(file.toString(), options.matrix(), arrays.keySet().toString());
    }
    String where = file.toString();
    if (SparseNpz.isSparse(arrays)) {
      CsrArrays matrix = SparseNpz.read(where, arrays);
      return network(matrix, options.receiverRows(), "SciPy sparse matrix", where, options);
    }
    if (arrays.size() != 1) {
      throw UserError.data(
          where
              + ": no recurrent matrix, found "
              + IoFaults.shown(String.join(", ", arrays.keySet())),
          "give a weight file, a SciPy sparse matrix, or a file with one square matrix");
    }
    NdArray array = arrays.values().iterator().next();
    if (array.rank() != 2) {
      throw UserError.data(
          where + ": an array of shape " + Arrays.toString(array.shape()) + ", expected n x n",
          "give one square matrix");
    }
    checkSquare(array.dimension(0), array.dimension(1), where);
    CsrArrays matrix =
        CsrArrays.fromDense((int) array.dimension(0), (int) array.dimension(1), array.toFloats());
    return network(matrix, options.receiverRows(), "matrix", where, options);
  }

  private static Map.Entry<String, CsrArrays> recurrent(WeightFile weights, ReadOptions options) {
    String wanted = options.matrix();
    if (wanted != null) {
      CsrArrays matrix = weights.hidden().get(wanted);
      if (matrix == null) {
        throw absent(weights.file(), wanted, weights.hidden().keySet().toString());
      }
      return Map.entry(wanted, matrix);
    }
    if (weights.hidden().size() > 1) {
      throw UserError.data(
          weights.file()
              + ": several recurrent matrices, "
              + IoFaults.shown(String.join(", ", weights.hidden().keySet())),
          "name the one that is meant");
    }
    return weights.hidden().entrySet().iterator().next();
  }

  /**
   * The matrix itself or, where the file is that of a liquid time-constant network, whose weights
   * have no sign, its reversal potentials in their place.
   */
  private static CsrArrays signed(Map.Entry<String, CsrArrays> meant, WeightFile weights) {
    CsrArrays matrix = meant.getValue();
    String reversal = meant.getKey().replace("weight_hh", "reversal_hh");
    if (reversal.equals(meant.getKey()) || !weights.others().containsKey(reversal)) {
      return matrix;
    }
    float[] values = weights.require(reversal, matrix.nonzeros()).toFloats();
    return new CsrArrays(
        matrix.rows(), matrix.cols(), matrix.rowOffsets(), matrix.columns(), values);
  }

  private static UserError absent(String file, String wanted, String found) {
    return UserError.data(
        "%s: no recurrent matrix %s, found %s"
            .formatted(file, IoFaults.quoted(wanted), IoFaults.shown(found)),
        "give one of these names");
  }

  private static WeightedNetwork network(
      CsrArrays matrix, boolean receiverRows, String format, String where, ReadOptions options) {
    checkSquare(matrix.rows(), matrix.cols(), where);
    checkFinite(matrix, receiverRows, where);
    CsrArrays padded = padded(matrix, where, options);
    CsrArrays kept = withoutZeros(padded);
    return new WeightedNetwork(
        kept,
        receiverRows,
        List.of(),
        new ReadFacts(format, matrix.nonzeros() - kept.nonzeros(), 0));
  }

  private static void checkSquare(long rows, long cols, String where) {
    if (rows != cols) {
      boolean gates = cols > 0 && (rows == 3 * cols || rows == 4 * cols);
      throw UserError.data(
          "%s: a matrix of %d x %d, expected a square one".formatted(where, rows, cols),
          gates
              ? "this looks like the gates of a GRU or LSTM: write the gate that is meant to a file"
              : "give the matrix of connections among the same nodes");
    }
  }

  private static void checkFinite(CsrArrays matrix, boolean receiverRows, String where) {
    for (int row = 0; row < matrix.rows(); row++) {
      for (int e = matrix.rowOffsets()[row]; e < matrix.rowOffsets()[row + 1]; e++) {
        if (!Float.isFinite(matrix.values()[e])) {
          int column = matrix.columns()[e];
          throw UserError.data(
              "%s: the connection %d -> %d has the weight %s, expected a finite number"
                  .formatted(
                      where,
                      receiverRows ? column : row,
                      receiverRows ? row : column,
                      matrix.values()[e]),
              "its sign is undefined: did the training diverge?");
        }
      }
    }
  }

  private static CsrArrays padded(CsrArrays matrix, String where, ReadOptions options) {
    int nodes = options.nodes();
    if (nodes == ReadOptions.NODES_FROM_FILE || nodes == matrix.rows()) {
      return matrix;
    }
    if (nodes < matrix.rows()) {
      throw UserError.data(
          "%s: a matrix of %d nodes, expected at most %d".formatted(where, matrix.rows(), nodes),
          "give the right number of nodes");
    }
    int[] offsets = Arrays.copyOf(matrix.rowOffsets(), nodes + 1);
    Arrays.fill(offsets, matrix.rows() + 1, nodes + 1, matrix.nonzeros());
    return new CsrArrays(nodes, nodes, offsets, matrix.columns(), matrix.values());
  }

  private static CsrArrays withoutZeros(CsrArrays matrix) {
    int zeros = 0;
    for (float value : matrix.values()) {
      zeros += value == 0 ? 1 : 0;
    }
    if (zeros == 0) {
      return matrix;
    }
    int[] offsets = new int[matrix.rows() + 1];
    int[] columns = new int[matrix.nonzeros() - zeros];
    float[] values = new float[columns.length];
    int to = 0;
    for (int row = 0; row < matrix.rows(); row++) {
      for (int e = matrix.rowOffsets()[row]; e < matrix.rowOffsets()[row + 1]; e++) {
        if (matrix.values()[e] != 0) {
          columns[to] = matrix.columns()[e];
          values[to++] = matrix.values()[e];
        }
      }
      offsets[row + 1] = to;
    }
    return new CsrArrays(matrix.rows(), matrix.cols(), offsets, columns, values);
  }

  /** A SciPy sparse file with row = sending node. */
  static void writeSparse(Path file, WeightedNetwork network) {
    SparseNpz.write(file, network.senderRows());
  }

  /** A dense matrix with row = sending node. */
  static void writeDense(Path file, WeightedNetwork network) {
    CsrArrays matrix = network.senderRows();
    if ((long) matrix.rows() * matrix.cols() > Integer.MAX_VALUE - 8) {
      throw UserError.usage(
          file + ": " + matrix.rows() + " nodes are too many for a dense matrix",
          "write .npz, .safetensors or an edge list");
    }
    NdArray array = NdArray.of(matrix.toDense(), matrix.rows(), matrix.cols());
    ArrayFile.write(file, Map.of(ArrayFile.SINGLE, array), Map.of());
  }

  /** A weight file that holds nothing but the recurrent matrix. */
  static void writeWeights(Path file, WeightedNetwork network) {
    WeightFile.write(file, Map.of(RECURRENT, network.receiverMatrix()), Map.of(), Map.of());
  }
}
