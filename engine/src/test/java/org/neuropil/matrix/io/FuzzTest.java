package org.neuropil.matrix.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/**
 * Damaged files are read or refused with a {@link UserError}, and never take much memory. More
 * mutations: {@code -Dneuropil.fuzz=100000}.
 */
class FuzzTest {
  private static final int MUTATIONS = Integer.getInteger("neuropil.fuzz", 2000);

  /** Largest allowance for array files of a few kB: none inflates to more. */
  private static final long SMALL = 8L << 20;

  /** Sparse matrices may claim 2^24 rows without bytes that vouch for them. */
  private static final long SPARSE = 300L << 20;

  /** Values that tend to break arithmetic. */
  private static final byte[] EXTREMES = {0, 1, -1, 0x7F, (byte) 0x80, '9', '-', '{', '"'};

  @TempDir Path folder;

  /** Bytes that this thread has allocated so far. */
  static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static Map<String, NdArray> arrays() {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    arrays.put("a", FormatSamples.random(DataType.FLOAT32, 3, 5));
    arrays.put("b", FormatSamples.random(DataType.BOOL, 7));
    arrays.put("c", FormatSamples.random(DataType.INT64));
    return arrays;
  }

  @Test
  void npy() throws IOException {
    Path file = folder.resolve("a.npy");
    ArrayFile.write(file, Map.of("a", FormatSamples.random(DataType.FLOAT64, 2, 3, 2)), Map.of());
    fuzz(file, 1, SMALL, ArrayFile::read);
  }

  @Test
  void npz() throws IOException {
    Path file = folder.resolve("a.npz");
    ArrayFile.write(file, arrays(), Map.of("key", "value"));
    fuzz(file, 2, SMALL, ArrayFile::read);
  }

  @Test
  void deflatedNpz() throws IOException {
    Path file = folder.resolve("a.npz");
    ArrayFile.write(file, arrays(), Map.of());
    Files.write(file, zip(unzip(file)));
    fuzz(file, 3, SMALL, ArrayFile::read);
  }

  @Test
  void safetensors() throws IOException {
    Path file = folder.resolve("a.safetensors");
    ArrayFile.write(file, arrays(), Map.of("key", "value"));
    fuzz(file, 4, SMALL, ArrayFile::read);
  }

  /** The mutations are inside the archive here, where its checksums do not find them. */
  @Test
  void sparseNpz() throws IOException {
    Path file = folder.resolve("a.npz");
    SparseNpz.write(file, FormatSamples.smallMatrix());
    Map<String, byte[]> sound = unzip(file);
    List<String> names = List.copyOf(sound.keySet());
    fuzz(
        file,
        5,
        SPARSE,
        SparseNpz::read,
        random -> {
          Map<String, byte[]> entries = new LinkedHashMap<>(sound);
          entries.computeIfPresent(
              names.get(random.nextInt(names.size())), (name, bytes) -> mutate(bytes, random));
          return zip(entries);
        });
  }

  private static Map<String, byte[]> unzip(Path file) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private static byte[] zip(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Test
  void weightFile() throws IOException {
    Path file = folder.resolve("a.safetensors");
    CsrArrays dense = CsrArrays.fromDense(2, 2, new float[] {1, 2, 3, 0});
    WeightFile.write(
        file,
        Map.of("rnn.weight_hh_l0", FormatSamples.smallMatrix(), "rnn.weight_hh_l1", dense),
        Map.of("fc.weight", NdArray.of(new float[2], 1, 2)),
        Map.of());
    fuzz(file, 6, SPARSE, WeightFile::read);
  }

  private static void fuzz(Path file, int index, long allowance, Consumer<Path> reader)
      throws IOException {
    byte[] sound = Files.readAllBytes(file);
    fuzz(file, index, allowance, reader, random -> mutate(sound, random));
  }

  private static void fuzz(
      Path file,
      int index,
      long allowance,
      Consumer<Path> reader,
      Function<Philox, byte[]> mutation)
      throws IOException {
    byte[] sound = Files.readAllBytes(file);
    reader.accept(file);
    for (int length = 0; length < sound.length; length++) {
      boolean read = survives(file, Arrays.copyOf(sound, length), allowance, reader);
      assertThat(read).as("cut to %d of %d bytes", length, sound.length).isFalse();
    }
    Philox random = new Philox(2026, Purpose.TEST, index);
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      read += survives(file, mutation.apply(random), allowance, reader) ? 1 : 0;
    }
    // Neither a reader that takes everything nor a mutation that leaves nothing would test much.
    assertThat(read).isBetween(1, MUTATIONS - 1);
  }

  private static boolean survives(Path file, byte[] bytes, long allowance, Consumer<Path> reader)
      throws IOException {
    // A new file each time: cutting an old one to nothing makes some file systems wait for the
    // disk.
    Files.delete(file);
    Files.write(file, bytes);
    long before = allocatedBytes();
    boolean read = false;
    try {
      reader.accept(file);
      read = true;
    } catch (UserError e) {
      assertThat(e.getMessage()).contains(file.toString()).doesNotContain("\u0000", "null");
    } catch (RuntimeException | Error e) {
      throw new AssertionError("bytes " + Arrays.toString(bytes), e);
    }
    assertThat(allocatedBytes() - before).isLessThan(allowance);
    return read;
  }

  private static byte[] mutate(byte[] sound, Philox random) {
    byte[] bytes = sound.clone();
    for (int change = random.nextInt(3); change >= 0; change--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes[at] = EXTREMES[random.nextInt(EXTREMES.length)];
        case 3 -> {
          int to = Math.min(bytes.length, at + 1 + random.nextInt(8));
          Arrays.fill(bytes, at, to, EXTREMES[random.nextInt(EXTREMES.length)]);
        }
        case 4 -> {
          // A block is copied over another place.
          int from = random.nextInt(bytes.length);
          int length = Math.min(random.nextInt(16), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, length);
        }
        default -> {
          // Bytes are lost or doubled, and everything behind moves.
          int gap = Math.min(1 + random.nextInt(4), bytes.length - at);
          byte[] moved = Arrays.copyOf(bytes, bytes.length + (at % 2 == 0 ? gap : -gap));
          if (at % 2 == 0) {
            System.arraycopy(bytes, at, moved, at + gap, bytes.length - at);
          } else {
            System.arraycopy(bytes, at + gap, moved, at, bytes.length - at - gap);
          }
          bytes = moved;
        }
      }
      if (bytes.length == 0) {
        break;
      }
    }
    return bytes;
  }
}
