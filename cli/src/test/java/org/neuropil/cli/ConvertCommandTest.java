package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.analysis.io.NetworkFile;
import org.neuropil.analysis.io.ReadOptions;
import org.neuropil.analysis.io.WeightedNetwork;
import org.neuropil.cli.config.Codecs;
import org.neuropil.matrix.io.WeightFile;

class ConvertCommandTest {
  @TempDir Path folder;

  private Path converted(Path in, String name, String... more) {
    Path out = folder.resolve(name);
    Object[] args = new Object[more.length + 3];
    args[0] = "convert";
    args[1] = in;
    args[2] = out;
    System.arraycopy(more, 0, args, 3, more.length);
    Harness.Ended ended = RealRuns.run(args);
    assertThat(ended.code()).as(ended.err()).isZero();
    return out;
  }

  private static WeightedNetwork network(Path file) {
    return NetworkFile.readWeighted(file, ReadOptions.defaults());
  }

  @Test
  void aNetworkSurvivesAllFormats() {
    Path start = WorkedGraph.edgeList(folder.resolve("worked.tsv"));
    WeightedNetwork original = network(start);
    Path last = start;
    for (String name :
        new String[] {"a.graphml", "b.npz", "c.npy", "d.csv", "e.safetensors", "f.txt", "g.npz"}) {
      last = converted(last, name);
      WeightedNetwork now = network(last);
      assertThat(now.signs().graph()).as(name).isEqualTo(original.signs().graph());
      assertThat(now.senderRows().values()).as(name).isEqualTo(original.senderRows().values());
      assertThat(now.signs().graph().selfLoops()).as(name).isEqualTo(1);
    }
    Path labels = converted(last, "h.tsv", "--to-fanmod");
    assertThat(network(converted(labels, "i.npz", "--fanmod")).signs().graph())
        .isEqualTo(original.signs().graph());
  }

  @Test
  void rowsMayBeReceivers() {
    Path start = WorkedGraph.edgeList(folder.resolve("worked.tsv"));
    Path matrix = converted(start, "a.npy");

    Path turned = converted(matrix, "b.tsv", "--receiver-rows");

    assertThat(network(turned).signs().graph())
        .isEqualTo(network(start).signs().graph().reversed());
  }

  @Test
  void weightFilesStayCompleteAndRunsGiveTheirNetwork() {
    Path digits = RealRuns.digits(folder.resolve("digits"));
    Path run = folder.resolve("run");
    Harness.Ended trained =
        RealRuns.run(
            "train",
            "--quiet",
            "--data",
            digits,
            "--hidden",
            20,
            "--density",
            0.3,
            "--epochs",
            1,
            "--train-samples",
            100,
            "--test-samples",
            50,
            "--out",
            run);
    assertThat(trained.code()).as(trained.err()).isZero();
    Path weights = run.resolve("weights.safetensors");

    Path npz = converted(run, "all.npz");
    assertThat(WeightFile.read(npz).others().keySet())
        .isEqualTo(WeightFile.read(weights).others().keySet());
    assertThat(network(npz).matrix()).isEqualTo(network(weights).matrix());
    Path edges = converted(run, "edges.tsv");
    assertThat(network(edges).signs().graph()).isEqualTo(network(run).signs().graph());
    Path alone = converted(weights, "alone.npz", "--network");
    assertThat(network(alone).facts().format()).isEqualTo("SciPy sparse matrix");
    assertThat(network(alone).signs().graph()).isEqualTo(network(run).signs().graph());
  }

  @Test
  void theResultAsJsonAndTheErrors() throws IOException {
    Path start = WorkedGraph.edgeList(folder.resolve("worked.tsv"));
    Path out = folder.resolve("a.npz");

    Harness.Ended ended = RealRuns.run("convert", start, out, "--json");

    assertThat(Codecs.JSON.readTree(ended.out()).toString())
        .isEqualTo(
            "{\"in\":\""
                + start
                + "\",\"out\":\""
                + out
                + "\",\"nodes\":12,\"connections\":46,\"input_format\":\"edge list\","
                + "\"output_format\":\"SciPy sparse matrix\"}");
    assertThat(RealRuns.run("convert", start, folder.resolve("a.doc")).code()).isEqualTo(2);
    assertThat(RealRuns.run("convert", start, out).code()).isEqualTo(2);
    assertThat(RealRuns.run("convert", start, folder.resolve("b.npz"), "--to-fanmod").code())
        .isEqualTo(2);
    assertThat(RealRuns.run("convert", folder, folder.resolve("b.npz")).code()).isEqualTo(3);
    Path damaged = Files.writeString(folder.resolve("c.npz"), "no zip");
    assertThat(RealRuns.run("convert", damaged, folder.resolve("d.tsv")).code()).isEqualTo(3);
    assertThat(folder.resolve("d.tsv")).doesNotExist();
  }
}
