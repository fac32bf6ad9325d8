package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build to PTX leaves behind, with and without a compiler. */
class PtxBuildTest {
  private static final Path BASE = EmulatorBuild.base();
  private static final Pattern FUNCTION =
      Pattern.compile(
          "Function properties for (\\w+)\\s+(\\d+) bytes stack frame, (\\d+) bytes spill stores,"
              + " (\\d+) bytes spill loads\\s+ptxas info\\s+: Used (\\d+) registers");

  @TempDir Path folder;

  /** The launches of the engine use up to this many threads a block. */
  private static int largestBlock(String kernel) {
    return kernel.startsWith("np_spmm_tiled") ? 768 : 256;
  }

  @Test
  void noKernelSpillsOrNeedsAStack() throws IOException {
    List<Path> reports = list(BASE.resolve("target/ptx"), "ptxas-", ".txt");
    if (reports.isEmpty()) {
      String reason = "no ptxas report: " + KernelResources.load().refusal(999).orElse("no ptxas");
      System.out.println("skipped: " + reason);
      Assumptions.abort(reason);
    }
    TreeMap<String, StringBuilder> registers = new TreeMap<>();
    for (Path report : reports) {
      Matcher function = FUNCTION.matcher(Files.readString(report));
      int found = 0;
      while (function.find()) {
        found++;
        String kernel = function.group(1);
        assertThat(function.group(2)).as("stack frame of %s in %s", kernel, report).isEqualTo("0");
        assertThat(function.group(3)).as("spill stores of %s", kernel).isEqualTo("0");
        assertThat(function.group(4)).as("spill loads of %s", kernel).isEqualTo("0");
        int used = Integer.parseInt(function.group(5));
        // A warp gets registers in multiples of 8 a thread.
        assertThat((used + 7) / 8 * 8 * largestBlock(kernel))
            .as("registers of %s", kernel)
            .isLessThanOrEqualTo(65536);
        String arch = report.getFileName().toString().split("-")[1];
        registers
            .computeIfAbsent(kernel, k -> new StringBuilder())
            .append(" sm_" + arch + ":" + used);
      }
      assertThat(found).as("kernels in %s", report).isPositive();
    }
    registers.forEach((kernel, used) -> System.out.println("registers " + kernel + used));
    int sources = list(BASE.resolve("src/main/cuda"), "", ".cu").size();
    assertThat(reports).hasSize(sources * KernelResources.load().architectures().length);
  }

  /** CUDA 12 drivers accept PTX up to 8.x; the oldest supported one (525) knows 8.0. */
  @Test
  void ptxVersionsSuitOldDrivers() throws IOException {
    KernelResources resources = KernelResources.load();
    for (int architecture : resources.architectures()) {
      for (Path source : list(BASE.resolve("src/main/cuda"), "", ".cu")) {
        String module = source.getFileName().toString().replace(".cu", "");
        String ptx = resources.ptx(module, architecture);
        Matcher version = Pattern.compile("(?m)^\\.version (\\d+\\.\\d+)$").matcher(ptx);
        assertThat(version.find()).isTrue();
        assertThat(Double.parseDouble(version.group(1)))
            .as("%s for %d", module, architecture)
            .isLessThanOrEqualTo(7.8);
        assertThat(ptx).contains(".target sm_" + architecture);
      }
    }
  }

  @Test
  void withoutACompilerTheBuildGoesOnAndSaysWhy() throws Exception {
    assertThat(build("none"))
        .containsExactly(
            "cuda-kernels: no PTX: NEUROPIL_NVCC=none was set when Neuropil was built");
    assertThat(facts())
        .containsEntry("reason", "NEUROPIL_NVCC=none was set when Neuropil was built");
  }

  @Test
  void aCompilerThatDoesNotWorkIsAReasonToo() throws Exception {
    Path nvcc = folder.resolve("nvcc");
    Files.writeString(
        nvcc,
        "#!/bin/sh\n[ \"$1\" = --version ] && echo 'release 99.1, V99.1.2' && exit\n"
            + "echo 'nvcc fatal : no host compiler' >&2\nexit 1\n");
    assertThat(nvcc.toFile().setExecutable(true)).isTrue();
    String reason = "nvcc 99.1.2 cannot compile: nvcc fatal : no host compiler";
    assertThat(build(nvcc.toString())).containsExactly("cuda-kernels: no PTX: " + reason);
    assertThat(facts()).containsEntry("reason", reason);
  }

  private List<String> build(String nvcc) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh",
            BASE.resolve("src/build/compile-ptx.sh").toString(),
            BASE.resolve("src/main/cuda").toString(),
            folder.resolve("classes").toString(),
            folder.resolve("work").toString());
    builder.environment().put("NEUROPIL_NVCC", nvcc);
    Process process = builder.redirectErrorStream(true).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).as("%s", lines).isZero();
    return lines;
  }

  private Properties facts() throws IOException {
    Properties facts = new Properties();
    try (var in =
        Files.newInputStream(folder.resolve("classes/org/neuropil/kernels/ptx/build.properties"))) {
      facts.load(in);
    }
    return facts;
  }

  private static List<Path> list(Path folder, String prefix, String suffix) throws IOException {
    if (!Files.isDirectory(folder)) {
      return new ArrayList<>();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.getFileName().toString().startsWith(prefix))
          .filter(f -> f.getFileName().toString().endsWith(suffix))
          .sorted()
          .toList();
    }
  }
}
