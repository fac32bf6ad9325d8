package org.neuropil.cli.engine;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.neuropil.cli.runner.ConvertRunner;
import org.neuropil.error.UserError;
import org.neuropil.matrix.io.ArrayFile;
import org.neuropil.matrix.io.CsrArrays;
import org.neuropil.matrix.io.NdArray;
import org.neuropil.matrix.io.SparseNpz;
import org.neuropil.matrix.io.WeightFile;

/** Rewrites weight files and matrices: safetensors, npz, npy, and SciPy's sparse npz. */
public final class ConvertEngine implements ConvertRunner {
  @Override
  public Result run(Path in, Path out) {
    String to = extension(out);
    ArrayFile.Content content = ArrayFile.readContent(in);
    if (SparseNpz.isSparse(content.arrays())) {
      CsrArrays matrix = SparseNpz.read(in.toString(), content.arrays());
      writeMatrix(out, to, matrix);
      return new Result(matrix.rows(), matrix.nonzeros(), "scipy-npz", to);
    }
    if (content.arrays().size() == 1) {
      NdArray array = content.arrays().values().iterator().next();
      if (array.rank() == 2 && array.dimension(0) == array.dimension(1)) {
        int n = (int) array.dimension(0);
        CsrArrays matrix = CsrArrays.fromDense(n, n, array.toFloats());
        writeMatrix(out, to, matrix);
        return new Result(n, matrix.nonzeros(), extension(in), to);
      }
    }
    WeightFile weights = WeightFile.read(in);
    if (weights.hidden().isEmpty()) {
      throw UserError.data(
          in + " holds no recurrent matrix, found " + String.join(", ", content.arrays().keySet()),
          "give a weight file, one square matrix, or a SciPy sparse matrix");
    }
    CsrArrays matrix = weights.hidden().values().iterator().next();
    if (to.equals("npy")) {
      writeMatrix(out, to, matrix);
    } else {
      WeightFile.write(out, weights.hidden(), weights.others(), weights.metadata());
    }
    return new Result(matrix.rows(), matrix.nonzeros(), extension(in), to);
  }

  private static void writeMatrix(Path out, String to, CsrArrays matrix) {
    switch (to) {
      case "npy" ->
          ArrayFile.write(
              out,
              Map.of(ArrayFile.SINGLE, NdArray.of(matrix.toDense(), matrix.rows(), matrix.cols())),
              Map.of());
      case "npz" -> SparseNpz.write(out, matrix);
      default -> WeightFile.write(out, Map.of("rnn.weight_hh_l0", matrix), Map.of(), Map.of());
    }
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    String extension = name.substring(name.lastIndexOf('.') + 1);
    if (!extension.equals("npy") && !extension.equals("npz") && !extension.equals("safetensors")) {
      throw UserError.usage(
          "cannot tell a format from the name " + file, "end it in .safetensors, .npz or .npy");
    }
    return extension;
  }
}
