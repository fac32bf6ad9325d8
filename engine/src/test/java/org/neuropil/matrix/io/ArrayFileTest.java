package org.neuropil.matrix.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neuropil.error.UserError;

class ArrayFileTest {
  private static final Map<String, String> METADATA =
      Map.of("format", "pt", "note", "\"quoted\" \u03b7 \ud83e\udde0\n", "empty", "");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"a.npz", "a.safetensors"})
  void everyTypeAndShapeComesBack(String name) {
    Path file = folder.resolve(name);
    Map<String, NdArray> arrays = FormatSamples.everyTypeAndShape();
    ArrayFile.write(file, arrays, METADATA);
    ArrayFile.Content content = ArrayFile.readContent(file);
    assertThat(content.arrays()).containsExactlyInAnyOrderEntriesOf(arrays);
    assertThat(content.metadata()).isEqualTo(METADATA);
  }

  @Test
  void everyTypeAndShapeComesBackFromNpy() {
    Path file = folder.resolve("a.npy");
    FormatSamples.everyTypeAndShape()
        .forEach((name, array) -> {
          ArrayFile.write(file, Map.of(name, array), Map.of());
          assertThat(ArrayFile.read(file)).isEqualTo(Map.of(ArrayFile.SINGLE, array));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"npz", "safetensors"})
  void noArraysAtAllComeBackToo(String extension) {
    Path file = folder.resolve("empty." + extension);
    ArrayFile.write(file, Map.of(), Map.of());
    assertThat(ArrayFile.read(file)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"npz", "safetensors"})
  void equalContentGivesEqualBytes(String extension) throws IOException {
    Map<String, NdArray> arrays = FormatSamples.everyTypeAndShape();
    Map<String, NdArray> backwards = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(arrays.keySet());
    Collections.reverse(names);
    names.forEach(name -> backwards.put(name, arrays.get(name)));
    Path one = folder.resolve("one." + extension);
    Path two = folder.resolve("two." + extension);
    TimeZone zone = TimeZone.getDefault();
    try {
      ArrayFile.write(one, arrays, METADATA);
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
      ArrayFile.write(two, backwards, METADATA);
    } finally {
      TimeZone.setDefault(zone);
    }
    assertThat(two).hasSameBinaryContentAs(one);
  }

  @Test
  void chunksJoinWithoutSeam() {
    // Larger than the chunks, and no multiple of them.
    NdArray large = FormatSamples.random(DataType.FLOAT32, 3, 300_001);
    for (String name : List.of("a.npy", "a.npz", "a.safetensors")) {
      Path file = folder.resolve(name);
      ArrayFile.write(file, Map.of(ArrayFile.SINGLE, large), Map.of());
      assertThat(ArrayFile.read(file)).isEqualTo(Map.of(ArrayFile.SINGLE, large));
    }
  }

  @Test
  void contentDecidesNotTheName() throws IOException {
    Path npz = folder.resolve("a.npz");
    ArrayFile.write(npz, Map.of("x", NdArray.of(new int[] {1}, 1)), Map.of());
    Path renamed = Files.move(npz, folder.resolve("a.npy"));
    assertThat(ArrayFile.read(renamed)).containsOnlyKeys("x");
  }

  @Test
  void otherFilesAreRefusedByName() {
    assertRefused(folder.resolve("missing.npy"), "missing.npy does not exist (check the path)");
    assertRefused(folder, "is a folder");
    assertRefused(file("empty.npz", ""), "is empty");
    assertRefused(file("text.npz", "source\ttarget"), "begins like none of the known formats");
    assertRefused(file("short.safetensors", "abc"), "has 3 bytes, too few");
    assertRefused(
        FormatSamples.file(folder, "w.pt", new byte[] {(byte) 0x80, 2, 'c'}), "Python pickle");
  }

  @Test
  void wrongUseOfWritingIsRefused() {
    NdArray array = NdArray.of(new int[] {1}, 1);
    assertThatThrownBy(() -> ArrayFile.write(folder.resolve("a.txt"), Map.of(), Map.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("expected .npy, .npz or .safetensors");
    assertThatThrownBy(() ->
            ArrayFile.write(folder.resolve("a.npy"), Map.of("a", array, "b", array), Map.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("holds one array, found 2");
    assertThatThrownBy(() ->
            ArrayFile.write(
                folder.resolve("a.npz"), Map.of("a", array), Map.of("long", "x".repeat(70_000))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("metadata too long");
    assertThat(folder).isEmptyDirectory();
  }

  private Path file(String name, String text) {
    return FormatSamples.file(folder, name, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> ArrayFile.read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message)
        .hasMessageContaining(file.toString());
  }
}
