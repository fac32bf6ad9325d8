package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.cli.config.Codecs;
import org.neuropil.compute.BackendInfo;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.BackendProvider;
import org.neuropil.compute.Backends;
import org.neuropil.compute.Precision;
import org.neuropil.matrix.SparsityPattern;
import tools.jackson.databind.JsonNode;

class BenchCommandTest {
  @TempDir Path folder;

  private static Object[] with(Object... more) {
    Object[] args = new Object[more.length + 9];
    List.of("bench", "--quick", "--steps", 4, "--batch", 5, "--repeats", 2, "--json").toArray(args);
    System.arraycopy(more, 0, args, 9, more.length);
    return args;
  }

  @Test
  void everySettingIsALine() throws IOException {
    Path file = folder.resolve("bench.csv");

    Harness.Ended ended =
        RealRuns.run(
            with(
                "--backend", "cpu", "--nodes", "40,200000", "--densities", "0.2,1", "--out", file));

    assertThat(ended.code()).as(ended.err()).isZero();
    JsonNode results = Codecs.JSON.readTree(ended.out()).path("results");
    assertThat(results.size()).isEqualTo(8);
    for (JsonNode one : results) {
      boolean small = one.path("nodes").asInt() == 40;
      assertThat(one.path("outcome").asString()).isEqualTo(small ? "measured" : "does not fit");
      for (String part : List.of("forward", "backward", "gradient", "update", "batch")) {
        JsonNode millis = one.path(part + "_ms");
        assertThat(small ? millis.asDouble() > 0 : millis.isNull()).as(part).isTrue();
      }
      assertThat(one.path("memory_bytes").asLong()).isPositive();
      assertThat(one.path("roofline_batch").isNull()).isTrue();
      if (!small) {
        assertThat(one.path("reason").asString()).contains("GB");
      }
    }
    assertThat(results.path(0).path("connections").asInt()).isBetween(230, 410);
    assertThat(results.path(2).path("connections").asInt()).isEqualTo(1600);
    assertThat(results.path(1).path("plan").asString()).isEqualTo("dense");
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
      List<NamedCsvRecord> rows = csv.stream().toList();
      assertThat(rows).hasSize(8);
      assertThat(rows.getFirst().getField("batch_ms"))
          .isEqualTo(Double.toString(results.path(0).path("batch_ms").asDouble()));
      assertThat(rows.getLast().getField("batch_ms")).isEmpty();
    }
    assertThat(RealRuns.run(with("--backend", "cpu", "--out", file)).err())
        .contains("exists already");
  }

  /** A back end by the name of another one shows what only a GPU has. */
  private static BackendProvider gpu(String device) {
    BackendInfo info = new BackendInfo("cuda", device, Precision.FP32, "none");
    DamagedProvider named = DamagedProvider.inBackend("info", (sound, method, args) -> info);
    return new DamagedProvider("cuda", named.damage());
  }

  private static Harness.Ended onGpu(String device, String... more) {
    String[] args = {
      "bench",
      "--quick",
      "--nodes",
      "40",
      "--densities",
      "0.5",
      "--plans",
      "tiled",
      "--repeats",
      "1"
    };
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return VerifyCommandTest.run(List.of(gpu(device)), all);
  }

  @Test
  void aKnownGpuHasARoofline() {
    Harness.Ended ended = onGpu("NVIDIA A100-SXM4-80GB, compute capability 8.0");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("roofline   NVIDIA A100-SXM4-80GB: memory 2.04 TB/s", "roofline f/b/g/u/batch")
        .contains("no graph", "H100 predicted")
        .containsPattern("40 +0.5 +tiled +fp32 .*/.*/.*/.*/.* %");
    JsonNode one =
        Codecs.JSON
            .readTree(onGpu("NVIDIA A100-SXM4-80GB, compute capability 8.0", "--json").out())
            .path("results")
            .path(0);
    double share = one.path("roofline_update").asDouble();
    double least = 1e3 * 28 * one.path("connections").asInt() / 2.039e12;
    assertThat(share * one.path("update_ms").asDouble() / least).isBetween(0.999, 1.001);
  }

  @Test
  void anUnknownGpuHasNone() {
    Harness.Ended ended = onGpu("NVIDIA Whatever, compute capability 9.9");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("left out: this device's constants are not in the table")
        .doesNotContain("f/b/g/u/batch");
  }

  @Test
  void aSettingThatFailsIsNamedAndTheOthersAreMeasured() {
    BackendProvider damaged =
        DamagedProvider.inBackend(
            "product",
            (sound, method, args) -> {
              if (((SparsityPattern) args[1]).rows() == 41) {
                throw new IllegalStateException("launch failed");
              }
              return DamagedProvider.invoke(sound, method, args);
            });

    Harness.Ended ended =
        VerifyCommandTest.run(
            List.of(damaged),
            "bench",
            "--quick",
            "--nodes",
            "41,42",
            "--densities",
            "0.5",
            "--plans",
            "tiled",
            "--repeats",
            "1");

    assertThat(ended.code()).isEqualTo(5);
    assertThat(ended.err().strip())
        .hasLineCount(1)
        .contains("N=41 p=0.5 tiled fp32", "launch failed")
        .doesNotContain("N=42");
    assertThat(ended.out()).containsPattern("41 .* FAILED").containsPattern("42 .* [0-9.]+\n");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "--nodes,'10,x',2,--nodes",
    "--nodes,1,2,--nodes",
    "--densities,'0.1,1.5',2,--densities",
    "--densities,0,2,--densities",
    "--plans,sparse,2,--plans",
    "--precisions,fp64,2,--precisions",
    "--precisions,bf16,4,fp32 only",
    "--steps,1,2,--steps",
    "--repeats,0,2,--repeats",
    "--backend,gpu,2,unknown back end"
  })
  void wrongUse(String option, String value, int code, String said) {
    Harness.Ended ended =
        option.equals("--backend")
            ? RealRuns.run("bench", option, value)
            : RealRuns.run("bench", "--backend", "cpu", "--quick", option, value);

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

    Harness.Ended ended = RealRuns.run("bench", "--backend", "cuda");

    assertThat(ended.code()).isEqualTo(4);
    assertThat(ended.err().strip()).hasLineCount(1).contains("cuda", "doctor");
  }
}
