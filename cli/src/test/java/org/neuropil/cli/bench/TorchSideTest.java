package org.neuropil.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.ArrayFile;
import org.neuropil.matrix.io.NdArray;

class TorchSideTest {
  private static final Batch BATCH = new Batch(3, 4);
  private static final SparsityPattern MASK = SparsityPattern.bernoulli(21, 21, 0.3, 5, 0);

  @TempDir Path folder;

  /** A program in the place of Python. */
  private String program(String... lines) throws IOException {
    Path file = folder.resolve("python");
    Files.write(file, Stream.concat(Stream.of("#!/bin/sh"), Stream.of(lines)).toList());
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file.toString();
  }

  private TorchSide side(String python, String device) throws IOException {
    Path script = folder.resolve("script.py");
    Files.writeString(script, "");
    return new TorchSide(python, script, device, 2, BATCH, 3);
  }

  private static String row(String variant, double millis, int connections) {
    return "echo '{\"variant\": \"%s\", \"median_ms\": %s, \"nonzeros\": %d, \"device\": \"cuda\","
            .formatted(variant, millis, connections)
        + " \"tf32\": \"on\", \"device_peak_mb\": 12.5, \"versions\": {\"torch\": \"2.9\","
        + " \"device\": \"NVIDIA X\"}}'";
  }

  @Test
  void theFastestAnswerAboutThisNetworkCountsAndTheMaskIsExact() throws IOException {
    Path copy = folder.resolve("copy.npy");
    String python =
        program(
            "echo \"$@\" > " + folder.resolve("args"),
            "while [ $# -gt 0 ]; do [ \"$1\" = --mask ] && cp \"$2\" " + copy + "; shift; done",
            "echo 'UserWarning: something'",
            row("module", 5, MASK.nonzeros()),
            row("loop", 3.5, MASK.nonzeros()),
            row("another network", 1, 7),
            "echo '{\"variant\": \"loop\", \"error\": \"out of memory\"}'");

    TorchSide.Answer answer = side(python, "cuda").ask(MASK, 0.3);

    assertThat(answer)
        .isEqualTo(new TorchSide.Answer("loop, TF32 on", 3.5, 12_800L << 10, "2.9, NVIDIA X"));
    assertThat(Files.readString(folder.resolve("args")))
        .contains("--hidden 21 --density 0.3 ", "--batch 4 --steps 3", "--tf32 on,off");
    NdArray array = Objects.requireNonNull(ArrayFile.read(copy).get(ArrayFile.SINGLE));
    assertThat(array.shape()).containsExactly(21, 3);
    int[] bits = TorchSide.packed(MASK).toInts();
    assertThat(array.toInts()).isEqualTo(bits);
    for (int i = 0; i < 21; i++) {
      for (int j = 0; j < 24; j++) {
        boolean set = (bits[3 * i + j / 8] >> (7 - j % 8) & 1) == 1;
        assertThat(set).isEqualTo(j < 21 && MASK.find(i, j) >= 0);
      }
    }
  }

  @Test
  void whatGoesWrongIsSaidInALine() throws IOException {
    String failure = "echo '{\"hidden\": 21, \"error\": \"out of memory\"}'";
    TorchSide all = side(program(failure, "exit 4"), "cpu");
    assertThat(all.ask(MASK, 0.3)).isNull();
    assertThat(all.reason()).isEqualTo("PyTorch ended with code 4: out of memory");
    TorchSide side = side(program("echo 'Traceback'", "echo 'no memory'", "exit 4"), "cpu");

    assertThat(side.refusal()).contains("no memory", "NEUROPIL_PYTHON").hasLineCount(1);
    assertThat(side.ask(MASK, 0.3)).isNull();
    assertThat(side.reason()).isEqualTo("PyTorch ended with code 4: no memory");
    assertThat(side(folder.resolve("absent").toString(), "cpu").refusal())
        .contains("cannot start", "NEUROPIL_PYTHON");
    assertThat(new TorchSide("sh", folder.resolve("no.py"), "cpu", 1, BATCH, 1).refusal())
        .contains("no.py");
  }

  @Test
  void thePyTorchOfThisMachineAnswers() {
    Path script = Path.of(System.getProperty("neuropil.root"), "bench", "torch_masked_rnn.py");
    TorchSide side =
        List.of("python3", "/usr/bin/python3").stream()
            .map(python -> new TorchSide(python, script, "cpu", 1, BATCH, 2))
            .filter(candidate -> candidate.refusal().isEmpty())
            .findFirst()
            .orElse(null);
    assumeTrue(side != null, "skipped: no python3 with torch and numpy (Debian: python3-torch)");

    TorchSide.Answer answer = Objects.requireNonNull(side).ask(MASK, 0.3);

    assertThat(answer).as(side.reason()).isNotNull();
    assertThat(Objects.requireNonNull(answer).millis()).isPositive();
    assertThat(answer.memory()).isGreaterThan(1 << 20);
  }
}
