package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;

class IdxReaderTest {
  private static final String AGAIN = " (get the file again; it is damaged or of another kind)";
  private static final byte[] IMAGES = TinyData.images(3, 2, 4);

  @Test
  void imagesAreReadPlainAndCompressed() throws Exception {
    String digest = "sha256:" + HexFormat.of().formatHex(DataFiles.sha256().digest(IMAGES));
    for (byte[] file : new byte[][] {IMAGES, TinyData.gzip(IMAGES)}) {
      IdxReader.Idx idx = read(file, IdxReader.IMAGES);
      assertThat(idx.count()).isEqualTo(3);
      assertThat(idx.rows()).isEqualTo(2);
      assertThat(idx.columns()).isEqualTo(4);
      assertThat(idx.values()).isEqualTo(Arrays.copyOfRange(IMAGES, 16, IMAGES.length));
      assertThat(idx.digest()).isEqualTo(digest);
    }
  }

  @Test
  void oneImageOfOnePixelIsEnough() {
    IdxReader.Idx idx = read(TinyData.images(1, 1, 1), IdxReader.IMAGES);
    assertThat(idx.values()).containsExactly(0);
    assertThat(read(TinyData.labels(7), IdxReader.LABELS).values()).containsExactly(7);
  }

  @Test
  void gzMembersInARowAreOneFileAndWhatFollowsThemIsIgnored() {
    byte[] members =
        concat(
            TinyData.gzip(Arrays.copyOf(IMAGES, 20)),
            TinyData.gzip(Arrays.copyOfRange(IMAGES, 20, IMAGES.length)));
    assertThat(read(members, IdxReader.IMAGES).values()).hasSize(24);
    byte[] followed = concat(members, new byte[] {1, 2, 3});
    assertThat(read(followed, IdxReader.IMAGES).values()).hasSize(24);
  }

  @Test
  void otherMagicNumbersAreRefused() {
    fails(TinyData.labels(1, 2), IdxReader.IMAGES)
        .hasMessage(
            "file: expected magic number 2051 (IDX images), found 2049 (IDX labels)"
                + " (image and label files are exchanged; rename them)");
    fails(IMAGES, IdxReader.LABELS)
        .hasMessage(
            "file: expected magic number 2049 (IDX labels), found 2051 (IDX images)"
                + " (image and label files are exchanged; rename them)");
    fails("<html>".getBytes(StandardCharsets.US_ASCII), IdxReader.IMAGES)
        .hasMessage("file: expected magic number 2051 (IDX images), found 1013478509" + AGAIN);
    fails(TinyData.idx(-1, new int[] {1}, new byte[1]), IdxReader.LABELS)
        .hasMessage("file: expected magic number 2049 (IDX labels), found 4294967295" + AGAIN);
  }

  @Test
  void shortHeadersAreRefused() {
    fails(new byte[0], IdxReader.IMAGES)
        .hasMessage("file: expected a header of 4 bytes, found a file of 0" + AGAIN);
    fails(new byte[] {0x1F}, IdxReader.IMAGES)
        .hasMessage("file: expected a header of 4 bytes, found a file of 1" + AGAIN);
    fails(Arrays.copyOf(IMAGES, 15), IdxReader.IMAGES)
        .hasMessage("file: expected a header of 16 bytes, found a file of 15" + AGAIN);
    fails(Arrays.copyOf(TinyData.labels(1), 7), IdxReader.LABELS)
        .hasMessage("file: expected a header of 8 bytes, found a file of 7" + AGAIN);
  }

  @Test
  void sizesOutOfRangeAreRefusedBeforeAnythingIsAllocated() {
    failsFor(0, 28, 28).hasMessage("file: expected 1 to 1073741824 samples, found 0" + AGAIN);
    failsFor(-1, 28, 28)
        .hasMessage("file: expected 1 to 1073741824 samples, found 4294967295" + AGAIN);
    failsFor(1, 0, 28).hasMessage("file: expected 1 to 4096 rows, found 0" + AGAIN);
    failsFor(1, 28, 4097).hasMessage("file: expected 1 to 4096 columns, found 4097" + AGAIN);
    failsFor(1 << 30, 4096, 4096)
        .hasMessage(
            "file: expected at most 1073741824 values, found 1073741824 x 4096 x 4096" + AGAIN);
    // Within the limits, but the bytes are not there: the memory is never asked for.
    failsFor(1 << 20, 32, 32)
        .hasMessage(
            "file: expected 1073741824 bytes after the header (1048576 x 32 x 32), found 5"
                + AGAIN);
  }

