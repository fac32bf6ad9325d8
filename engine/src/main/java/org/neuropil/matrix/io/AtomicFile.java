package org.neuropil.matrix.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.neuropil.error.UserError;

/**
 * Replaces a file as a whole: at every moment, also after a crash, the name stands for the complete
 * old content or the complete new one.
 */
public final class AtomicFile {
  private static final int BUFFER_BYTES = 1 << 16;

  private AtomicFile() {}

  /** What writes the content. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to {@code out}, which the caller closes. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes {@code content} to a temporary file beside {@code file}, forces it to disk and renames
   * it. When anything fails, the temporary file is removed and the old file stays as it was.
   *
   * @throws UserError with exit code 4 if the folder is missing or not writable, or the disk full
   */
  public static void write(Path file, Content content) {
    Path temporary = null;
    try {
      // A link keeps pointing at its file, which is the one to replace.
      Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
      Path folder = target.getParent();
      if (folder == null || (Files.exists(target) && !Files.isRegularFile(target))) {
        // Renaming would put a file in the place of a device or a pipe.
        throw UserError.environment(file + " is not a regular file", "give another file name");
      }
      if (!Files.isDirectory(folder)) {
        throw UserError.environment("the folder of " + file + " does not exist", "create it");
      }
      temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
      writeAndForce(temporary, content);
      move(temporary, target);
      temporary = null;
      forceFolder(folder);
    } catch (IOException e) {
      throw Faults.writing(file, e);
    } finally {
      if (temporary != null) {
        remove(temporary);
      }
    }
  }

  private static void writeAndForce(Path temporary, Content content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Makes the rename itself last; systems that cannot open folders do without. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The content is safe on disk; only the rename may be undone by a power failure.
    }
  }

  private static void remove(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The first failure is the one to report.
    }
  }
}
