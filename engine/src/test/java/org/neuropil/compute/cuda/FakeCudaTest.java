package org.neuropil.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.kernels.KernelResources;

/**
 * JCuda's own native code, called as on a GPU, on top of stand-ins for NVIDIA's driver and
 * libraries (engine/src/test/fakecuda) that check each call and compute on the CPU. Shows that
 * pointers, argument packing, copies, descriptors and the order of calls are right; says nothing
 * about the real libraries beyond their documentation. In a process of its own, because the
 * stand-ins carry the real names.
 */
class FakeCudaTest {
  @TempDir Path folder;

  @Test
  void everyCallThroughJCuda() throws Exception {
    String output = run("libcublas.so.12");
    assertThat(output)
        .contains("driver for CUDA 12.4, cuBLAS 120604, cuSPARSE 12504")
        .contains("cuRAND 100307 (Philox stream agrees)");
  }

  /** Beside CUDA 13 there is no library that JCublas could load: it must not be touched. */
  @Test
  void cublasOfCuda13WithoutJCublas() throws Exception {
    String output = run("libcublas.so.13");
    assertThat(output).contains("cuBLAS 120604 (bound directly), cuSPARSE 12504");
  }

  private String run(String blas) throws Exception {
    EmulatedDevice.withKernels().close();
    if (KernelResources.load().architectures().length == 0) {
      String reason = KernelResources.load().refusal(0).orElse("");
      System.out.println("skipped: " + reason);
      Assumptions.abort(reason);
    }
    Path root = Path.of(System.getProperty("neuropil.root", "..")).toAbsolutePath();
    Path emulation = root.resolve("cuda-kernels/src/test/emulation");
    Path scheduler = emulation.resolve("scheduler.cpp");
    build("FAKE_DRIVER", "libcuda.so.1", root, scheduler, emulation.resolve("registry.cpp"));
    build("FAKE_BLAS", blas, root);
    build("FAKE_SPARSE", "libcusparse.so.12", root);
    build("FAKE_RAND", "libcurand.so.10", root);
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.library.path=" + System.getProperty("java.library.path"),
            // If JCuda were to unpack a library after all, it would do so here.
            "-Djava.io.tmpdir=" + folder,
            "-Dneuropil.root=" + root,
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            FakeCudaMain.class.getName()));
    if (blas.endsWith("13")) {
      command.add(folder.resolve(blas).toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LD_LIBRARY_PATH", folder.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    List<String> outcomes = output.lines().filter(l -> l.startsWith("outcome ")).toList();
    assertThat(outcomes).hasSize(blas.endsWith("13") ? 3 : 7);
    for (String outcome : outcomes) {
      double largest = Double.parseDouble(outcome.substring(outcome.lastIndexOf(' ') + 1));
      assertThat(largest).as(outcome).isLessThan(1e-5);
    }
    assertThat(output)
        .contains("fake CUDA: graph of")
        .contains("device=Fake GPU, compute capability 8.6")
        .contains("fake CUDA left: 0 blocks, 0 pinned, 0 streams, 0 events, 0 modules, 0 graphs")
        .doesNotContain("refuses")
        .doesNotContain("FATAL ERROR in native method");
    assertThat(output.lines().filter(l -> l.startsWith("fake CUDA left:")).distinct()).hasSize(1);
    try (var files = Files.list(folder)) {
      assertThat(files.filter(f -> f.getFileName().toString().contains("JC"))).isEmpty();
    }
    return output;
  }

  private void build(String part, String name, Path root, Path... more)
      throws IOException, InterruptedException {
    Path versions = folder.resolve(name + ".map");
    Files.writeString(versions, name + " { global: *; };\n");
    List<String> command =
        new ArrayList<>(
            List.of(
                "g++",
                "-std=c++17",
                "-O1",
                "-ffp-contract=off",
                "-fPIC",
                "-shared",
                "-D" + part,
                "-Wl,-soname," + name,
                "-Wl,--version-script=" + versions,
                "-o",
                folder.resolve(name).toString(),
                root.resolve("engine/src/test/fakecuda/fakecuda.cpp").toString()));
    for (Path source : more) {
      command.add(source.toString());
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
