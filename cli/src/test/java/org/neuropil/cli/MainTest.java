package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neuropil.cli.command.Session;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.console.Terminal;
import org.neuropil.error.UserError;
import tools.jackson.databind.JsonNode;

class MainTest {
  @TempDir Path folder;

  private Harness.Ended failingWith(Throwable failure, String... more) {
    Harness harness = new Harness(folder);
    harness.engine().afterStep((step, stop) -> sneaky(failure));
    String[] args = new String[more.length + 2];
    args[0] = "train";
    args[1] = "--quiet";
    System.arraycopy(more, 0, args, 2, more.length);
    return harness.run(args);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> void sneaky(Throwable failure) throws T {
    throw (T) failure;
  }

  @Test
  void userErrorsEndWithTheCodeOfTheirKind() {
    assertThat(failingWith(UserError.usage("a", "b")).code()).isEqualTo(2);
    Harness.Ended data = new Harness(folder).run("eval", "nowhere");
    assertThat(data.code()).isEqualTo(3);
    assertThat(data.err())
        .isEqualTo(
            "neuropil: error: nowhere does not exist (name a weight file or a run's directory)\n");
  }

  @Test
  void memoryThatRunsOutIsTheEnvironment() {
    Harness.Ended ended = failingWith(new OutOfMemoryError("Java heap space"));

    assertThat(ended.code()).isEqualTo(4);
    assertThat(ended.err())
        .startsWith("neuropil: error: out of memory: Java heap space (train a smaller network")
        .hasLineCount(1);
  }

  @Test
  void theUnexpectedIsOneLineAndATraceOnlyForDebug() {
    Throwable failure = new IllegalStateException("two\nlines");

    Harness.Ended plain = failingWith(failure);
    assertThat(plain.code()).isEqualTo(1);
    assertThat(plain.err())
        .isEqualTo(
            "neuropil: error: unexpected IllegalStateException: two lines"
                + " (a fault of neuropil; run again with --debug to see where)\n");
    Harness.Ended debug =
        failingWith(failure, "--debug", "--out", folder.resolve("other").toString());
    assertThat(debug.err()).contains("\tat org.neuropil.cli.MainTest");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train",
        "eval",
        "motifs",
        "balance",
        "generate",
        "rewire",
        "convert",
        "doctor",
        "verify",
        "bench",
        "cuda-libs",
        "completion",
        "version"
      })
  void everyCommandHasHelpWithAnExample(String command) {
    Harness.Ended ended = new Harness(folder).run(command, "--help");

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("Usage: neuropil " + command, "Example", "--json");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void noCommandShowsTheHelp() {
    Harness.Ended ended = new Harness(folder).run();

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("Commands:", "train", "doctor");
  }

  @Test
  void aMisspeltCommandIsUnderstood() {
    Harness.Ended ended = new Harness(folder).run("trian");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .isEqualTo("neuropil: error: unknown command 'trian' (did you mean 'train'?)\n");
  }

  @Test
  void versionsCanBeReadByScripts() {
    JsonNode json = Codecs.JSON.readTree(new Harness(folder).run("version", "--json").out());

    assertThat(json.path("neuropil").asString()).isEqualTo("0.1.0");
    assertThat(new Harness(folder).run("--version").out()).startsWith("neuropil 0.1.0");
  }

  @Test
  void theCompletionScriptKnowsOptionsAndTheirWords() {
    String script = new Harness(folder).run("completion").out();

    assertThat(script)
        .contains(
            "complete -F _complete_neuropil",
            "--density",
            "(\"relu\" \"tanh\" \"softplus\")",
            "--drop-nodes")
        .doesNotContain("lstm");
  }

  @Test
  void theDoctorCanBeReadByScripts() {
    Harness.Ended ended = new Harness(folder).run("doctor", "--json");

    JsonNode json = Codecs.JSON.readTree(ended.out());
    assertThat(json.path("usable").asBoolean()).isFalse();
    assertThat(ended.code()).isEqualTo(4);
    assertThat(json.path("machine").path(0).path("detail").asString()).isNotEmpty();
    assertThat(json.path("cuda").path(0).path("remedy").asString()).isEqualTo("install CUDA 12");
    assertThat(new Harness(folder).run("doctor").out())
        .contains("missing  cuBLAS", "-> install CUDA 12");
  }

  @Test
  void evaluationTakesARunsSettingsAndItsOwnSeed() {
    Harness harness = new Harness(folder);
    String run = folder.resolve("a").toString();
    harness.run("train", "--activation", "tanh", "--epochs", "1", "--out", run);

    Harness.Ended ended = harness.run("eval", run, "--json", "--drop-nodes", "0.5", "--seed", "9");

    assertThat(ended.out())
        .isEqualTo("{\"samples\":100,\"loss\":\"NaN\",\"accuracy\":0.25,\"nan_count\":3}\n");
    var request = Objects.requireNonNull(harness.engine().evaluated());
    assertThat(request.config().activation()).isEqualTo("tanh");
    assertThat(request.config().seed()).isEqualTo(1);
    assertThat(request.seed()).isEqualTo(9);
    assertThat(request.dropNodes()).isEqualTo(0.5);
    assertThat(request.weights().getFileName()).hasToString("weights.safetensors");
    assertThat(harness.run("eval", run, "--drop-nodes", "2").code()).isEqualTo(2);
  }

  @Test
  void weightsInARunsDirectoryComeWithItsSettings() throws IOException {
    Harness harness = new Harness(folder);
    Path run = folder.resolve("b");
    harness.run("train", "--activation", "tanh", "--epochs", "1", "--seed", "4", "--out", "" + run);
    Path kept = Files.writeString(run.resolve("weights-10.safetensors"), "x");
    Path other = Files.writeString(run.resolve("lesion.safetensors"), "x");
    Path alone = Files.writeString(folder.resolve("weights-10.safetensors"), "x");

    assertThat(asked(harness, kept).activation()).isEqualTo("tanh");
    assertThat(asked(harness, kept).seed()).isEqualTo(4);
    assertThat(asked(harness, kept, "--activation", "softplus").activation()).isEqualTo("softplus");
    assertThat(asked(harness, other).activation()).isEqualTo("relu");
    assertThat(asked(harness, alone).activation()).isEqualTo("relu");
  }

  private static ResolvedConfig asked(Harness harness, Path weights, String... options) {
    List<String> words = new ArrayList<>(List.of("eval", weights.toString()));
    words.addAll(List.of(options));
    Harness.Ended ended = harness.run(words.toArray(String[]::new));
    assertThat(ended.code()).as(ended.err()).isZero();
    var request = Objects.requireNonNull(harness.engine().evaluated());
    assertThat(request.weights()).isEqualTo(weights);
    return request.config();
  }

  @Test
  void conversionDoesNotOverwrite() throws IOException {
    Harness harness = new Harness(folder);
    String in = Files.writeString(folder.resolve("a.npz"), "x").toString();
    String out = folder.resolve("b.safetensors").toString();

    assertThat(
            Codecs.JSON
                .readTree(harness.run("convert", "--json", in, out).out())
                .path("nodes")
                .asInt())
        .isEqualTo(5);
    Files.writeString(Path.of(out), "y");
    assertThat(harness.run("convert", in, out).code()).isEqualTo(2);
    assertThat(harness.run("convert", "--force", in, out).code()).isZero();
    assertThat(harness.run("convert", in + "x", out).code()).isEqualTo(3);
  }

  @Test
  void aClosedPipeIsNoError() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    PrintStream err = new PrintStream(OutputStream.nullOutputStream(), true);
    Console console = new Console(new PrintStream(closed, true), err, Terminal.none());

    int code =
        Main.run(
            new String[] {"train", "--epochs", "1"},
            new Session(console, new FakeEngine().runners(), folder),
            err);

    assertThat(code).isZero();
  }
}
