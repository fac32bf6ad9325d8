package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.matrix.io.ArrayFile;
import org.neuropil.matrix.io.CsrArrays;
import org.neuropil.matrix.io.NdArray;
import org.neuropil.matrix.io.WeightFile;

/**
 * PyTorch, given the same initial weights and the same batches, arrives at the same weights after
 * 20 Adam steps.
 */
class TorchParityTest {
  private static final int STEPS = 20;

  /** Adam's first steps are nearly sign(g) * lr, so weights are compared absolutely. */
  private static final double TOLERANCE = 2e-6;

  @TempDir Path folder;

  @BeforeAll
  static void torchIsHere() throws Exception {
    assumeTrue(
        succeeds("python3", "-c", "import torch, numpy")
            || succeeds("/usr/bin/python3", "-c", "import torch, numpy"),
        "skipped: no python3 with torch and numpy (Debian: python3-torch)");
  }

  @ParameterizedTest(name = "{0} {1} density {2} batch {3}")
  @CsvSource({
    "rnn,relu,0.1,100",
    "rnn,tanh,0.1,100",
    "rnn,relu,1,64",
    "feedforward,relu,0.2,100",
    "feedforward,tanh,1,37",
  })
  void sameWeightsAfterTwentySteps(String cell, String activation, String density, int batch)
      throws Exception {
    Path data = RealRuns.digits(folder.resolve("data"));
    Object[] network = {
      "--task",
      "mnist",
      "--data",
      data,
      "--cell",
      cell,
      "--activation",
      activation,
      "--hidden",
      100,
      "--density",
      density,
      "--batch",
      batch,
      "--test-samples",
      100,
      "--quiet"
    };
    Path start = folder.resolve("start");
    succeed(with(network, "--epochs", 0, "--seed", 5, "--out", start));
    Path init = folder.resolve("init.npz");
    succeed("convert", start.resolve("weights.safetensors"), init, "--quiet");
    Path ours = folder.resolve("ours");
    succeed(
        with(
            network,
            "--epochs",
            1,
            "--init",
            init,
            "--no-shuffle",
            "--max-steps",
            STEPS,
            "--out",
            ours));

    Path theirs = folder.resolve("theirs.npz");
    String script =
        Path.of(System.getProperty("neuropil.root"), "bench", "torch_parity.py").toString();
    String python =
        succeeds("python3", "-c", "import torch, numpy") ? "python3" : "/usr/bin/python3";
    assertThat(
            succeeds(
                python,
                script,
                "--init",
                init.toString(),
                "--images",
                data.resolve("train-images-idx3-ubyte.gz").toString(),
                "--labels",
                data.resolve("train-labels-idx1-ubyte.gz").toString(),
                "--cell",
                cell,
                "--activation",
                activation,
                "--batch",
                Integer.toString(batch),
                "--steps",
                Integer.toString(STEPS),
                "--out",
                theirs.toString()))
        .isTrue();
    compare(
        WeightFile.read(ours.resolve("weights.safetensors")),
        ArrayFile.read(theirs),
        WeightFile.read(init));
  }

  private static void compare(WeightFile ours, Map<String, NdArray> theirs, WeightFile init) {
    for (Map.Entry<String, NdArray> entry : ours.others().entrySet()) {
      close(entry.getKey(), entry.getValue().toFloats(), floats(theirs, entry.getKey()));
      assertThat(entry.getValue().toFloats())
          .as("%s has moved", entry.getKey())
          .isNotEqualTo(floats(init.others(), entry.getKey()));
    }
    for (Map.Entry<String, CsrArrays> entry : ours.hidden().entrySet()) {
      close(entry.getKey(), entry.getValue().toDense(), floats(theirs, entry.getKey()));
    }
  }

  private static float[] floats(Map<String, NdArray> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name), name).toFloats();
  }

  private static void close(String name, float[] ours, float[] theirs) {
    assertThat(ours).as(name).hasSameSizeAs(theirs);
    double worst = 0;
    for (int e = 0; e < ours.length; e++) {
      worst = Math.max(worst, Math.abs((double) ours[e] - theirs[e]));
    }
    System.out.printf("parity with PyTorch: %s differs by at most %.3g%n", name, worst);
    assertThat(worst).as(name).isLessThan(TOLERANCE);
  }

  private static Object[] with(Object[] network, Object... more) {
    Object[] all = new Object[1 + network.length + more.length];
    all[0] = "train";
    System.arraycopy(network, 0, all, 1, network.length);
    System.arraycopy(more, 0, all, 1 + network.length, more.length);
    return all;
  }

  private static void succeed(Object... args) {
    Harness.Ended ended = RealRuns.run(args);
    assertThat(ended.code()).as(ended.err()).isZero();
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(120, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    }
  }
}
