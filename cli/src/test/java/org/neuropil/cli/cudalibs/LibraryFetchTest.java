package org.neuropil.cli.cudalibs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neuropil.cli.cudalibs.ArchiveServer.Fault;
import org.neuropil.cli.cudalibs.LibraryArchive.LibraryFile;
import org.neuropil.cli.cudalibs.LibraryFetch.State;
import org.neuropil.cli.run.RunLock;
import org.neuropil.compute.cuda.CudaRuntimeFolder;
import org.neuropil.error.UserError;

/** The fetching of libraries from a server of our own that misbehaves in every way we know. */
class LibraryFetchTest {
  private static final String PATH = "org/example/libs/1/libs-1.jar";
  private static final String INSIDE = "org/example/native/";
  private static final Patience PATIENCE = new Patience(20_000, 20_000, 3, 1);

  @TempDir Path folder;

  /** Content that deflates to about half of its length. */
  private static byte[] content(int seed, int length) {
    Random random = new Random(seed);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextInt(16);
    }
    return bytes;
  }

  private static final byte[] STORED = content(1, 100_000);
  private static final byte[] DEFLATED = content(2, 250_000);
  private static final byte[] NOT_WANTED = content(3, 400_000);

  private static final LibraryArchive ARCHIVE =
      new LibraryArchive(
          "org.example:libs:1",
          PATH,
          INSIDE,
          List.of(TestZip.file("liba.so.1", STORED), TestZip.file("libb.so.2", DEFLATED)));

  private static TestZip zip(TestZip empty, TestZip.Lie lie) {
    return empty
        .add("META-INF/MANIFEST.MF", content(4, 100), true)
        .add(INSIDE + "liba.so.1", STORED, false)
        .add(INSIDE + "libc.so.3", NOT_WANTED, false)
        .add(INSIDE + "libb.so.2", DEFLATED, true, lie)
        .add(INSIDE + "libd.so.4", NOT_WANTED, true);
  }

  private static byte[] zip() {
    return zip(new TestZip(), TestZip.Lie.NONE).bytes();
  }

  /** Keeps what a fetch says. */
  private static final class Heard implements LibraryFetch.Listener {
    private final List<String> done = new ArrayList<>();
    private long bytes;
    private long total;

    @Override
    public void bytes(long nowDone, long nowTotal) {
      assertThat(nowDone).isBetween(bytes, nowTotal);
      bytes = nowDone;
      total = nowTotal;
    }

    @Override
    public void done(LibraryFile file) {
      done.add(file.name());
    }
  }

  private long fetch(ArchiveServer server) {
    return new LibraryFetch(ARCHIVE, folder).fetch(server.address(), PATIENCE, new Heard());
  }

  /** The error of a fetch, which must be one line and leave nothing half-written. */
  private UserError failure(URI repository, LibraryArchive archive) throws IOException {
    UserError error =
        catchThrowableOfType(
            UserError.class,
            () -> new LibraryFetch(archive, folder).fetch(repository, PATIENCE, new Heard()));
    assertThat(error).isNotNull();
    assertThat(error.getMessage()).doesNotContain("\n");
    assertThat(files()).isSubsetOf("liba.so.1");
    return error;
  }

  /** All files in the folder but the lock. */
  private List<String> files() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(path -> String.valueOf(path.getFileName()))
          .filter(name -> !name.equals(".lock"))
          .sorted()
          .toList();
    }
  }

  private void assertComplete() throws IOException {
    assertThat(files()).containsExactly("README.txt", "liba.so.1", "libb.so.2");
    assertThat(folder.resolve("liba.so.1")).hasBinaryContent(STORED);
    assertThat(folder.resolve("libb.so.2")).hasBinaryContent(DEFLATED);
  }

  @Test
  void storedAndDeflatedAreFetchedAndNothingElse() throws IOException {
    byte[] zip = zip();
    try (ArchiveServer server = new ArchiveServer(PATH, zip)) {
      Heard heard = new Heard();
      LibraryFetch fetch = new LibraryFetch(ARCHIVE, folder);
      assertThat(fetch.states().values()).containsOnly(State.MISSING);

      long packed = fetch.fetch(server.address(), PATIENCE, heard);

      assertComplete();
      assertThat(fetch.states().values()).containsOnly(State.PRESENT);
      assertThat(heard.done).containsExactly("liba.so.1", "libb.so.2");
      assertThat(heard.bytes).isEqualTo(packed).isEqualTo(heard.total);
      assertThat(packed).isBetween(STORED.length + 100_000L, STORED.length + 200_000L);
      // The archive's end and one range a library, without the libraries that are not wanted.
      assertThat(server.ranges()).hasSize(3);
      assertThat(server.asked()).isLessThan(packed + 66_000).isLessThan(zip.length / 2);
      assertThat(folder.resolve("README.txt"))
          .content()
          .contains("org.example:libs:1", "https://docs.nvidia.com/cuda/eula/")
          .contains(ARCHIVE.files().get(1).sha256() + "  libb.so.2");
    }
  }

  @Test
  void sixtyFourBitFieldsAreUnderstood() throws IOException {
    byte[] zip = zip(new TestZip().large(), TestZip.Lie.NONE).bytes();
    try (ArchiveServer server = new ArchiveServer(PATH, zip)) {
      fetch(server);
      assertComplete();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDirectoryLongerThanTheEndThatIsAskedForFirst(boolean large) throws IOException {
    TestZip zip = zip(large ? new TestZip().large() : new TestZip(), TestZip.Lie.NONE);
    for (int i = 0; i < 1500; i++) {
      zip.add("a/folder/with/quite/a/long/name/to/fill/the/directory/" + i, new byte[0], false);
    }
    try (ArchiveServer server = new ArchiveServer(PATH, zip.bytes())) {
      fetch(server);
      assertComplete();
      assertThat(server.ranges()).hasSize(4);
    }
  }

  @Test
  void whatIsThereIsNotFetchedAgainAndWhatIsDamagedIs() throws IOException {
    try (ArchiveServer server = new ArchiveServer(PATH, zip())) {
      fetch(server);
      byte[] wrong = STORED.clone();
      wrong[50_000] ^= 1;
      Files.write(folder.resolve("liba.so.1"), wrong);
      LibraryFetch fetch = new LibraryFetch(ARCHIVE, folder);
      assertThat(fetch.states().values()).containsExactly(State.DAMAGED, State.PRESENT);
      Heard heard = new Heard();

      assertThat(fetch.fetch(server.address(), PATIENCE, heard)).isEqualTo(STORED.length);

      assertComplete();
      assertThat(heard.done).containsExactly("liba.so.1");
      assertThat(server.ranges()).hasSize(5);
      // Nothing at all is asked when all is there.
      assertThat(fetch(server)).isZero();
      assertThat(server.ranges()).hasSize(5);
    }
  }

  @Test
  void aDroppedConnectionIsTakenUpWhereItBroke() throws IOException {
    try (ArchiveServer server = new ArchiveServer(PATH, zip()).fault(Fault.CUT, 2, 3)) {
      fetch(server);
      assertComplete();
      List<Long> starts =
          server.ranges().stream()
              .skip(1)
              .map(range -> Long.parseLong(range.replaceAll("bytes=(\\d+)-.*", "$1")))
              .toList();
      // Half of the first library, half of the rest, the rest, and the second library.
      assertThat(starts).hasSize(4).isSorted().doesNotHaveDuplicates();
      assertThat(starts.get(1) - starts.get(0))
          .isBetween(STORED.length / 2L, STORED.length / 2L + 200);
    }
  }

  @ParameterizedTest
  @CsvSource({"BUSY,1,2", "BUSY,2,3", "SILENT,1,2", "SILENT,3,4", "CUT,1,1", "REDIRECT,1,9"})
  void whatPassesIsBorne(Fault fault, int from, int to) throws IOException {
    try (ArchiveServer server = new ArchiveServer(PATH, zip()).fault(fault, from, to)) {
      fetch(server);
      assertComplete();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NO_RANGES|does not serve parts of files (give another repository",
        "NOT_FOUND|has no such file (404) (give the base address of a Maven repository",
        "FORBIDDEN|the server refuses (403) (check the address",
        "BUSY|cannot be read: the server answers 503 (check address and network",
        "CUT|cannot be read: ",
        "SILENT|cannot be read: ",
        "OTHER_BYTES|answers with other bytes than those asked for",
        "NO_CONTENT_RANGE|answers with other bytes than those asked for",
        "REDIRECT_LOOP|redirects more than 5 times",
        "REDIRECT_ELSEWHERE|redirects to ftp://127.0.0.1/archive.jar"
      })
  void whatStaysIsOneLine(Fault fault, String text) throws IOException {
    for (int from : new int[] {1, 3}) {
      try (ArchiveServer server = new ArchiveServer(PATH, zip()).fault(fault, from, 999)) {
        UserError error = failure(server.address(), ARCHIVE);
        assertThat(error).hasMessageContaining(text).hasMessageContaining(PATH);
        assertThat(error.kind()).isEqualTo(UserError.Kind.ENVIRONMENT);
      }
    }
    // The second time the first library had come whole; it is kept, and only the other is fetched.
    assertThat(files()).containsExactly("liba.so.1");
    try (ArchiveServer server = new ArchiveServer(PATH, zip())) {
      fetch(server);
      assertComplete();
      assertThat(server.ranges()).hasSize(2);
    }
  }

  @Test
  void aServerThatSaysNothingMoreIsLeft() throws IOException {
    try (ArchiveServer server = new ArchiveServer(PATH, zip()).fault(Fault.STALL, 3, 999)) {
      LibraryFetch fetch = new LibraryFetch(ARCHIVE, folder);
      Patience little = new Patience(20_000, 300, 2, 1);
      UserError error =
          catchThrowableOfType(
              UserError.class, () -> fetch.fetch(server.address(), little, new Heard()));
      assertThat(error).hasMessageContaining("cannot be read: Read timed out");
      assertThat(files()).isSubsetOf("liba.so.1");
    }
  }

  @Test
  void nobodyThere() throws IOException {
    ArchiveServer gone = new ArchiveServer(PATH, zip());
    gone.close();
    assertThat(failure(gone.address(), ARCHIVE)).hasMessageContaining("cannot be read: Connection");
    assertThat(failure(URI.create("http://no-such-host.invalid/base/"), ARCHIVE))
        .hasMessageContaining("cannot be read: no such host");
  }

  @Test
  void anArchiveThatChanges() throws IOException {
    try (ArchiveServer server = new ArchiveServer(PATH, zip()).fault(Fault.OTHER_SIZE, 3, 3)) {
      assertThat(failure(server.address(), ARCHIVE))
          .hasMessageContaining("changed while it was read");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CRC|libb.so.2 of |arrived damaged (CRC-32 ",
        "ENCRYPTED|libb.so.2 of |is encrypted",
        "METHOD|libb.so.2 of |is packed by method 12",
        "OFFSET|libb.so.2 of |is not where the archive's directory says",
        "SHORTER|its libb.so.2 is not NVIDIA's (249999 bytes|250000 were expected",
        "LONGER|its libb.so.2 is not NVIDIA's (250001 bytes|250000 were expected"
      })
  void aDamagedArchive(TestZip.Lie lie, String where, String what) throws IOException {
    byte[] zip = zip(new TestZip(), lie).bytes();
    try (ArchiveServer server = new ArchiveServer(PATH, zip)) {
      UserError error = failure(server.address(), ARCHIVE);
      assertThat(error).hasMessageContaining(where).hasMessageContaining(what);
      assertThat(error.kind()).isEqualTo(UserError.Kind.DATA);
    }
  }

  /** Lengths are checked against the directory even where it agrees with what is expected. */
  @ParameterizedTest
  @EnumSource(
      value = TestZip.Lie.class,
      names = {"SHORTER", "LONGER"})
  void aContentOfAnotherLength(TestZip.Lie lie) throws IOException {
    LibraryFile b = ARCHIVE.files().get(1);
    long said = b.bytes() + (lie == TestZip.Lie.LONGER ? 1 : -1);
    LibraryArchive archive =
        new LibraryArchive(
            "x", PATH, INSIDE, List.of(new LibraryFile(b.name(), 1, said, b.sha256())));
    try (ArchiveServer server = new ArchiveServer(PATH, zip(new TestZip(), lie).bytes())) {
      assertThat(failure(server.address(), archive))
          .hasMessageContaining(
              lie == TestZip.Lie.LONGER ? "is shorter than the archive" : "is longer than");
    }
  }

  @Test
  void anotherContentThanNvidiasIsNotKept() throws IOException {
    byte[] forged = DEFLATED.clone();
    forged[7] ^= 1;
    byte[] zip = new TestZip().add(INSIDE + "libb.so.2", forged, true).bytes();
    LibraryArchive onlyB = new LibraryArchive("x", PATH, INSIDE, List.of(ARCHIVE.files().get(1)));
    try (ArchiveServer server = new ArchiveServer(PATH, zip)) {
      assertThat(failure(server.address(), onlyB))
          .hasMessageContaining("its libb.so.2 is not NVIDIA's (SHA-256 ");
      assertThat(failure(server.address(), ARCHIVE))
          .hasMessageContaining("there is no liba.so.1 in it");
    }
  }

  @Test
  void noZipAtAll() throws IOException {
    for (int length : new int[] {1, 21, 22, 70_000}) {
      try (ArchiveServer server = new ArchiveServer(PATH, content(5, length))) {
        assertThat(failure(server.address(), ARCHIVE))
            .hasMessageContaining("this is no zip archive");
      }
    }
    byte[] zip = zip();
    try (ArchiveServer server = new ArchiveServer(PATH, Arrays.copyOf(zip, zip.length - 1))) {
      assertThat(failure(server.address(), ARCHIVE)).hasMessageContaining("this is no zip archive");
    }
  }

  /** A flipped byte anywhere in the directory is an error of ours or harmless, never another. */
  @Test
  void damagedDirectoriesAreErrorsOfOurs() throws IOException {
    byte[] small =
        new TestZip()
            .large()
            .add(INSIDE + "liba.so.1", content(6, 3000), false)
            .add(INSIDE + "libb.so.2", content(7, 3000), true)
            .bytes();
    int directory = new String(small, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    LibraryArchive archive =
        new LibraryArchive(
            "x",
            PATH,
            INSIDE,
            List.of(
                TestZip.file("liba.so.1", content(6, 3000)),
                TestZip.file("libb.so.2", content(7, 3000))));
    Random random = new Random(11);
    int errors = 0;
    for (int i = 0; i < 150; i++) {
      byte[] damaged = small.clone();
      int at = directory + random.nextInt(small.length - directory);
      damaged[at] = (byte) random.nextInt(256);
      try (ArchiveServer server = new ArchiveServer(PATH, damaged)) {
        new LibraryFetch(archive, folder).fetch(server.address(), PATIENCE, new Heard());
      } catch (UserError e) {
        errors++;
        assertThat(files()).as("byte %d", at).isSubsetOf("README.txt", "liba.so.1");
      }
      Files.deleteIfExists(folder.resolve("liba.so.1"));
      Files.deleteIfExists(folder.resolve("libb.so.2"));
    }
    assertThat(errors).isBetween(50, 149);
  }

  @Test
  void aFullDiskIsForeseen() throws IOException {
    try (ArchiveServer server = new ArchiveServer(PATH, zip())) {
      long need = STORED.length + DEFLATED.length + (64L << 20);
      UserError error =
          catchThrowableOfType(
              UserError.class,
              () ->
                  new LibraryFetch(ARCHIVE, folder, path -> need - 1)
                      .fetch(server.address(), PATIENCE, new Heard()));
      assertThat(error)
          .hasMessageContaining("64 MiB are needed and 64 MiB are free")
          .hasMessageContaining("--dir");
      assertThat(server.ranges()).isEmpty();
      new LibraryFetch(ARCHIVE, folder, path -> need)
          .fetch(server.address(), PATIENCE, new Heard());
      assertComplete();
    }
  }

  @Test
  void whatAKilledProcessLeftIsRemoved() throws IOException {
    Files.write(folder.resolve(".libb.so.2.1234.tmp"), new byte[99]);
    Files.write(folder.resolve(".somebody.elses.tmp"), new byte[99]);
    try (ArchiveServer server = new ArchiveServer(PATH, zip())) {
      fetch(server);
    }
    assertThat(files())
        .containsExactly(".somebody.elses.tmp", "README.txt", "liba.so.1", "libb.so.2");
  }

  @Test
  void aFolderThatIsNotOurs() throws IOException {
    URI nowhere = URI.create("http://127.0.0.1:9/");
    try (RunLock lock = RunLock.take(folder)) {
      assertThat(lock).isNotNull();
      assertThat(failure(nowhere, ARCHIVE))
          .hasMessageContaining("is in use by another neuropil process")
          .hasMessageContaining("--dir");
    }
    Path file = Files.writeString(folder.resolve("file"), "");
    UserError error =
        catchThrowableOfType(
            UserError.class,
            () ->
                new LibraryFetch(ARCHIVE, file.resolve("x")).fetch(nowhere, PATIENCE, new Heard()));
    assertThat(error)
        .hasMessageContaining("a file stands where a folder is needed")
        .hasMessageContaining("--dir");
  }

  @Test
  void theArchiveHoldsWhatTheBackEndLoads() {
    assertThat(LibraryArchive.CUDA_12_6.files())
        .extracting(LibraryFile::name)
        .containsExactlyInAnyOrderElementsOf(CudaRuntimeFolder.fileNames());
    assertThat(LibraryArchive.CUDA_12_6.files())
        .allMatch(file -> file.sha256().matches("[0-9a-f]{64}"));
    assertThat(LibraryArchive.CUDA_12_6.at(URI.create("https://host/base")))
        .isEqualTo(LibraryArchive.CUDA_12_6.at(URI.create("https://host/base/")));
    // The help says 685 MB.
    assertThat(LibraryArchive.CUDA_12_6.files().stream().mapToLong(LibraryFile::packedBytes).sum())
        .isEqualTo(684_863_829L);
  }
}
