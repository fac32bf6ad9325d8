package org.neuropil.task;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.UserError;

/** What all readers of data folders share: checks, messages, digests. */
final class DataFiles {
  private DataFiles() {}

  /** Refuses what is not a folder. */
  static void requireFolder(Path folder, String remedy) {
    if (!Files.exists(folder)) {
      throw UserError.data("data folder " + folder + " does not exist", remedy);
    }
    if (!Files.isDirectory(folder)) {
      throw UserError.data("expected a data folder, found the file " + folder, remedy);
    }
  }

  /**
   * The paths of files in a folder, each with or without {@code .gz}; where both are there, the one
   * without.
   *
   * @throws UserError that names all that are missing
   */
  static Map<String, Path> locate(Path folder, List<String> files, String remedy) {
    requireFolder(folder, remedy);
    Map<String, Path> found = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    for (String file : files) {
      Path path = find(folder, file);
      if (path == null) {
        missing.add(file);
      } else {
        found.put(file, path);
      }
    }
    if (!missing.isEmpty()) {
      throw missing(folder, missing, remedy);
    }
    return found;
  }

  /** The path of one file, with or without {@code .gz}, or null. */
  static @Nullable Path find(Path folder, String file) {
    Path plain = folder.resolve(file);
    if (Files.isRegularFile(plain)) {
      return plain;
    }
    Path compressed = folder.resolve(file + ".gz");
    return Files.isRegularFile(compressed) ? compressed : null;
  }

  /** Some of the files that make up a data set are not in its folder. */
  static UserError missing(Path folder, List<String> missing, String remedy) {
    return UserError.data("data folder " + folder + " lacks " + String.join(", ", missing), remedy);
  }

  /** A file that exists but cannot be read. */
  static UserError unreadable(String name, IOException cause) {
    String why = cause.getMessage();
    return UserError.data(
        "cannot read "
            + name
            + ": "
            + cause.getClass().getSimpleName()
            + (why == null || why.equals(name) ? "" : " " + why),
        "check that it is a file that this user may read",
        cause);
  }

  /** A label outside 0 .. classes - 1. */
  static UserError label(String name, int sample, int classes, int found) {
    return UserError.data(
        name
            + ": expected labels 0 to "
            + (classes - 1)
            + ", found "
            + found
            + " at sample "
            + sample
            + " (counted from 0)",
        "get the file again; it is damaged or of another data set");
  }

  /** A new SHA-256 digest. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** {@code sha256:} and the digest of a file as it is stored. */
  static String digest(Path path) {
    MessageDigest sha256 = sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(path)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw unreadable(path.toString(), e);
    }
    return format(sha256);
  }

  /** A finished digest as it stands in the provenance. */
  static String format(MessageDigest sha256) {
    return "sha256:" + HexFormat.of().formatHex(sha256.digest());
  }
}
