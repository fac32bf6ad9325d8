package org.neuropil.matrix.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * NumPy's .npz format: a zip archive of .npy files. Entries are stored (numpy.savez) or deflated
 * (numpy.savez_compressed) when read, stored when written, so that equal content gives equal bytes
 * whatever the version of zlib. Metadata go into the archive's comment as a JSON object, where
 * NumPy does not see them.
 */
final class Npz {
  private static final String SUFFIX = ".npy";

  /** No deflated block expands by more than 1032, plus a little for an almost empty one. */
  private static final long MOST_EXPANSION = 1032;

  /** Larger deflated entries are inflated once for counting before memory is taken for them. */
  private static final long COUNTED_FIRST = 64L << 20;

  private static final int LONGEST_COMMENT = 0xFFFF;

  /** Any fixed time; in 1980's first second Java would add the time zone's idea of it. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private Npz() {}

  static ArrayFile.Content read(Path file) throws IOException {
    long fileSize = Files.size(file);
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
      List<? extends ZipEntry> entries = entries(zip, file);
      checkNotPyTorch(file, entries);
      long compressed = 0;
      for (ZipEntry entry : entries) {
        if (!entry.getName().endsWith(SUFFIX)) {
          continue;
        }
        String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
        String where = file + ": " + Faults.printable(name);
        // Entries that share bytes would let a small file expand without bound.
        compressed += Math.max(0, entry.getCompressedSize());
        if (compressed > fileSize) {
          throw Faults.damaged(where, "zip entries claim more bytes than the file has");
        }
        if (arrays.put(name, readEntry(zip, entry, where)) != null) {
          throw Faults.damaged(where, "the name occurs twice");
        }
      }
      if (arrays.isEmpty() && !entries.isEmpty()) {
        throw Faults.unfit(
            file.toString(),
            "a zip archive without .npy files, found " + Faults.printable(entries.get(0).getName()),
            "expected what numpy.savez writes");
      }
      return new ArrayFile.Content(arrays, metadata(comment(zip, file), file));
    }
  }

  private static List<? extends ZipEntry> entries(ZipFile zip, Path file) {
    try {
      return zip.stream().toList();
    } catch (IllegalArgumentException e) {
      throw Faults.damaged(file.toString(), "a zip archive with unreadable names");
    }
  }

  private static @Nullable String comment(ZipFile zip, Path file) {
    try {
      return zip.getComment();
    } catch (IllegalArgumentException e) {
      throw Faults.damaged(file.toString(), "a zip archive with an unreadable comment");
    }
  }

  private static void checkNotPyTorch(Path file, List<? extends ZipEntry> entries) {
    for (ZipEntry entry : entries) {
      if (entry.getName().endsWith("/data.pkl") || entry.getName().equals("data.pkl")) {
        throw Faults.unfit(
            file.toString(),
            "a PyTorch checkpoint (pickle)",
            "save it with safetensors.torch.save_file(model.state_dict(), 'weights.safetensors')");
      }
    }
  }

  private static NdArray readEntry(ZipFile zip, ZipEntry entry, String where) throws IOException {
    long size = entry.getSize();
    long compressed = entry.getCompressedSize();
    boolean stored = entry.getMethod() == ZipEntry.STORED;
    boolean possible =
        stored ? size == compressed : size / MOST_EXPANSION <= Math.max(1, compressed);
    if (size < 0 || compressed < 0 || !possible) {
      throw Faults.damaged(
          where, "zip entry claims %d bytes out of %d".formatted(size, compressed));
    }
    if (!stored && size > COUNTED_FIRST) {
      try (InputStream in = stream(zip, entry, where)) {
        in.skipNBytes(size);
      }
    }
    CRC32 crc = new CRC32();
    try (InputStream in = new CheckedInputStream(stream(zip, entry, where), crc)) {
      NdArray array = Npy.read(ByteSource.of(in), size, where);
      if (in.read() >= 0) {
        throw Faults.damaged(where, "zip entry is longer than it says");
      }
      if (crc.getValue() != entry.getCrc()) {
        throw Faults.damaged(where, "checksum differs from the zip archive's");
      }
      return array;
    }
  }

  private static InputStream stream(ZipFile zip, ZipEntry entry, String where) throws IOException {
    InputStream in = zip.getInputStream(entry);
    if (in == null) {
      throw Faults.damaged(where, "zip entry is missing");
    }
    return in;
  }

  private static Map<String, String> metadata(@Nullable String comment, Path file) {
    // Other programs' comments are none of ours.
    return comment == null || !comment.startsWith("{")
        ? Map.of()
        : JsonStrings.parse(comment, file.toString());
  }

  /** Writes the arrays in the order of their names. */
  static void write(
      OutputStream out,
      Map<String, NdArray> arrays,
      Map<String, byte[]> texts,
      Map<String, String> metadata,
      Path file)
      throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    if (!metadata.isEmpty()) {
      String comment = JsonStrings.format(metadata);
      if (comment.getBytes(StandardCharsets.UTF_8).length > LONGEST_COMMENT) {
        throw Faults.unfit(
            file.toString(), "metadata too long for .npz", "write a .safetensors file instead");
      }
      zip.setComment(comment);
    }
    Map<String, AtomicFile.Content> entries = new TreeMap<>();
    arrays.forEach((name, array) -> entries.put(name, sink -> Npy.write(array, sink)));
    texts.forEach((name, bytes) -> entries.put(name, sink -> sink.write(bytes)));
    for (Map.Entry<String, AtomicFile.Content> entry : entries.entrySet()) {
      writeEntry(zip, entry.getKey(), entry.getValue());
    }
    zip.finish();
    zip.flush();
  }

  private static void writeEntry(ZipOutputStream zip, String name, AtomicFile.Content content)
      throws IOException {
    // A stored entry's size and checksum stand before it: one round only to find them.
    CountingSink counter = new CountingSink();
    CheckedOutputStream checked = new CheckedOutputStream(counter, new CRC32());
    content.writeTo(checked);
    ZipEntry entry = new ZipEntry(name + SUFFIX);
    entry.setMethod(ZipEntry.STORED);
    entry.setTimeLocal(TIME);
    entry.setSize(counter.count);
    entry.setCompressedSize(counter.count);
    entry.setCrc(checked.getChecksum().getValue());
    zip.putNextEntry(entry);
    content.writeTo(zip);
    zip.closeEntry();
  }

  private static final class CountingSink extends OutputStream {
    private long count;

    @Override
    public void write(int value) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count += length;
    }
  }
}
