package org.neuropil.matrix.io;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.neuropil.error.UserError;

/**
 * SciPy's sparse matrices in .npz files, as scipy.sparse.save_npz writes them: compressed rows
 * (csr), compressed columns (csc) and coordinates (coo) are read, csr is written.
 */
public final class SparseNpz {
  private static final String FORMAT = "format";
  private static final String SHAPE = "shape";
  private static final String DATA = "data";

  private SparseNpz() {}

  /** Whether the arrays of a .npz file are those of a SciPy sparse matrix. */
  public static boolean isSparse(Map<String, NdArray> arrays) {
    return arrays.containsKey(FORMAT) && arrays.containsKey(SHAPE) && arrays.containsKey(DATA);
  }

  /**
   * Reads a matrix; its columns come sorted, its explicit zeros stay.
   *
   * @throws UserError with exit code 3 if the file is no sparse matrix, is damaged, or has an entry
   *     twice
   */
  public static CsrArrays read(Path file) {
    return read(file.toString(), ArrayFile.read(file));
  }

  /**
   * The matrix in arrays that were read before.
   *
   * @param file the file's name, for messages
   */
  public static CsrArrays read(String file, Map<String, NdArray> arrays) {
    if (!isSparse(arrays)) {
      throw Faults.unfit(
          file,
          "not a SciPy sparse matrix, found "
              + Faults.printable(String.join(", ", arrays.keySet())),
          "write it with scipy.sparse.save_npz");
    }
    int[] shape = get(file, arrays, SHAPE).toInts();
    if (shape.length != 2 || shape[0] < 0 || shape[1] < 0) {
      throw Faults.damaged(file, "shape is " + Arrays.toString(shape) + ", expected two numbers");
    }
    float[] values = get(file, arrays, DATA).toFloats();
    String format = format(file, arrays);
    return switch (format) {
      case "csr" -> compressed(file, arrays, shape[0], shape[1], values);
      case "csc" -> compressed(file, arrays, shape[1], shape[0], values).transpose();
      case "coo" ->
          CsrBuilder.fromCoordinates(
              shape[0],
              shape[1],
              get(file, arrays, "row").toInts(),
              get(file, arrays, "col").toInts(),
              values,
              file);
      default ->
          throw Faults.unfit(
              file,
              "sparse format " + Faults.printable(format) + ", expected csr, csc or coo",
              "convert it with matrix.tocsr()");
    };
  }

  private static CsrArrays compressed(
      String file, Map<String, NdArray> arrays, int rows, int cols, float[] values) {
    int[] offsets = get(file, arrays, "indptr").toInts();
    int[] indices = get(file, arrays, "indices").toInts();
    int nonzeros = offsets.length == 0 ? 0 : offsets[offsets.length - 1];
    if (nonzeros >= 0 && nonzeros < values.length && indices.length == values.length) {
      // SciPy may keep spare room behind the last entry.
      indices = Arrays.copyOf(indices, nonzeros);
      values = Arrays.copyOf(values, nonzeros);
    }
    return CsrBuilder.fromCsr(rows, cols, offsets, indices, values, file);
  }

  private static NdArray get(String file, Map<String, NdArray> arrays, String name) {
    NdArray array = arrays.get(name);
    if (array == null || array.rank() != 1) {
      throw Faults.damaged(
          file, name + " is " + (array == null ? "missing" : array) + ", expected one dimension");
    }
    return array;
  }

  /** The format's name is text, read as its characters' codes. */
  private static String format(String file, Map<String, NdArray> arrays) {
    int[] codes = get(file, arrays, FORMAT).toInts();
    StringBuilder text = new StringBuilder();
    for (int code : codes) {
      text.append(code > 0 && code < 128 ? (char) code : '?');
    }
    return text.toString();
  }

  /**
   * Writes a matrix as scipy.sparse.save_npz(file, matrix, compressed=False) does for csr_matrix.
   *
   * @throws UserError with exit code 4 if writing fails
   */
  public static void write(Path file, CsrArrays matrix) {
    Map<String, NdArray> arrays = new TreeMap<>();
    arrays.put(SHAPE, NdArray.int64(new int[] {matrix.rows(), matrix.cols()}, 2));
    arrays.put("indptr", NdArray.of(matrix.rowOffsets(), matrix.rows() + 1L));
    arrays.put("indices", NdArray.of(matrix.columns(), matrix.nonzeros()));
    arrays.put(DATA, NdArray.of(matrix.values(), matrix.nonzeros()));
    Map<String, byte[]> texts = Map.of(FORMAT, Npy.text("csr"));
    AtomicFile.write(file, out -> Npz.write(out, arrays, texts, Map.of(), file));
  }
}
