package org.neuropil.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.console.Terminal;
import org.neuropil.cli.cudalibs.ArchiveServer;
import org.neuropil.cli.cudalibs.LibraryArchive;
import org.neuropil.cli.cudalibs.Patience;
import org.neuropil.cli.cudalibs.TestZip;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** The command around the fetching: what it asks for, says and returns. */
class CudaLibsCommandTest {
  private static final byte[] CONTENT = "a library".repeat(500).getBytes(StandardCharsets.US_ASCII);
  private static final LibraryArchive ARCHIVE =
      new LibraryArchive(
          "org.example:libs:1",
          "org/example/libs.jar",
          "in/",
          List.of(TestZip.file("liba.so.1", CONTENT)));

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final byte[] zip = new TestZip().add("in/liba.so.1", CONTENT, true).bytes();

  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void home() {
    environment.put("HOME", folder.toString());
  }

  private Path usual() {
    return folder.resolve(".cache/neuropil/cuda-12.6");
  }

  private Ended run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Terminal.none());
    int code =
        new CommandLine(
                new CudaLibsCommand(
                    console, ARCHIVE, environment, new Patience(20_000, 20_000, 2, 1)))
            .setParameterExceptionHandler((e, given) -> Failures.report(e, console, false))
            .setExecutionExceptionHandler(
                (e, command, parsed) -> Failures.report(e, console, false))
            .execute(args);
    return new Ended(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void nothingIsFetchedBeforeTheLicenceIsAccepted() throws IOException {
    try (ArchiveServer server = new ArchiveServer(ARCHIVE.path(), zip)) {
      Ended ended = run("--from", server.address().toString());

      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.out()).isEmpty();
      assertThat(ended.err())
          .contains("org.example:libs:1\n", "liba.so.1", "missing\n", "into     " + usual())
          .contains("licence  https://docs.nvidia.com/cuda/eula/\n")
          .endsWith(
              "neuropil: error: these libraries come under NVIDIA's licence (read"
                  + " https://docs.nvidia.com/cuda/eula/, then add --accept-licence if you accept"
                  + " it)\n");
      assertThat(server.ranges()).isEmpty();
      assertThat(usual()).doesNotExist();
    }
  }

  @Test
  void theUsersCacheIsTheUsualPlace() throws IOException {
    try (ArchiveServer server = new ArchiveServer(ARCHIVE.path(), zip)) {
      environment.put("NEUROPIL_MAVEN_REPOSITORY", server.address().toString());

      Ended ended = run("--accept-licence");

      assertThat(ended.err()).contains("liba.so.1 is there\n");
      assertThat(ended.out()).startsWith(usual() + ": all 1 libraries are there, ");
      assertThat(ended.code()).isZero();
      assertThat(usual().resolve("liba.so.1")).hasBinaryContent(CONTENT);
      // Complete: nothing is left to accept or to fetch.
      assertThat(run()).isEqualTo(new Ended(0, usual() + ": all 1 libraries are there\n", ""));
      assertThat(server.ranges()).hasSize(2);
    }
  }

  @Test
  void anotherFolderHasToBeNamedToTheSearch() throws IOException {
    try (ArchiveServer server = new ArchiveServer(ARCHIVE.path(), zip)) {
      Path other = folder.resolve("other");
      Ended ended =
          run("--dir", other.toString(), "--from=" + server.address(), "--accept-licence");

      assertThat(ended.err())
          .endsWith("set NEUROPIL_CUDA_LIBS=" + other + " so that they are found\n");
      assertThat(other.resolve("liba.so.1")).hasBinaryContent(CONTENT);
      assertThat(usual()).doesNotExist();
    }
  }

  @Test
  void theListNeedsNoNetwork() throws IOException {
    Ended missing = run("--list");
    assertThat(missing.out())
        .contains("liba.so.1", "missing", "to fetch", "folder   " + usual(), "licence  https://");
    assertThat(missing.code()).isZero();
    Files.createDirectories(usual());
    Files.write(usual().resolve("liba.so.1"), CONTENT);
    assertThat(run("--list").out()).contains("present", "to fetch 0 MB");
    Files.write(usual().resolve("liba.so.1"), new byte[CONTENT.length]);
    assertThat(run("--list").out()).contains("damaged");
  }

  @Test
  void jsonAlone() throws IOException {
    try (ArchiveServer server = new ArchiveServer(ARCHIVE.path(), zip)) {
      JsonNode before = Codecs.JSON.readTree(run("--list", "--json").out());
      assertThat(before.path("files").path(0).path("state").asString()).isEqualTo("missing");

      Ended ended =
          run("--json", "--quiet", "--accept-licence", "--from", server.address().toString());

      JsonNode json = Codecs.JSON.readTree(ended.out());
      assertThat(json.path("dir").asString()).isEqualTo(usual().toString());
      assertThat(json.path("licence").asString()).isEqualTo(LibraryArchive.LICENCE);
      assertThat(json.path("fetched_bytes").asLong()).isBetween(1L, (long) CONTENT.length);
      assertThat(json.path("files").path(0).path("name").asString()).isEqualTo("liba.so.1");
      assertThat(json.path("files").path(0).path("bytes").asInt()).isEqualTo(CONTENT.length);
      assertThat(json.path("files").path(0).path("state").asString()).isEqualTo("present");
      assertThat(ended.err()).isEmpty();
    }
  }

  @Test
  void whatIsNotKnownIsAskedForInOneLine() {
    Ended ended = run("--quiet", "--accept-licence");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .startsWith("neuropil: error: no Maven repository is known")
        .hasLineCount(1);
    environment.clear();
    assertThat(run("--list").err())
        .isEqualTo(
            "neuropil: error: there is no folder for caches: neither HOME nor XDG_CACHE_HOME is set"
                + " (give a folder with --dir)\n");
  }

  @Test
  void aFailureOfTheServerIsOneLine() throws IOException {
    try (ArchiveServer server = new ArchiveServer("elsewhere.jar", zip)) {
      Ended ended = run("-q", "--accept-licence", "--from", server.address().toString());
      assertThat(ended.code()).isEqualTo(4);
      assertThat(ended.err())
          .startsWith("neuropil: error: " + server.address() + "/org/example/libs.jar: the server")
          .hasLineCount(1);
    }
  }
}
