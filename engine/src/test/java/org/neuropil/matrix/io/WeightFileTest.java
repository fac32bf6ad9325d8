package org.neuropil.matrix.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neuropil.error.UserError;

class WeightFileTest {
  private static final String HIDDEN = "rnn.weight_hh_l0";

  @TempDir Path folder;

  private static Map<String, NdArray> others() {
    return Map.of(
        "rnn.weight_ih_l0", NdArray.of(new float[] {1, 2, 3, 4}, 2, 2),
        "fc.weight", NdArray.of(new float[] {5, 6}, 1, 2));
  }

  private WeightFile roundTrip(String name, CsrArrays matrix) {
    Path file = folder.resolve(name);
    WeightFile.write(file, Map.of(HIDDEN, matrix), others(), Map.of("cell", "rnn"));
    WeightFile read = WeightFile.read(file);
    assertThat(read.others()).isEqualTo(others());
    assertThat(read.metadata()).isEqualTo(Map.of("cell", "rnn"));
    assertThat(read.hidden()).containsOnlyKeys(HIDDEN);
    assertThat(read.hidden().get(HIDDEN)).isEqualTo(matrix);
    return read;
  }

  private WeightFile readOf(Map<String, NdArray> arrays) {
    Path file = folder.resolve("weights.safetensors");
    ArrayFile.write(file, arrays, Map.of());
    return WeightFile.read(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"w.npz", "w.safetensors"})
  void sparseMatricesGoOutInCompressedRows(String name) {
    CsrArrays matrix =
        new CsrArrays(
            8, 2, new int[] {0, 1, 1, 1, 1, 1, 1, 1, 2}, new int[] {1, 0}, new float[] {0, -1});
    roundTrip(name, matrix);
    Map<String, NdArray> arrays = ArrayFile.read(folder.resolve(name));
    assertThat(arrays)
        .containsKeys(HIDDEN + ".crow_indices", HIDDEN + ".col_indices", HIDDEN + ".values")
        .doesNotContainKeys(HIDDEN, HIDDEN + ".mask");
    assertThat(arrays.get(HIDDEN + ".crow_indices"))
        .isEqualTo(NdArray.of(new long[] {0, 1, 1, 1, 1, 1, 1, 1, 2}, 9));
    assertThat(ArrayFile.readContent(folder.resolve(name)).metadata())
        .containsEntry(HIDDEN + ".shape", "[8, 2]");
  }

  @Test
  void denseMatricesHaveAMaskOnlyWhereItIsNeeded() {
    CsrArrays full = CsrArrays.fromDense(2, 2, new float[] {1, 2, 3, Float.NaN});
    CsrArrays withZero =
        CsrArrays.fromDense(2, 2, new float[] {1, 2, 3, -0f}, new byte[] {1, 1, 1, 1});
    CsrArrays withHole = CsrArrays.fromDense(2, 2, new float[] {1, 2, 3, 0});
    roundTrip("full.safetensors", full);
    roundTrip("zero.safetensors", withZero);
    roundTrip("hole.npz", withHole);
    assertThat(ArrayFile.read(folder.resolve("full.safetensors")))
        .containsKey(HIDDEN)
        .doesNotContainKey(HIDDEN + ".mask");
    assertThat(ArrayFile.read(folder.resolve("zero.safetensors")).get(HIDDEN + ".mask"))
        .isEqualTo(NdArray.ofBytes(DataType.BOOL, new byte[] {1, 1, 1, 1}, 2, 2));
    assertThat(ArrayFile.read(folder.resolve("hole.npz")).get(HIDDEN + ".mask"))
        .isEqualTo(NdArray.ofBytes(DataType.BOOL, new byte[] {1, 1, 1, 0}, 2, 2));
    roundTrip("none.safetensors", new CsrArrays(0, 0, new int[1], new int[0], new float[0]));
  }

  @Test
  void exactZerosAreAbsentUnlessAMaskKeepsThem() {
    NdArray dense = NdArray.of(new float[] {0, 2, 3, -0f}, 2, 2);
    NdArray mask = NdArray.of(new int[] {1, 0, 1, 0}, 2, 2);
    assertThat(readOf(Map.of(HIDDEN, dense)).requireHidden(HIDDEN, 2, 2).values())
        .containsExactly(2, 3);
    CsrArrays masked =
        readOf(Map.of(HIDDEN, dense, HIDDEN + ".mask", mask)).requireHidden(HIDDEN, 2, 2);
    assertThat(masked.columns()).containsExactly(0, 0);
    assertThat(masked.values()).containsExactly(0, 3);
  }

