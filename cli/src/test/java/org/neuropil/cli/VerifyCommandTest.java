package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.cli.command.Session;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.console.Terminal;
import org.neuropil.cli.runner.Runners;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.BackendProvider;
import org.neuropil.compute.Backends;
import org.neuropil.compute.Buffer;
import tools.jackson.databind.JsonNode;

class VerifyCommandTest {
  /** Runs with these back ends only. */
  static Harness.Ended run(List<BackendProvider> providers, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    Runners fake = new FakeEngine().runners();
    Runners runners =
        new Runners(fake.train(), fake.eval(), fake.convert(), () -> providers, fake.libraries());
    Console console =
        new Console(new PrintStream(out, true, StandardCharsets.UTF_8), errors, Terminal.none());
    int code = Main.run(args, new Session(console, runners, Path.of("runs")), errors);
    return new Harness.Ended(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static Harness.Ended verify(BackendProvider provider, String... more) {
    String[] args = new String[more.length + 4];
    List.of("verify", "--quick", "--backend", provider.name()).toArray(args);
    System.arraycopy(more, 0, args, 4, more.length);
    return run(List.of(provider), args);
  }

  @Test
  void theCpuKeepsItsPromises() {
    Harness.Ended ended = RealRuns.run("verify", "--backend", "cpu", "--quick", "--json");

    assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
    JsonNode json = Codecs.JSON.readTree(ended.out());
    assertThat(json.path("ok").asBoolean()).isTrue();
    assertThat(json.path("compared_with").asString()).isEqualTo("reference");
    Set<String> rows = new TreeSet<>();
    int trials = 0;
    for (JsonNode check : json.path("checks")) {
      rows.add(check.path("check").asString() + "/" + check.path("plan").asString("-"));
      trials += check.path("trials").asInt();
      if (!check.path("deviation").isNull()) {
        assertThat(check.path("deviation").asDouble()).isLessThan(check.path("limit").asDouble());
      }
    }
    assertThat(rows)
        .contains(
            "affine/-",
            "forward/tiled",
            "forward/dense",
            "gradient/dense",
            "clamp/tiled",
            "train sparse relu, losses/tiled",
            "train dense tanh, weights/dense");
    assertThat(trials).isEqualTo(json.path("trials").asInt()).isGreaterThan(100);
  }

  @Test
  void aProductThatIsSlightlyOffIsFoundAndNamed() {
    BackendProvider damaged =
        DamagedProvider.inProduct(
            "gradient",
            (sound, method, args) -> {
              DamagedProvider.invoke(sound, method, args);
              Buffer g = (Buffer) args[6];
              if (g.size() > 0) {
                g.set(g.size() - 1, 1.001 * g.get(g.size() - 1) + 1e-3);
              }
              return null;
            });

    Harness.Ended ended = verify(damaged, "--plan", "tiled");

    assertThat(ended.code()).isEqualTo(5);
    assertThat(ended.err().strip())
        .hasLineCount(1)
        .startsWith("neuropil: error: back end cpu is wrong in ")
        .contains("gradient tiled fp32")
        .doesNotContain("affine", "forward tiled", "dense fp32");
    assertThat(ended.out())
        .containsPattern("gradient +tiled +fp32 .* FAILED")
        .containsPattern("forward +tiled +fp32 .* ok")
        .contains("FAILED gradient tiled fp32: gradient: tiled, 1 nodes: ");
  }

  /** Operation by operation all is well; replayed as a whole, nothing happens. */
  @Test
  void batchesThatAreNotReplayedAreFoundByTraining() {
    int[] calls = {0};
    BackendProvider damaged =
        DamagedProvider.inBackend(
            "batch",
            (sound, method, args) ->
                ++calls[0] % 3 == 0 ? null : DamagedProvider.invoke(sound, method, args));

    Harness.Ended ended = verify(damaged, "--json", "--plan", "dense");

    assertThat(ended.code()).isEqualTo(5);
    JsonNode json = Codecs.JSON.readTree(ended.out());
    assertThat(json.path("ok").asBoolean()).isFalse();
    int failed = 0;
    for (JsonNode check : json.path("checks")) {
      boolean training = check.path("check").asString().startsWith("train ");
      assertThat(check.path("ok").asBoolean()).as(check.toString()).isEqualTo(!training);
      failed += check.path("failures").size();
    }
    assertThat(failed).isEqualTo(4).isEqualTo(json.path("failed").asInt());
  }

  @Test
  void aBackEndThatFailsIsReportedAndTheRestIsStillVerified() {
    BackendProvider damaged =
        DamagedProvider.inBackend(
            "combine",
            (sound, method, args) -> {
              throw new IllegalStateException("the device is gone");
            });

    Harness.Ended ended = verify(damaged, "--quiet", "--plan", "tiled");

    assertThat(ended.code()).isEqualTo(5);
    assertThat(ended.out()).contains("the device is gone").containsPattern("train .* ok");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "--plan,tilde,2,tiled",
    "--plan,library,2,plan 'library'",
    "--precision,fp16,2,'fp32, tf32, bf16, all'",
    "--precision,bf16,4,fp32 only",
    "--backend,gpu,2,unknown back end 'gpu'",
    "--threads,-1,2,--threads",
    "--device,-1,2,--device",
    "--steps,3,2,unknown option '--steps'"
  })
  void wrongUse(String option, String value, int code, String said) {
    Harness.Ended ended =
        option.equals("--backend")
            ? RealRuns.run("verify", option, value)
            : RealRuns.run("verify", "--backend", "cpu", "--quick", option, value);

    assertThat(ended.code()).as(ended.err()).isEqualTo(code);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().strip()).hasLineCount(1).contains(said);
  }

  @Test
  void cudaWhereThereIsNone() {
    assumeTrue(
        Backends.providers().stream()
            .filter(provider -> provider.name().equals("cuda"))
            .anyMatch(provider -> provider.refusal(BackendOptions.defaults()).isPresent()),
        "skipped: this machine has a GPU");

    Harness.Ended ended = RealRuns.run("verify", "--backend", "cuda");

    assertThat(ended.code()).isEqualTo(4);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().strip()).hasLineCount(1).contains("cuda", "doctor");
  }
}
