package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with make-believe JDKs: shell scripts that print what they are called with. */
class LauncherTest {
  private static final String PRINT_ARGUMENTS = "#!/bin/sh\nprintf '%s\\n' \"$0\" \"$@\"\n";

  @TempDir Path folder;
  private Path launcher;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void install() throws IOException {
    Path source = Path.of(Objects.requireNonNull(System.getProperty("neuropil.root")), "neuropil");
    assumeTrue(Files.exists(source) && Files.exists(Path.of("/bin/sh")));
    Path home = Files.createDirectories(folder.resolve("app/lib")).getParent();
    launcher =
        executable(Objects.requireNonNull(home).resolve("neuropil"), Files.readString(source));
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("HOME", folder.toString());
  }

  private static Path executable(Path file, String text) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path jdk(String name, String version, String java) throws IOException {
    Path home = folder.resolve(name);
    executable(home.resolve("bin/java"), java);
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private Harness.Ended start(Path command, String... args) throws Exception {
    List<String> line = new java.util.ArrayList<>(List.of(command.toString()));
    line.addAll(List.of(args));
    Path err = folder.resolve("stderr.txt");
    ProcessBuilder builder = new ProcessBuilder(line).redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    return new Harness.Ended(code, out, Files.readString(err));
  }

  @Test
  void theFlagsAndTheArgumentsReachTheProgram() throws Exception {
    environment.put("JAVA_HOME", jdk("jdk", "25.0.3", PRINT_ARGUMENTS).toString());
    environment.put("NEUROPIL_JAVA_OPTS", "-Xmx1g -Da=b");

    Harness.Ended ended = start(launcher, "train", "--data", "two words");

    assertThat(ended.out().lines())
        .containsSubsequence("--add-modules", "jdk.incubator.vector", "-Xmx1g", "-Da=b", "-cp")
        .containsSubsequence("org.neuropil.cli.Main", "train", "--data", "two words")
        // What the JVM has to say must not get among results.
        .containsSubsequence("-Xlog:disable", "-Xlog:all=warning:stderr")
        .contains("-Dneuropil.tty=false", "-Djava.library.path=" + folder.resolve("app/lib/native"))
        .anyMatch(line -> line.matches("-Xmx[0-9]+m"));
    assertThat(ended.code()).isZero();
  }

  @Test
  void anyChainOfLinksLeadsHome() throws Exception {
    environment.put("JAVA_HOME", jdk("jdk", "26", PRINT_ARGUMENTS).toString());
    Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(folder.resolve("bin/first"), Path.of("../app/neuropil"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("bin/first"));

    assertThat(start(second, "doctor").out()).contains("-Dneuropil.root=" + folder.resolve("app"));
  }

  @Test
  void anOldJdkIsPassedOver() throws Exception {
    environment.put("JAVA_HOME", jdk("old", "17.0.15", "#!/bin/sh\necho old\n").toString());
    Path newer = jdk("newer", "25", PRINT_ARGUMENTS);
    environment.put("PATH", newer.resolve("bin") + ":/usr/bin:/bin");

    assertThat(start(launcher).out()).contains("org.neuropil.cli.Main").doesNotContain("old\n");
  }

  @Test
  void aNamedJdkThatIsTooOldIsRefused() throws Exception {
    Path old = jdk("old", "17.0.15", PRINT_ARGUMENTS);
    environment.put("NEUROPIL_JAVA_HOME", old.toString());

    Harness.Ended ended = start(launcher);

    assertThat(ended.code()).isEqualTo(4);
    assertThat(ended.err())
        .isEqualTo(
            "neuropil: error: NEUROPIL_JAVA_HOME="
                + old
                + " is no JDK of version 25 or newer (correct or unset it)\n");
  }

  @Test
  void onlyTheIncubatorWarningIsKeptBack() throws Exception {
    environment.put(
        "JAVA_HOME",
        jdk(
                "jdk",
                "25",
                """
                #!/bin/sh
                echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
                echo 'a native library speaks' >&2
                echo 'the program speaks' >&3
                # The reader of the pipe may still be at work when this process has ended.
                exec 2>&-
                sleep 1
                exit 7
                """)
            .toString());

    Harness.Ended ended = start(launcher);

    assertThat(ended.err().lines())
        .containsExactlyInAnyOrder("a native library speaks", "the program speaks");
    assertThat(ended.code()).isEqualTo(7);
  }

  @Test
  void neitherSourcesNorLibrariesIsSaid() throws Exception {
    environment.put("JAVA_HOME", jdk("jdk", "25", PRINT_ARGUMENTS).toString());
    Files.delete(folder.resolve("app/lib"));

    Harness.Ended ended = start(launcher);

    assertThat(ended.err()).startsWith("neuropil: error: neither sources nor lib found beside");
    assertThat(ended.code()).isEqualTo(4);
  }

  @Test
  void aBuildThatFailsShowsTheEndOfItsLog() throws Exception {
    environment.put("JAVA_HOME", jdk("jdk", "25", PRINT_ARGUMENTS).toString());
    Files.writeString(folder.resolve("app/pom.xml"), "<project/>");
    executable(
        folder.resolve("tools/mvn"),
        "#!/bin/sh\n[ \"$1\" = -v ] && { echo 'Apache Maven 3.9.16 (x)'; exit; }\necho broken; exit 1\n");
    environment.put("PATH", folder.resolve("tools") + ":/usr/bin:/bin");

    Harness.Ended ended = start(launcher);

    assertThat(ended.err())
        .startsWith("neuropil: building (first use, about a minute) ...\nbroken\n")
        .contains("neuropil: error: the build failed (the whole log is in ");
    assertThat(ended.code()).isEqualTo(4);
    assertThat(folder.resolve("app/target/build.lock")).doesNotExist();
  }

  @Test
  void anOldMavenIsRefused() throws Exception {
    environment.put("JAVA_HOME", jdk("jdk", "25", PRINT_ARGUMENTS).toString());
    Files.writeString(folder.resolve("app/pom.xml"), "<project/>");
    executable(folder.resolve("tools/mvn"), "#!/bin/sh\necho 'Apache Maven 3.8.6 (x)'\n");
    environment.put("PATH", folder.resolve("tools") + ":/usr/bin:/bin");

    Harness.Ended ended = start(launcher);

    assertThat(ended.err())
        .isEqualTo(
            "neuropil: error: Maven 3.8.6 is too old to build (install Maven 3.8.7 or newer)\n");
    assertThat(ended.code()).isEqualTo(4);
  }
}
