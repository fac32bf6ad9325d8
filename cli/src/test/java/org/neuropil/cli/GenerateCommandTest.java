package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.io.NetworkFile;
import org.neuropil.analysis.io.ReadOptions;
import org.neuropil.cli.config.Codecs;
import tools.jackson.databind.JsonNode;

class GenerateCommandTest {
  @TempDir Path folder;

  private Path made(String name, Object... options) {
    Path out = folder.resolve(name);
    Object[] args = new Object[options.length + 5];
    args[0] = "generate";
    System.arraycopy(options, 0, args, 1, options.length);
    args[options.length + 1] = "--nodes";
    args[options.length + 2] = 60;
    args[options.length + 3] = "--out";
    args[options.length + 4] = out;
    Harness.Ended ended = RealRuns.run(args);
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).startsWith(out + ": 60 nodes, ");
    return out;
  }

  private static SignedDigraph graph(Path file) {
    return NetworkFile.read(file, ReadOptions.defaults().withNodes(60)).graph();
  }

  @Test
  void theSeedDecides() {
    SignedDigraph one = graph(made("a.npz", "er", "--density", 0.1, "--seed", 5));

    assertThat(graph(made("b.tsv", "er", "--density", 0.1, "--seed", 5))).isEqualTo(one);
    assertThat(graph(made("c.npz", "er", "--density", 0.1, "--seed", 6))).isNotEqualTo(one);
    assertThat(one.density()).isCloseTo(0.1, within(0.03));
  }

  @Test
  void everyKindAndShareOfSigns() {
    SignedDigraph ring = graph(made("ws.graphml", "watts-strogatz", "--density", 0.1));
    SignedDigraph hubs = graph(made("ba.npy", "barabasi-albert", "--density", 0.1));
    SignedDigraph positive = graph(made("p.tsv", "er", "--density", 0.1, "--positive", 1));

    assertThat(ring.outDegree(7)).isEqualTo(6);
    assertThat(hubs.density()).isCloseTo(0.1, within(0.01));
    assertThat(positive.negative()).isZero();
  }

  @Test
  void rewiringReachesItsTargetAndKeepsDegrees() {
    Path start = made("er.npz", "er", "--density", 0.1);
    Path end = folder.resolve("end.npz");

    JsonNode json = rewired(start, end, 0, "--target-pooled", 0.75);

    assertThat(json.path("after").path("pooled").asDouble()).isGreaterThanOrEqualTo(0.75);
    SignedDigraph before = graph(start);
    SignedDigraph after = graph(end);
    assertThat(after).isNotEqualTo(before);
    assertThat(after.positive()).isEqualTo(before.positive());
    for (int i = 0; i < 60; i++) {
      assertThat(after.inDegree(i)).isEqualTo(before.inDegree(i));
      assertThat(after.outDegree(i)).isEqualTo(before.outDegree(i));
    }
    rewired(start, folder.resolve("again.npz"), 0, "--target-pooled", 0.75);
    assertThat(graph(folder.resolve("again.npz"))).isEqualTo(after);
    Harness.Ended measured = RealRuns.run("balance", end, "--json");
    assertThat(Codecs.JSON.readTree(measured.out()).path("pooled"))
        .isEqualTo(json.path("after").path("pooled"));
  }

  private static JsonNode rewired(Path start, Path end, int code, Object... options) {
    Object[] args = new Object[options.length + 5];
    args[0] = "rewire";
    args[1] = start;
    args[2] = "--out";
    args[3] = end;
    args[4] = "--json";
    System.arraycopy(options, 0, args, 5, options.length);
    Harness.Ended ended = RealRuns.run(args);
    assertThat(ended.code()).as(ended.err()).isEqualTo(code);
    return Codecs.JSON.readTree(ended.out());
  }

  @Test
  void whatIsNotReachedIsSaidAndWritten() {
    Path start = made("er.npz", "er", "--density", 0.1);
    Path end = folder.resolve("end.npz");

    rewired(start, end, 5, "--target-pooled", 1, "--proposals", 50);

    assertThat(end).exists();
  }

  @Test
  void aLadderHasAFileForEachLevel() {
    Path start = made("er.npz", "er", "--density", 0.1);

    JsonNode json =
        rewired(
            start, folder.resolve("rung.tsv"), 0, "--ladder", "0.6:0.7:3", "--measure", "pooled");

    assertThat(json.path("rungs").size()).isEqualTo(3);
    for (JsonNode rung : json.path("rungs")) {
      assertThat(rung.path("pooled").asDouble())
          .isGreaterThanOrEqualTo(rung.path("level").asDouble());
    }
    assertThat(folder.resolve("rung-0.65.tsv")).exists();
    assertThat(folder.resolve("rung-0.7.tsv")).exists();
  }

  @Test
  void balancedNetworksHaveTheSignsOfThePaper() {
    Path file = folder.resolve("balanced.npz");
    Harness.Ended made =
        RealRuns.run(
            "generate",
            "balanced",
            "--nodes",
            120,
            "--density",
            0.05,
            "--target-pooled",
            0.8,
            "--out",
            file,
            "--json");
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(Codecs.JSON.readTree(made.out()).path("pooled").asDouble())
        .isGreaterThanOrEqualTo(0.8);

    JsonNode z =
        Codecs.JSON.readTree(RealRuns.run("motifs", file, "--null", 100, "--json").out()).path("z");

    for (String kind : new String[] {"all", "induced"}) {
      for (String type : new String[] {"+++", "+--", "-+-", "--+"}) {
        assertThat(z.path(kind).path(type).asDouble()).as(kind + type).isPositive();
      }
      for (String type : new String[] {"++-", "+-+", "-++", "---"}) {
        assertThat(z.path(kind).path(type).asDouble()).as(kind + type).isNegative();
      }
    }
  }
}
