package org.neuropil.matrix.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.neuropil.matrix.io.FormatSamples.header;
import static org.neuropil.matrix.io.FormatSamples.npy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.error.UserError;

class NpzTest {
  /** Offsets within an entry of the zip archive's directory. */
  private static final int CRC = 16;

  private static final int COMPRESSED = 20;
  private static final int SIZE = 24;
  private static final int LOCAL_OFFSET = 42;

  @TempDir Path folder;
  private Path file = Path.of("a.npz");

  @BeforeEach
  void setUp() {
    file = folder.resolve("a.npz");
  }

  private void zip(Map<String, byte[]> entries) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
  }

  /** Changes a field of the first directory entry. */
  private void patch(int offset, int value) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(directory(buffer) + offset, value);
    Files.write(file, bytes);
  }

  private static int directory(ByteBuffer buffer) {
    return buffer.getInt(buffer.limit() - 6);
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> ArrayFile.read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message)
        .hasMessageContaining("a.npz");
  }

  @Test
  void deflatedEntriesAreRead() throws IOException {
    zip(Map.of("dir/x.npy", npy(1, header("|u1", false, "(4000,)"), new byte[4000])));
    assertThat(ArrayFile.read(file))
        .isEqualTo(Map.of("dir/x", NdArray.ofBytes(DataType.UINT8, new byte[4000], 4000)));
  }

  @Test
  void foreignArchivesAreRefused() throws IOException {
    zip(Map.of("readme.txt", new byte[3]));
    assertRefused("a zip archive without .npy files, found readme.txt");
    zip(Map.of("model/data.pkl", new byte[3]));
    assertRefused("a PyTorch checkpoint (pickle)");
  }

  @Test
  void foreignCommentsAreIgnored() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.setComment("made by hand");
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(npy(1, header("|u1", false, "()"), new byte[1]));
    }
    assertThat(ArrayFile.readContent(file).metadata()).isEmpty();
  }

  @Test
  void lyingSizesAreRefusedBeforeMemoryIsTaken() throws IOException {
    byte[] honest = npy(1, header("|u1", false, "(100,)"), new byte[100]);
    zip(Map.of("x.npy", honest));
    patch(SIZE, Integer.MAX_VALUE);
    assertRefused("zip entry claims 2147483647 bytes");
    zip(Map.of("x.npy", honest));
    patch(SIZE, honest.length + 1);
    assertRefused("needs 100 bytes of data, found 101");
    zip(Map.of("x.npy", npy(1, header("|u1", false, "(101,)"), new byte[100])));
    patch(SIZE, honest.length + 1);
    assertRefused("ends too early");
    zip(Map.of("x.npy", npy(1, header("|u1", false, "(99,)"), new byte[100])));
    patch(SIZE, honest.length - 2);
    assertRefused("zip entry is longer than it says");
    zip(Map.of("x.npy", honest));
    patch(COMPRESSED, 1 << 30);
    assertRefused("");
  }

  @Test
  void bombsOfOneLargeEntryAreCountedFirst() throws IOException {
    // 100 kB of compressed zeros that claim 100 MB: possible by their ratio, but not there.
    String header = header("|u1", false, "(100000000,)");
    byte[] claims = npy(1, header, new byte[0]);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.setLevel(0);
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(npy(1, header, new byte[100_000]));
      zip.closeEntry();
    }
    patch(SIZE, claims.length + 100_000_000);
    long before = FuzzTest.allocatedBytes();
    assertRefused("ends too early");
    assertThat(FuzzTest.allocatedBytes() - before).isLessThan(8 << 20);
  }

  @Test
  void entriesThatShareBytesAreRefused() throws IOException {
    byte[] zeros = npy(1, header("|u1", false, "(3000000,)"), new byte[3_000_000]);
    zip(new TreeMap<>(Map.of("x.npy", zeros, "y.npy", new byte[0])));
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int first = directory(buffer);
    int second = first + 46 + "x.npy".length() + buffer.getShort(first + 30);
    for (int field : new int[] {CRC, COMPRESSED, SIZE, LOCAL_OFFSET}) {
      buffer.putInt(second + field, buffer.getInt(first + field));
    }
    Files.write(file, bytes);
    assertRefused("more bytes than the file has");
  }

  @Test
  void changedBytesAreFoundByTheChecksum() throws IOException {
    ArrayFile.write(file, Map.of("x", NdArray.of(new float[100], 100)), Map.of());
    byte[] bytes = Files.readAllBytes(file);
    bytes[300] ^= 1;
    Files.write(file, bytes);
    assertRefused("checksum differs");
  }

  @Test
  void namesThatOccurTwiceAreRefused() throws IOException {
    byte[] array = npy(1, header("|u1", false, "()"), new byte[1]);
    zip(new TreeMap<>(Map.of("x.npy", array, "y.npy", array)));
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length - 5; i++) {
      if (bytes[i] == 'y' && bytes[i + 1] == '.' && bytes[i + 2] == 'n') {
        bytes[i] = 'x';
      }
    }
    Files.write(file, bytes);
    assertRefused("occurs twice");
  }

  @Test
  void namesCannotWriteToTheTerminal() throws IOException {
    zip(Map.of("x\u001b[2J\n.npy", new byte[20]));
    assertRefused("x?[2J?: does not begin like a .npy file");
  }
}
