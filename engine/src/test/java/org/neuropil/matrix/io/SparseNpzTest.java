package org.neuropil.matrix.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.error.UserError;

class SparseNpzTest {
  private static final CsrArrays MATRIX = FormatSamples.smallMatrix();

  @TempDir Path folder;

  private static Map<String, NdArray> arrays(String format, int rows, int cols) {
    byte[] text = new byte[format.length()];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) format.charAt(i);
    }
    Map<String, NdArray> arrays = new HashMap<>();
    arrays.put("format", NdArray.ofBytes(DataType.UINT8, text, text.length));
    arrays.put("shape", NdArray.of(new long[] {rows, cols}, 2));
    return arrays;
  }

  private static NdArray ints(int... values) {
    return NdArray.of(values, values.length);
  }

  private static NdArray floats(float... values) {
    return NdArray.of(values, values.length);
  }

  private static void assertRefused(Map<String, NdArray> arrays, String message) {
    assertThatThrownBy(() -> SparseNpz.read("a.npz", arrays))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("a.npz: ")
        .hasMessageContaining(message);
  }

  private static void assertMatrix(CsrArrays found) {
    assertThat(found).isEqualTo(MATRIX);
  }

  @Test
  void whatIsWrittenComesBack() {
    Path file = folder.resolve("a.npz");
    SparseNpz.write(file, MATRIX);
    assertThat(SparseNpz.isSparse(ArrayFile.read(file))).isTrue();
    assertMatrix(SparseNpz.read(file));
    CsrArrays empty = new CsrArrays(0, 0, new int[1], new int[0], new float[0]);
    SparseNpz.write(file, empty);
    assertThat(SparseNpz.read(file)).isEqualTo(empty);
  }

  @Test
  void unsortedRowsWithSpareRoomAreRead() {
    Map<String, NdArray> csr = arrays("csr", 3, 4);
    csr.put("indptr", ints(0, 2, 2, 4));
    csr.put("indices", ints(3, 0, 2, 1, 77));
    csr.put("data", floats(0, 1, 4, -2.5f, 9));
    assertMatrix(SparseNpz.read("a.npz", csr));
  }

  @Test
  void columnsAndCoordinatesAreRead() {
    Map<String, NdArray> csc = arrays("csc", 3, 4);
    csc.put("indptr", ints(0, 1, 2, 3, 4));
    csc.put("indices", ints(0, 2, 2, 0));
    csc.put("data", floats(1, -2.5f, 4, 0));
    assertMatrix(SparseNpz.read("a.npz", csc));
    Map<String, NdArray> coo = arrays("coo", 3, 4);
    coo.put("row", ints(2, 0, 2, 0));
    coo.put("col", ints(2, 3, 1, 0));
    coo.put("data", floats(4, 0, -2.5f, 1));
    assertMatrix(SparseNpz.read("a.npz", coo));
  }

  @Test
  void duplicatesAreReported() {
    Map<String, NdArray> coo = arrays("coo", 3, 4);
    coo.put("row", ints(2, 1, 2));
    coo.put("col", ints(3, 1, 3));
    coo.put("data", floats(1, 1, 1));
    assertRefused(coo, "row 2, column 3 occurs twice");
  }

  @Test
  void lyingStructureIsRefused() {
    Map<String, NdArray> csr = arrays("csr", 3, 4);
    csr.put("indptr", ints(0, 2, 2, 4));
    csr.put("indices", ints(0, 3, 1, 2));
    csr.put("data", floats(1, 1, 1, 1));
    assertRefused(with(csr, "indptr", ints(0, 3, 2, 4)), "decrease after row 1");
    assertRefused(with(csr, "indptr", ints(1, 2, 2, 4)), "run from 1 to 4");
    assertRefused(with(csr, "indptr", ints(0, 2, 2, 5)), "run from 0 to 5");
    assertRefused(with(csr, "indptr", ints(0, 2, 2, -1)), "run from 0 to -1");
    assertRefused(with(csr, "indptr", ints(0, 2, 4)), "3 row offsets for 3 rows");
    assertRefused(with(csr, "indptr", ints()), "0 row offsets for 3 rows");
    assertRefused(with(csr, "indices", ints(0, 4, 1, 2)), "entry 1 is in column 4");
    assertRefused(with(csr, "indices", ints(0, 3, -1, 2)), "entry 2 is in column -1");
    assertRefused(with(csr, "indices", ints(0, 3, 1)), "3 indices for 4 values");
    assertRefused(with(csr, "indices", floats(0, 3, 1, 0.5f)), "element 3 is 0.5");
    assertRefused(with(csr, "data", NdArray.of(new float[4], 2, 2)), "expected one dimension");
    assertRefused(with(csr, "shape", ints(3)), "expected two numbers");
    assertRefused(with(csr, "shape", ints(-3, 4)), "expected two numbers");
    assertRefused(with(csr, "shape", ints(3, Integer.MAX_VALUE)), "rows or columns");
    assertRefused(with(csr, "format", ints('b', 's', 'r')), "sparse format bsr");
    Map<String, NdArray> dense = new HashMap<>(csr);
    dense.remove("format");
    assertRefused(dense, "not a SciPy sparse matrix");
    Map<String, NdArray> huge = arrays("coo", Integer.MAX_VALUE, 4);
    huge.put("row", ints());
    huge.put("col", ints());
    huge.put("data", floats());
    assertRefused(huge, "rows or columns");
  }

  private static Map<String, NdArray> with(
      Map<String, NdArray> arrays, String name, NdArray changed) {
    Map<String, NdArray> result = new HashMap<>(arrays);
    result.put(name, changed.from("a.npz: " + name));
    return result;
  }

  @Test
  void matricesTurnAndFill() {
    assertMatrix(MATRIX.transpose().transpose());
    assertThat(MATRIX.transpose().rowOffsets()).containsExactly(0, 1, 2, 3, 4);
    assertThat(MATRIX.toDense()).containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 0, -2.5f, 4, 0);
    assertMatrix(CsrArrays.fromDense(3, 4, MATRIX.toDense(), MATRIX.toMask()));
    assertThat(CsrArrays.fromDense(3, 4, MATRIX.toDense()).nonzeros()).isEqualTo(3);
    assertThat(MATRIX.density()).isEqualTo(1.0 / 3);
    assertThatThrownBy(() -> new CsrArrays(1, 2, new int[] {0, 2}, new int[] {1, 1}, new float[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("row 0 has column 1 after column 1 of 2");
  }
}
