package org.neuropil.matrix.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.neuropil.error.UserError;

/**
 * Files of named arrays: .npy (one array), .npz and .safetensors. Nothing in a file is believed:
 * each declared size is held against the bytes that are really there before memory is taken for it.
 */
public final class ArrayFile {
  /** The name of the one array of a .npy file, the name numpy.savez gives to nameless arrays. */
  public static final String SINGLE = "arr_0";

  private static final int LONGEST_MAGIC = 10;

  private ArrayFile() {}

  /**
   * What a file holds.
   *
   * @param arrays by name, in the file's order
   * @param metadata free text by key; .npy has none
   */
  public record Content(Map<String, NdArray> arrays, Map<String, String> metadata) {}

  /**
   * Reads all arrays, in the format that the content, not the name, shows.
   *
   * @throws UserError with exit code 3 if the file is missing, damaged or of another format, with
   *     exit code 4 if it does not fit into memory
   */
  public static Map<String, NdArray> read(Path file) {
    return readContent(file).arrays();
  }

  /** Reads all arrays as {@link #read}, and the metadata. */
  public static Content readContent(Path file) {
    if (Files.isDirectory(file)) {
      throw UserError.data(file + " is a folder", "give the name of a file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      byte[] start = start(channel);
      if (start.length == 0) {
        throw Faults.damaged(file.toString(), "is empty");
      }
      if (Npy.matches(start)) {
        NdArray array = Npy.read(ByteSource.of(channel, 0), channel.size(), file.toString());
        return new Content(Map.of(SINGLE, array), Map.of());
      }
      if (isZip(start)) {
        return Npz.read(file);
      }
      // A damaged length field must not hide what the name says, for the message's sake.
      if (Safetensors.matches(start) || extension(file).equals("safetensors")) {
        return Safetensors.read(channel, file.toString());
      }
      throw Faults.unfit(
          file.toString(),
          start[0] == (byte) 0x80 ? "is a Python pickle" : "begins like none of the known formats",
          "expected a .npy, .npz or .safetensors file");
    } catch (IOException e) {
      throw Faults.reading(file, e);
    }
  }

  private static byte[] start(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(LONGEST_MAGIC, channel.size()));
    ByteSource.of(channel, 0).fill(buffer);
    return buffer.array();
  }

  private static boolean isZip(byte[] start) {
    // The first signature is an entry's, the second that of an archive without entries.
    return start.length >= 4
        && start[0] == 'P'
        && start[1] == 'K'
        && (Arrays.equals(start, 2, 4, new byte[] {3, 4}, 0, 2)
            || Arrays.equals(start, 2, 4, new byte[] {5, 6}, 0, 2));
  }

  /**
   * Writes arrays in the format of the file's extension. Equal content gives equal bytes, in
   * whatever order the maps run. The file is replaced as a whole (see {@link AtomicFile}).
   *
   * @param metadata free text by key; .npy files cannot keep it, and drop it
   * @throws UserError if the extension is unknown, a .npy file is to hold other than one array, or
   *     writing fails (exit code 4)
   */
  public static void write(Path file, Map<String, NdArray> arrays, Map<String, String> metadata) {
    switch (extension(file)) {
      case "npy" -> {
        if (arrays.size() != 1) {
          throw UserError.usage(
              file + ": a .npy file holds one array, found " + arrays.size(),
              "write .npz or .safetensors");
        }
        NdArray array = arrays.values().iterator().next();
        AtomicFile.write(file, out -> Npy.write(array, out));
      }
      case "npz" -> AtomicFile.write(file, out -> Npz.write(out, arrays, Map.of(), metadata, file));
      case "safetensors" -> AtomicFile.write(file, out -> Safetensors.write(out, arrays, metadata));
      default ->
          throw UserError.usage(
              file + ": no format of arrays has this extension",
              "expected .npy, .npz or .safetensors");
    }
  }

  /** The rows of a matrix, asked for one after the other. */
  @FunctionalInterface
  public interface RowSource {
    /** The row of this index, from 0 on; may be the same array every time. */
    float[] row(int index);
  }

  /**
   * Writes the rows of a matrix as a .npy file, one after the other, so that it may be larger than
   * one array, or than memory. The file is replaced as a whole.
   *
   * @param rows number of rows
   * @param columns length of each
   * @throws UserError if writing fails (exit code 4)
   */
  public static void writeRows(Path file, int rows, int columns, RowSource source) {
    AtomicFile.write(file, out -> Npy.writeRows(rows, columns, source, out));
  }

  private static String extension(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
