package org.neuropil.task;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.UserError;

/**
 * The lines of a text file, one at a time, with their numbers for messages. UTF-8 with or without a
 * byte order mark, line ends LF or CR LF, gz or not (told by the first two bytes). Every failure is
 * a {@link UserError} that names the file and, where there is one, the line.
 */
final class TextLines implements AutoCloseable {
  /** Far above any sensible line; a binary file without line ends shall not fill the memory. */
  private static final int LONGEST = 1 << 24;

  private static final String AGAIN = "get the file again; it is damaged or of another kind";

  private final String name;
  private final InputStream in;
  private final MessageDigest sha256 = DataFiles.sha256();
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int end;
  private byte[] bytes = new byte[256];
  private int line;

  private TextLines(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  /** Opens a file. */
  static TextLines open(Path path) {
    try {
      return of(Files.newInputStream(path), path.toString());
    } catch (IOException e) {
      throw DataFiles.unreadable(path.toString(), e);
    }
  }

  /** Lines of a stream, which {@link #close} closes. */
  static TextLines of(InputStream stored, String name) {
    BufferedInputStream buffered = new BufferedInputStream(stored, 1 << 16);
    try {
      buffered.mark(2);
      boolean compressed = buffered.read() == 0x1F && buffered.read() == 0x8B;
      buffered.reset();
      return new TextLines(compressed ? new GZIPInputStream(buffered, 1 << 16) : buffered, name);
    } catch (IOException e) {
      closeQuietly(buffered, e);
      throw failure(name, e);
    }
  }

  /** The next line without its end, or null after the last one. */
  @Nullable String next() {
    int length = 0;
    boolean found = false;
    while (true) {
      if (at == end && !fill()) {
        if (!found) {
          return null;
        }
        break;
      }
      found = true;
      int from = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      int piece = at - from;
      if (length + piece > LONGEST) {
        line++;
        throw error("expected lines of at most " + LONGEST + " bytes, found a longer one", AGAIN);
      }
      if (bytes.length < length + piece) {
        bytes = Arrays.copyOf(bytes, Math.max(length + piece, 2 * bytes.length));
      }
      System.arraycopy(buffer, from, bytes, length, piece);
      length += piece;
      if (at < end) {
        at++;
        break;
      }
    }
    line++;
    if (length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
    boolean marked =
        line == 1
            && length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    int start = marked ? 3 : 0;
    try {
      return decoder.decode(ByteBuffer.wrap(bytes, start, length - start)).toString();
    } catch (CharacterCodingException e) {
      throw UserError.data(
          name + ":" + line + ": expected UTF-8 text, found other bytes",
          "convert the file to UTF-8, or get it again",
          e);
    }
  }

  private boolean fill() {
    try {
      at = 0;
      end = Math.max(0, in.read(buffer, 0, buffer.length));
      sha256.update(buffer, 0, end);
      return end > 0;
    } catch (IOException e) {
      throw failure(name, e);
    }
  }

  /** The number of the line that {@link #next} gave last, from 1. */
  int line() {
    return line;
  }

  /** The file in messages. */
  String name() {
    return name;
  }

  /** What is wrong with the line that {@link #next} gave last. */
  UserError error(String what, String remedy) {
    return UserError.data(name + ":" + line + ": " + what, remedy);
  }

  /** What is wrong with the file as a whole. */
  UserError fileError(String what, String remedy) {
    return UserError.data(name + ": " + what, remedy);
  }

  /** {@code sha256:} and the digest of the uncompressed file; after the last line. */
  String digest() {
    return DataFiles.format(sha256);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw failure(name, e);
    }
  }

  private static void closeQuietly(InputStream in, IOException cause) {
    try {
      in.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static UserError failure(String name, IOException e) {
    return switch (e) {
      case EOFException cut ->
          UserError.data(name + ": the compressed data are cut short", AGAIN, cut);
      case ZipException damaged ->
          UserError.data(
              name + ": the compressed data are damaged: " + damaged.getMessage(), AGAIN, damaged);
      default -> DataFiles.unreadable(name, e);
    };
  }
}