  @Test
  void otherLengthsThanTheHeaderSaysAreRefused() {
    fails(Arrays.copyOf(IMAGES, 30), IdxReader.IMAGES)
        .hasMessage("file: expected 24 bytes after the header (3 x 2 x 4), found 14" + AGAIN);
    fails(Arrays.copyOf(IMAGES, 50), IdxReader.IMAGES)
        .hasMessage("file: expected 24 bytes after the header (3 x 2 x 4), found more" + AGAIN);
    fails(TinyData.gzip(Arrays.copyOf(IMAGES, 30)), IdxReader.IMAGES)
        .hasMessage("file: expected 24 bytes after the header (3 x 2 x 4), found 14" + AGAIN);
    fails(TinyData.gzip(Arrays.copyOf(IMAGES, 41)), IdxReader.IMAGES)
        .hasMessage("file: expected 24 bytes after the header (3 x 2 x 4), found more" + AGAIN);
    byte[] tooLong = Arrays.copyOf(IMAGES, 50);
    assertThatThrownBy(
            () -> IdxReader.read(new ByteArrayInputStream(tooLong), "file", 50, IdxReader.IMAGES))
        .hasMessage("file: expected 24 bytes after the header (3 x 2 x 4), found 34" + AGAIN);
  }

  @Test
  void damagedGzIsRefused() {
    byte[] gz = TinyData.gzip(IMAGES);
    String cut = "file: the compressed data are cut short" + AGAIN;
    fails(Arrays.copyOf(gz, gz.length - 3), IdxReader.IMAGES).hasMessage(cut);
    fails(Arrays.copyOf(gz, gz.length / 2), IdxReader.IMAGES).hasMessage(cut);
    fails(Arrays.copyOf(gz, 4), IdxReader.IMAGES).hasMessage(cut);
    byte[] wrongSum = gz.clone();
    wrongSum[gz.length - 8] ^= 1;
    fails(wrongSum, IdxReader.IMAGES)
        .hasMessage("file: the compressed data are damaged: Corrupt GZIP trailer" + AGAIN);
    byte[] notDeflate = gz.clone();
    notDeflate[2] = 9;
    fails(notDeflate, IdxReader.IMAGES)
        .hasMessageStartingWith("file: the compressed data are damaged: ");
  }

  @Test
  void aFailingStreamIsAUserErrorToo() throws IOException {
    InputStream failing = InputStream.nullInputStream();
    failing.close();
    assertThatThrownBy(() -> IdxReader.read(failing, "file", -1, IdxReader.LABELS))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "cannot read file: IOException Stream closed"
                + " (check that it is a file that this user may read)");
  }

  /** Whatever the bytes are, the reader reads them or says what is wrong. */
  @Test
  void mutatedFilesAreReadOrRefused() {
    Philox random = new Philox(1, Philox.Purpose.TEST, 0);
    byte[][] files = {
      IMAGES, TinyData.gzip(IMAGES), TinyData.labels(1, 2, 3), TinyData.gzip(TinyData.labels(4))
    };
    int read = 0;
    for (int round = 0; round < 8000; round++) {
      byte[] file = mutate(files[round % 4], random);
      int magic = round % 4 < 2 ? IdxReader.IMAGES : IdxReader.LABELS;
      long size = random.nextInt(2) == 0 ? -1 : file.length;
      try {
        IdxReader.Idx idx = IdxReader.read(new ByteArrayInputStream(file), "file", size, magic);
        long values = (long) idx.count();
        if (magic == IdxReader.IMAGES) {
          values *= idx.rows() * idx.columns();
        }
        assertThat(idx.values()).hasSize((int) values);
        read++;
      } catch (UserError e) {
        assertThat(e.kind()).isEqualTo(UserError.Kind.DATA);
        assertThat(e).hasMessageStartingWith("file: ");
      }
    }
    assertThat(read).as("files that were still readable").isBetween(500, 7000);
  }

  /** One to three changes: a bit, a byte, a cut, something inserted. */
  static byte[] mutate(byte[] original, Philox random) {
    byte[] file = original.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && file.length > 0; i++) {
      int at = random.nextInt(file.length);
      switch (random.nextInt(5)) {
        case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> file[at] = (byte) random.nextInt();
        case 2 -> file[Math.min(at, random.nextInt(16))] = (byte) random.nextInt(4);
        case 3 -> file = Arrays.copyOf(file, at);
        default -> {
          byte[] longer = Arrays.copyOf(file, file.length + 1 + random.nextInt(4));
          System.arraycopy(file, at, longer, longer.length - (file.length - at), file.length - at);
          file = longer;
        }
      }
    }
    return file;
  }

  private static IdxReader.Idx read(byte[] file, int magic) {
    return IdxReader.read(new ByteArrayInputStream(file), "file", -1, magic);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> fails(byte[] file, int magic) {
    return assertThatThrownBy(() -> read(file, magic)).isInstanceOf(UserError.class);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> failsFor(int... shape) {
    return fails(TinyData.idx(IdxReader.IMAGES, shape, new byte[5]), IdxReader.IMAGES);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