  @Test
  void feedForwardNetworksAreToldByTheirNames() {
    NdArray matrix = NdArray.of(new float[] {0, 2, 3, 0}, 2, 2);
    Map<String, NdArray> arrays = new HashMap<>(Map.of("fc1.weight", matrix, "fc2.weight", matrix));
    assertThat(readOf(arrays).hidden()).containsOnlyKeys("fc2.weight");
    arrays.put(HIDDEN, matrix);
    WeightFile recurrent = readOf(arrays);
    assertThat(recurrent.hidden()).containsOnlyKeys(HIDDEN);
    assertThat(recurrent.others()).containsOnlyKeys("fc1.weight", "fc2.weight");
  }

  @Test
  void theReadoutTellsTheGatesOfFilesFromElsewhere() {
    Map<String, NdArray> arrays = new HashMap<>();
    arrays.put(HIDDEN + ".crow_indices", NdArray.of(new long[9], 9));
    arrays.put(HIDDEN + ".col_indices", NdArray.of(new long[0], 0));
    arrays.put(HIDDEN + ".values", NdArray.of(new float[0], 0));
    assertThat(readOf(arrays).requireHidden(HIDDEN, 8, 8).nonzeros()).isZero();
    arrays.put("fc.weight", NdArray.of(new float[6], 3, 2));
    assertThat(readOf(arrays).requireHidden(HIDDEN, 8, 2).nonzeros()).isZero();
  }

  @Test
  void wrongShapesAreNamed() {
    WeightFile file = readOf(Map.of("rnn.weight_ih_l0", NdArray.of(new float[2800], 100, 28)));
    assertThat(file.require("rnn.weight_ih_l0", -1, 28).size()).isEqualTo(2800);
    assertThatThrownBy(() -> file.require("rnn.weight_ih_l0", 200, 28))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "weights.safetensors: rnn.weight_ih_l0 has shape [100, 28], expected [200, 28]");
    assertThatThrownBy(() -> file.require("fc.bias", 10))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("weights.safetensors: fc.bias is missing, found rnn.weight_ih_l0");
    assertThatThrownBy(() -> file.requireHidden(HIDDEN, 2, 2))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is missing");
  }

  @Test
  void contradictionsAreRefused() {
    NdArray matrix = NdArray.of(new float[4], 2, 2);
    NdArray offsets = NdArray.of(new long[3], 3);
    assertRefused(Map.of(HIDDEN, NdArray.of(new float[4], 4)), "expected a matrix");
    assertRefused(
        Map.of(HIDDEN, matrix, HIDDEN + ".mask", NdArray.of(new int[2], 1, 2)),
        "the mask has shape");
    assertRefused(
        Map.of(HIDDEN, matrix, HIDDEN + ".mask", NdArray.of(new int[] {0, 1, 2, 1}, 2, 2)),
        "the mask has 2, expected 0 or 1");
    assertRefused(Map.of(HIDDEN, matrix, HIDDEN + ".crow_indices", offsets), "both dense and");
    assertRefused(Map.of(HIDDEN + ".crow_indices", offsets), HIDDEN + ".col_indices is missing");
    assertRefused(
        Map.of(
            HIDDEN + ".crow_indices", NdArray.of(new long[0], 0),
            HIDDEN + ".col_indices", NdArray.of(new long[0], 0),
            HIDDEN + ".values", NdArray.of(new float[0], 0)),
        "crow_indices is empty");
    assertRefused(
        Map.of(
            HIDDEN + ".crow_indices", NdArray.of(new long[] {0, 1, 1}, 3),
            HIDDEN + ".col_indices", NdArray.of(new long[] {1L << 40}, 1),
            HIDDEN + ".values", NdArray.of(new float[1], 1)),
        "expected a 32-bit integer");
  }

  private void assertRefused(Map<String, NdArray> arrays, String message) {
    assertThatThrownBy(() -> readOf(arrays))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message)
        .hasMessageContaining("weights.safetensors");
  }
}
