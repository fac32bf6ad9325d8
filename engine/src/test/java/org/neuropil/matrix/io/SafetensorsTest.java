package org.neuropil.matrix.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.neuropil.matrix.io.FormatSamples.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.error.UserError;

class SafetensorsTest {
  @TempDir Path folder;

  private ArrayFile.Content read(byte[] bytes) {
    return ArrayFile.readContent(FormatSamples.file(folder, "w.safetensors", bytes));
  }

  private void assertRefused(byte[] bytes, String message) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message)
        .hasMessageContaining("w.safetensors");
  }

  private static String tensor(String name, String type, String shape, long begin, long end) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(name, type, shape, begin, end);
  }

  @Test
  void narrowFloatsAreWidened() {
    byte[] bytes =
        safetensors(
            "{" + tensor("h", "F16", "[1]", 0, 2) + "," + tensor("b", "BF16", "[]", 2, 4) + "}  ",
            4);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(bytes.length - 4, Float.floatToFloat16(-2.5f))
        .putShort(bytes.length - 2, (short) (Float.floatToIntBits(3.5f) >>> 16));
    Map<String, NdArray> arrays = read(bytes).arrays();
    assertThat(arrays.get("h")).isEqualTo(NdArray.of(new float[] {-2.5f}, 1));
    assertThat(arrays.get("b")).isEqualTo(NdArray.of(new float[] {3.5f}));
  }

  @Test
  void tensorsMayLieInAnyOrderAndBeEmpty() {
    byte[] bytes =
        safetensors(
            "{%s,%s,%s,\"__metadata__\":{\"k\":\"v\"}}"
                .formatted(
                    tensor("b", "I64", "[2]", 8, 24),
                    tensor("none", "F32", "[0, 99]", 8, 8),
                    tensor("a", "U8", "[2, 4]", 0, 8)),
            24);
    ArrayFile.Content content = read(bytes);
    assertThat(content.arrays()).containsOnlyKeys("b", "none", "a");
    assertThat(content.metadata()).isEqualTo(Map.of("k", "v"));
  }

  @Test
  void lyingPlacesAreRefused() {
    String a = tensor("a", "F32", "[2]", 0, 8);
    assertRefused(safetensors("{" + a + "," + tensor("b", "U8", "[4]", 4, 8) + "}", 8), "overlaps");
    assertRefused(safetensors("{" + a + "," + tensor("b", "U8", "[4]", 9, 13) + "}", 13), "a hole");
    assertRefused(safetensors("{" + a + "}", 9), "1 bytes follow the last tensor");
    assertRefused(safetensors("{" + a + "}", 7), "a: lies at bytes [0, 8) of 7");
    assertRefused(safetensors("{" + tensor("a", "U8", "[0]", -1, -1) + "}", 0), "lies at bytes");
    assertRefused(safetensors("{" + tensor("a", "U8", "[0]", 8, 0) + "}", 8), "lies at bytes");
    assertRefused(
        safetensors("{" + tensor("a", "U8", "[8]", 0, Long.MAX_VALUE) + "}", 8), "lies at bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '\'',
      value = {
        "F32![3]!needs 12 bytes, found 8",
        "F32![-2]!negative dimension",
        "F32![9223372036854775807, 2]!more than",
        "F32![9223372036854775808]!not JSON",
        "F32![2.0]!whole numbers",
        "F32!2!expected a list",
        "F32![[2]]!whole numbers",
        "F32![1e1000000000]!whole numbers",
        "F8_E4M3![8]!has the dtype F8_E4M3",
        "C64![1]!has the dtype C64"
      })
  void lyingTensorsAreRefused(String type, String shape, String message) {
    assertRefused(safetensors("{" + tensor("a", type, shape, 0, 8) + "}", 8), message);
  }

  @Test
  void damagedHeadersAreRefused() {
    String a = tensor("a", "F32", "[2]", 0, 8);
    assertRefused(safetensors("[1]", 8), "not a JSON object");
    assertRefused(safetensors("{" + a, 8), "not JSON");
    assertRefused(safetensors("{" + a + "}{}", 8), "text follows");
    assertRefused(safetensors("{" + a + "," + a + "}", 8), "a: the name occurs twice");
    assertRefused(safetensors("{\"a\":3}", 0), "is not described by a JSON object");
    assertRefused(safetensors("{\"a\":{}}", 0), "is missing");
    assertRefused(safetensors("{\"a\":{\"x\":1}}", 0), "wrong entry x");
    assertRefused(safetensors("{\"__metadata__\":{\"x\":1}}", 0), "metadata x is not a string");
    assertRefused(safetensors("{\"__metadata__\":[]}", 0), "not a JSON object");
    assertRefused(safetensors("{\"a\":" + "[".repeat(5000), 0), "not described");
    assertRefused(
        safetensors("{" + tensor("a", "F32", "[".repeat(5000), 0, 8) + "}", 8), "whole numbers");
  }

  @Test
  void lyingHeaderLengthsAreRefused() {
    for (long length : new long[] {-1, 0, 1, 1000, 200_000_000, Long.MAX_VALUE}) {
      byte[] bytes = safetensors("{}", 20);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      assertRefused(bytes, "safetensors header of " + Long.toUnsignedString(length) + " bytes");
    }
  }

  @Test
  void tensorsAreAligned() {
    Path file = folder.resolve("w.safetensors");
    NdArray odd = NdArray.ofBytes(DataType.INT8, new byte[3], 3);
    ArrayFile.write(
        file, Map.of("a", odd, "b", NdArray.of(new double[1], 1)), Map.of("key", "value"));
    assertThat(ArrayFile.read(file).keySet()).containsExactly("b", "a");
    assertThat(file).binaryContent().hasSizeGreaterThan(19).satisfies(b -> aligned(b));
  }

  private static void aligned(byte[] bytes) {
    assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8).isZero();
  }

  @Test
  void theMetadatasNameIsTaken() {
    assertThatThrownBy(() ->
            ArrayFile.write(
                folder.resolve("w.safetensors"),
                Map.of("__metadata__", NdArray.of(new int[1], 1)),
                Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(folder).isEmptyDirectory();
  }
}
