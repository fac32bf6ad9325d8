package org.neuropil.cli.cudalibs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;
import org.neuropil.cli.cudalibs.LibraryArchive.LibraryFile;
import org.neuropil.cli.machine.Machine;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.cli.run.RunLock;
import org.neuropil.error.UserError;
import org.neuropil.matrix.io.AtomicFile;

/** Brings the libraries of an archive into a folder, each as a whole or not at all. */
public final class LibraryFetch {
  /** The text beside the libraries: what they are, where they come from, and whose licence. */
  public static final String NOTICE = "README.txt";

  /** Left on the disk when all is there: logs and other programs need room too. */
  private static final long SPARE_BYTES = 64L << 20;

  private static final String OPTION = "--dir";

  /** How a library is in the folder. */
  public enum State {
    /** There, with the right content. */
    PRESENT,
    /** Not there. */
    MISSING,
    /** There, with other content. */
    DAMAGED
  }

  /** Hears how far it has come. */
  public interface Listener {
    /** Bytes that have come in and that will, of all files together, as they are packed. */
    void bytes(long done, long total);

    /** A library is there. */
    void done(LibraryFile file);
  }

  private final LibraryArchive archive;
  private final Path folder;
  private final ToLongFunction<Path> freeBytes;

  /** Libraries of {@code archive} for {@code folder}, which need not exist yet. */
  public LibraryFetch(LibraryArchive archive, Path folder) {
    this(archive, folder, LibraryFetch::freeBytes);
  }

  /** The same with another view of the disk, for tests. */
  LibraryFetch(LibraryArchive archive, Path folder, ToLongFunction<Path> freeBytes) {
    this.archive = archive;
    this.folder = folder;
    this.freeBytes = freeBytes;
  }

  /** What there is, judged by size and SHA-256; reads whole files and nothing of the network. */
  public Map<LibraryFile, State> states() {
    Map<LibraryFile, State> states = new LinkedHashMap<>();
    archive.files().forEach(file -> states.put(file, state(file)));
    return states;
  }

  private State state(LibraryFile file) {
    Path path = folder.resolve(file.name());
    try {
      if (!Files.exists(path)) {
        return State.MISSING;
      }
      if (!Files.isRegularFile(path) || Files.size(path) != file.bytes()) {
        return State.DAMAGED;
      }
      MessageDigest digest = sha256();
      byte[] buffer = new byte[1 << 16];
      try (InputStream in = Files.newInputStream(path)) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          digest.update(buffer, 0, count);
        }
      }
      return hex(digest).equals(file.sha256()) ? State.PRESENT : State.DAMAGED;
    } catch (IOException e) {
      throw UserError.environment(
          path + " cannot be read: " + e.getMessage(), "check its permissions", e);
    }
  }

  /**
   * Fetches what is not there. Files that are complete stay, whatever happens to the others.
   *
   * @param repository base address of the Maven repository
   * @return the packed bytes that were fetched
   * @throws UserError if the folder, the disk, the network, the server or the archive fails
   */
  public long fetch(URI repository, Patience patience, Listener listener) {
    createFolder();
    try (RunLock lock = RunLock.take(folder, OPTION)) {
      removeLeftOvers();
      List<LibraryFile> wanted =
          states().entrySet().stream()
              .filter(entry -> entry.getValue() != State.PRESENT)
              .map(Map.Entry::getKey)
              .toList();
      long packed = 0;
      if (!wanted.isEmpty()) {
        checkDisk(wanted);
        HttpRanges ranges = new HttpRanges(archive.at(repository), patience);
        Map<LibraryFile, ZipMember> members = locate(ranges, wanted);
        long total = members.values().stream().mapToLong(ZipMember::packedBytes).sum();
        for (LibraryFile file : wanted) {
          ZipMember member = members.get(file);
          if (member != null) {
            long before = packed;
            fetch(ranges, member, file, count -> listener.bytes(before + count, total));
            packed += member.packedBytes();
            listener.done(file);
          }
        }
      }
      writeNotice();
      return packed;
    }
  }

  private void createFolder() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw IoErrors.writing(folder, e, OPTION);
    }
  }

  /** What a killed process left: nobody else writes here while we hold the lock. */
  private void removeLeftOvers() {
    for (LibraryFile file : archive.files()) {
      try (DirectoryStream<Path> old =
          Files.newDirectoryStream(folder, "." + file.name() + ".*.tmp")) {
        for (Path path : old) {
          Files.delete(path);
        }
      } catch (IOException e) {
        throw IoErrors.writing(folder, e, OPTION);
      }
    }
  }

  private void checkDisk(List<LibraryFile> wanted) {
    long need = wanted.stream().mapToLong(LibraryFile::bytes).sum() + SPARE_BYTES;
    long free = freeBytes.applyAsLong(folder);
    if (free < need) {
      throw UserError.environment(
          folder
              + ": "
              + Machine.bytes(need)
              + " are needed and "
              + Machine.bytes(free)
              + " are free",
          "free some space, or choose another folder with " + OPTION);
    }
  }

  private static long freeBytes(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<LibraryFile, ZipMember> locate(HttpRanges ranges, List<LibraryFile> wanted) {
    Map<String, ZipMember> directory = ZipDirectory.read(ranges);
    Map<LibraryFile, ZipMember> members = new LinkedHashMap<>();
    for (LibraryFile file : wanted) {
      ZipMember member = directory.get(archive.folder() + file.name());
      if (member == null) {
        throw ZipDirectory.damaged(ranges, "there is no " + file.name() + " in it");
      }
      if (member.bytes() != file.bytes()) {
        throw other(
            ranges, file, member.bytes() + " bytes, and " + file.bytes() + " were expected");
      }
      members.put(file, member);
    }
    return members;
  }

  private void fetch(HttpRanges ranges, ZipMember member, LibraryFile file, LongConsumer packed) {
    AtomicFile.write(folder.resolve(file.name()), out -> copy(ranges, member, file, out, packed));
  }

  private static void copy(
      HttpRanges ranges, ZipMember member, LibraryFile file, OutputStream out, LongConsumer packed)
      throws IOException {
    MessageDigest digest = sha256();
    new ZipContent(ranges, member).writeTo(out, digest, packed);
    String found = hex(digest);
    if (!found.equals(file.sha256())) {
      throw other(ranges, file, "SHA-256 " + found + ", and " + file.sha256() + " was expected");
    }
  }

  private static UserError other(HttpRanges ranges, LibraryFile file, String how) {
    return UserError.data(
        ranges.address() + ": its " + file.name() + " is not NVIDIA's (" + how + ")",
        "it was not kept; give another repository with --from");
  }

  private void writeNotice() {
    StringBuilder text = new StringBuilder();
    text.append("Run-time libraries of NVIDIA CUDA, fetched by 'neuropil cuda-libs' out of\n")
        .append(archive.coordinates())
        .append(".\nThey are NVIDIA's. Their licence: ")
        .append(LibraryArchive.LICENCE)
        .append("\n\nSHA-256:\n");
    archive
        .files()
        .forEach(file -> text.append(file.sha256()).append("  ").append(file.name()).append('\n'));
    AtomicFile.write(
        folder.resolve(NOTICE), out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has it", e);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
