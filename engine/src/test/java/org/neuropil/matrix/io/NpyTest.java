package org.neuropil.matrix.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.neuropil.matrix.io.FormatSamples.header;
import static org.neuropil.matrix.io.FormatSamples.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neuropil.error.UserError;

class NpyTest {
  @TempDir Path folder;

  private NdArray read(byte[] bytes) {
    Path file = FormatSamples.file(folder, "a.npy", bytes);
    return ArrayFile.read(file).values().iterator().next();
  }

  private void assertRefused(byte[] bytes, String message) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message)
        .hasMessageContaining("a.npy");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void allVersionsAreRead(int version) {
    assertThat(read(npy(version, header("|u1", false, "(3,)"), new byte[] {1, 2, 3})))
        .isEqualTo(NdArray.ofBytes(DataType.UINT8, new byte[] {1, 2, 3}, 3));
  }

  @Test
  void bigEndianIsRead() {
    byte[] data = ByteBuffer.allocate(16).putDouble(1.5).putDouble(-2).array();
    assertThat(read(npy(1, header(">f8", false, "(2,)"), data)).toDoubles())
        .containsExactly(1.5, -2);
    assertThat(read(npy(1, header(">u2", false, "(2,)"), new byte[] {1, 0, -1, -1})).toInts())
        .containsExactly(256, 65535);
  }

  @Test
  void narrowTypesAreWidened() {
    ByteBuffer halves = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    halves.putShort(Float.floatToFloat16(-1.5f)).putShort(Float.floatToFloat16(0x1p-24f));
    NdArray floats = read(npy(1, header("<f2", false, "(2,)"), halves.array()));
    assertThat(floats.type()).isEqualTo(DataType.FLOAT32);
    assertThat(floats.toFloats()).containsExactly(-1.5f, 0x1p-24f);
    byte[] ones = {-1, -1, -1, -1};
    assertThat(read(npy(1, header("<i2", false, "(2,)"), ones)).toInts()).containsExactly(-1, -1);
    assertThat(read(npy(1, header("<u4", false, "(1,)"), ones)).toLongs())
        .containsExactly(0xFFFFFFFFL);
  }

  @Test
  void textIsReadAsCodes() {
    assertThat(read(npy(1, header("|S3", false, "()"), new byte[] {'c', 's', 'r'})))
        .isEqualTo(NdArray.ofBytes(DataType.UINT8, new byte[] {'c', 's', 'r'}, 3));
    byte[] wide = {'c', 0, 0, 0, 's', 0, 0, 0};
    assertThat(read(npy(1, header("<U2", false, "(1,)"), wide)))
        .isEqualTo(NdArray.of(new long[] {'c', 's'}, 1, 2));
  }

  @Test
  void columnMajorOrderIsTurned() {
    byte[] data = {0, 3, 1, 4, 2, 5};
    assertThat(read(npy(1, header("|i1", true, "(2, 3)"), data)))
        .isEqualTo(NdArray.ofBytes(DataType.INT8, new byte[] {0, 1, 2, 3, 4, 5}, 2, 3));
    // Element (i, j, k) of 2 x 2 x 2 lies at i + 2 j + 4 k.
    byte[] cube = {0, 4, 2, 6, 1, 5, 3, 7};
    assertThat(read(npy(1, header("|i1", true, "(2, 2, 2)"), cube)).toInts())
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(read(npy(1, header("<f8", true, "(0, 4611686018427387904)"), new byte[0])).size())
        .isZero();
  }

  @Test
  void largeColumnMajorArraysCrossChunks() {
    int rows = 700;
    int cols = 900;
    ByteBuffer data = ByteBuffer.allocate(rows * cols * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int j = 0; j < cols; j++) {
      for (int i = 0; i < rows; i++) {
        data.putInt(i * cols + j);
      }
    }
    int[] values = read(npy(1, header("<i4", true, "(700, 900)"), data.array())).toInts();
    for (int k = 0; k < values.length; k++) {
      assertThat(values[k]).isEqualTo(k);
    }
  }

  @Test
  void headersOfOtherWritersAreRead() {
    assertThat(
            read(npy(
                    1, "{\"shape\":(2L,1L),\"descr\":\"|b1\",\"fortran_order\":True}", new byte[2]))
                .shape())
        .containsExactly(2, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '"',
      value = {
        "|O!Python objects (pickle)",
        "|V8!element type |V8",
        "<c8!element type <c8",
        "<M8[ns]!element type <M8[ns]",
        "<f16!element type <f16",
        "<u8!element type <u8",
        "<f4x!element type",
        "!element type"
      })
  void otherTypesAreRefused(String descr, String message) {
    String given = descr == null ? "" : descr;
    assertRefused(npy(1, header(given, false, "(0,)"), new byte[0]), message);
  }

  @Test
  void structuredTypesAreRefused() {
    assertRefused(
        npy(1, "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (0,)}", new byte[0]),
        "element type structured");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '"',
      value = {
        "(-1,)!negative dimension",
        "(1000000,)!needs 4000000 bytes of data, found 4",
        "(65536, 65536)!more than",
        "(9223372036854775807, 9223372036854775807)!more than",
        "(9223372036854775808,)!at most 64 bits",
        "(1.0,)!expected ')'",
        "(1!at most 64 bits",
        "1!expected '('",
        "(1, __import__('os'))!expected a whole number"
      })
  void hostileShapesAreRefused(String shape, String message) {
    assertRefused(npy(1, header("<f4", false, shape), new byte[4]), message);
  }

  @Test
  void hostileHeadersAreRefused() {
    assertRefused(npy(1, "", new byte[4]), "expected '{'");
    assertRefused(npy(1, "{}", new byte[4]), "is missing");
    assertRefused(npy(1, "{'shape': (), 'shape': ()}", new byte[4]), "occurs twice");
    assertRefused(npy(1, "{'other': ()}", new byte[4]), "the key other is unknown");
    assertRefused(npy(1, header("<f4", false, "()") + "x", new byte[4]), "text follows");
    assertRefused(
        npy(1, header("<f4", false, "()"), new byte[5]), "needs 4 bytes of data, found 5");
    assertRefused(npy(4, header("<f4", false, "()"), new byte[4]), "npy version 4");
    assertRefused(npy(1, header("<f4", false, "(" + "1,".repeat(65) + ")"), new byte[4]), "64 dim");
    byte[] longHeader = npy(2, header("<f4", false, "()"), new byte[4]);
    longHeader[11] = 0x7F;
    assertRefused(longHeader, "expected at most 65536");
    longHeader[11] = 0;
    longHeader[9] = 1;
    assertRefused(longHeader, "ends within the npy header");
    assertRefused(npy(1, header("|b1", false, "()"), new byte[] {2}), "expected 0 or 1");
  }
}
