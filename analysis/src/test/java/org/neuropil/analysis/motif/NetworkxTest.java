package org.neuropil.analysis.motif;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.analysis.graph.SignedDigraph;

/** The triad census against NetworkX's, where Debian's python3-networkx is installed. */
class NetworkxTest {
  private static final String PYTHON = "/usr/bin/python3";
  private static final long SEED = 61;
  private static final int GRAPHS = 50;

  @TempDir private Path folder = Path.of("");

  @Test
  void triadsAgree() throws IOException, InterruptedException {
    assume(Files.isExecutable(Path.of(PYTHON)), "no " + PYTHON);
    assume(run("-c", "import networkx") == 0, "no NetworkX (Debian: python3-networkx)");
    Path script = folder.resolve("triadic_census.py");
    try (InputStream in = getClass().getResourceAsStream("triadic_census.py")) {
      Files.copy(Objects.requireNonNull(in, "triadic_census.py"), script);
    }
    StringBuilder graphs = new StringBuilder();
    for (int index = 0; index < GRAPHS; index++) {
      SignedDigraph graph = TestGraphs.random(SEED, index);
      graphs.append(graph.nodes());
      for (int i = 0; i < graph.nodes(); i++) {
        for (int e = graph.outOffsets()[i]; e < graph.outOffsets()[i + 1]; e++) {
          graphs.append(' ').append(i).append(' ').append(graph.outTargets()[e]);
        }
      }
      graphs.append('\n');
    }
    Files.writeString(folder.resolve("in"), graphs);
    assertThat(run(script.toString())).as(Files.readString(folder.resolve("err"))).isZero();
    List<String> lines = Files.readAllLines(folder.resolve("out"));
    assertThat(lines).hasSize(GRAPHS);
    for (int index = 0; index < GRAPHS; index++) {
      MotifCensus census = MotifCensus.of(TestGraphs.random(SEED, index));
      String ours =
          Arrays.stream(TriadClass.values())
              .map(triad -> triad.code() + "=" + census.triads(triad))
              .sorted()
              .collect(Collectors.joining(" "));
      assertThat(ours).as("seed %d, graph %d", SEED, index).isEqualTo(lines.get(index));
    }
  }

  private static void assume(boolean condition, String missing) {
    if (!condition) {
      System.out.println("skipped: comparison with NetworkX, " + missing);
    }
    assumeTrue(condition, missing);
  }

  /** Runs Python with the files in, out and err of the folder as its streams. */
  private int run(String... arguments) throws IOException, InterruptedException {
    Path in = folder.resolve("in");
    if (!Files.exists(in)) {
      Files.writeString(in, "", UTF_8);
    }
    String[] command = new String[arguments.length + 1];
    command[0] = PYTHON;
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process =
        new ProcessBuilder(command)
            .redirectInput(in.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("Python took more than a minute");
    }
    return process.exitValue();
  }
}
