package org.neuropil.analysis.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;
import org.neuropil.matrix.io.CsrArrays;

/**
 * Damaged network files are read or refused with a {@link UserError}, and never take much memory.
 * More mutations: {@code -Dneuropil.fuzz=100000}.
 */
class NetworkFuzzTest {
  private static final int MUTATIONS = Integer.getInteger("neuropil.fuzz", 1000);

  /** A short file may claim 2^24 nodes, and the graph has several numbers for each. */
  private static final long ALLOWANCE = 700L << 20;

  private static final byte[] EXTREMES = {
    0, 1, -1, '9', '0', '-', '+', '.', 'e', '"', '#', '\n', '\t', ',', ' ', '<', '>', '&', '\'', '/'
  };

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "a.tsv,1,false",
    "a.csv,2,true",
    "a.txt,3,false",
    "a.graphml,4,true",
    "a.npz,5,false",
    "a.npy,6,false",
    "a.safetensors,7,false"
  })
  void damagedFiles(String name, int index, boolean named) throws IOException {
    Path file = folder.resolve(name);
    CsrArrays matrix =
        CsrArrays.fromDense(3, 3, new float[] {0, 1, -2.5f, 1e-7f, 0, 0, 0, -12345678f, 3});
    NetworkFile.write(
        file,
        new WeightedNetwork(
            matrix,
            false,
            named ? List.of("a,b", "c \"d\"", "e<&>") : List.of(),
            new ReadFacts("test", 0, 0)));
    byte[] sound = Files.readAllBytes(file);
    for (int length = 0; length < sound.length; length += name.endsWith("npz") ? 7 : 1) {
      survives(file, Arrays.copyOf(sound, length));
    }
    Philox random = new Philox(2027, Purpose.TEST, index);
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      read += survives(file, mutate(sound, random)) ? 1 : 0;
    }
    System.out.printf("fuzz %s: seed 2027/%d, %d of %d read%n", name, index, read, MUTATIONS);
    assertThat(read).isBetween(1, MUTATIONS - 1);
  }

  private static boolean survives(Path file, byte[] bytes) throws IOException {
    Files.delete(file);
    Files.write(file, bytes);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    boolean read = false;
    try {
      NetworkFile.read(file, ReadOptions.defaults());
      read = true;
    } catch (UserError e) {
      assertThat(e.getMessage()).contains(file.toString()).doesNotContain("\u0000", "null");
    } catch (RuntimeException | Error e) {
      throw new AssertionError("bytes " + Arrays.toString(bytes), e);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOWANCE);
    return read;
  }

  private static byte[] mutate(byte[] sound, Philox random) {
    byte[] bytes = sound.clone();
    for (int change = random.nextInt(3); change >= 0; change--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = EXTREMES[random.nextInt(EXTREMES.length)];
        case 2 -> {
          int to = Math.min(bytes.length, at + 1 + random.nextInt(8));
          Arrays.fill(bytes, at, to, EXTREMES[random.nextInt(EXTREMES.length)]);
        }
        case 3 -> {
          // A block is copied over another place.
          int from = random.nextInt(bytes.length);
          int length = Math.min(random.nextInt(24), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, length);
        }
        default -> {
          // Bytes are doubled, and everything behind moves.
          int gap = Math.min(1 + random.nextInt(24), bytes.length - at);
          byte[] moved = Arrays.copyOf(bytes, bytes.length + gap);
          System.arraycopy(bytes, at, moved, at + gap, bytes.length - at);
          bytes = moved;
        }
      }
    }
    return bytes;
  }
}
