package org.neuropil.cli.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write a run's directory. The operating system takes the lock back when the process
 * ends, however it ends, so that a killed run never has to be unlocked by hand. The file stays:
 * deleting it would let two processes lock two files of one name.
 */
public final class RunLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws UserError environment, if another process holds it
   */
  public static RunLock take(Path directory) {
    return take(directory, "--out");
  }

  /**
   * The same for another kind of directory.
   *
   * @param option the one that chooses it, for the errors
   */
  public static RunLock take(Path directory, String option) {
    Path file = directory.resolve(".lock");
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw IoErrors.writing(directory, e, option);
    }
    try {
      if (lock(channel, file) == null) {
        String owner = owner(file);
        channel.close();
        throw inUse(directory, owner, option);
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
      return new RunLock(channel);
    } catch (IOException e) {
      // Some network file systems know no locks; a run there is better than none.
      LOG.warn("{} cannot be locked: {}", directory, IoErrors.detail(e));
      return new RunLock(channel);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel, Path file) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      LOG.debug("{} is locked by this process", file);
      return null;
    }
  }

  private static UserError inUse(Path directory, String owner, String option) {
    return UserError.environment(
        directory + " is in use by another neuropil process" + owner,
        "wait for it to end, or choose another folder with " + option);
  }

  private static String owner(Path file) {
    try {
      String pid = Files.readString(file, StandardCharsets.US_ASCII).strip();
      return pid.isEmpty() ? "" : ", number " + pid;
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing the lock", e);
    }
  }
}
