package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.cli.command.Session;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.console.Terminal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class AnalysisCommandsTest {
  private static final String[] TYPES = {"+++", "++-", "+-+", "+--", "-++", "-+-", "--+", "---"};

  @TempDir Path folder;
  private Path worked = Path.of("");

  @BeforeEach
  void writeTheGraph() {
    worked = WorkedGraph.edgeList(folder.resolve("worked.tsv"));
  }

  private static JsonNode json(Object... args) {
    Harness.Ended ended = RealRuns.run(args);
    assertThat(ended.code()).as(ended.err()).isZero();
    return Codecs.JSON.readTree(ended.out());
  }

  private static long[] counts(JsonNode types) {
    assertThat(types.propertyNames()).containsExactly(TYPES);
    return Arrays.stream(TYPES).mapToLong(type -> types.path(type).asLong()).toArray();
  }

  @Test
  void motifsOfTheWorkedGraphUnderTheContractsKeys() {
    JsonNode json = json("motifs", worked, "--json");

    assertThat(json.propertyNames())
        .containsExactly(
            "nodes",
            "edges",
            "positive",
            "negative",
            "self_loops",
            "mutual_pairs",
            "feed_forward_loops",
            "balanced",
            "unbalanced",
            "z",
            "null",
            "seconds");
    assertThat(json.path("nodes").asInt()).isEqualTo(12);
    assertThat(json.path("edges").asInt()).isEqualTo(45);
    assertThat(json.path("positive").asInt()).isEqualTo(29);
    assertThat(json.path("negative").asInt()).isEqualTo(16);
    assertThat(json.path("self_loops").asInt()).isEqualTo(1);
    assertThat(json.path("mutual_pairs").asInt()).isEqualTo(11);
    assertThat(counts(json.path("feed_forward_loops").path("all")))
        .containsExactly(14, 7, 16, 3, 10, 8, 2, 4);
    assertThat(counts(json.path("feed_forward_loops").path("induced")))
        .containsExactly(0, 1, 2, 1, 4, 1, 0, 1);
    assertThat(json.path("balanced").toString()).isEqualTo("{\"all\":27,\"induced\":2}");
    assertThat(json.path("unbalanced").toString()).isEqualTo("{\"all\":37,\"induced\":8}");
    assertThat(json.path("z").isNull()).isTrue();
    assertThat(json.path("null").isNull()).isTrue();
  }

  @Test
  void randomNetworksDependOnTheSeedAndNotOnThreads() {
    JsonNode one = json("motifs", worked, "--json", "--null", 50, "--threads", 1, "--seed", 3);
    JsonNode two = json("motifs", worked, "--json", "--null", 50, "--threads", 2, "--seed", 3);
    JsonNode other = json("motifs", worked, "--json", "--null", 50, "--seed", 4);

    assertThat(withoutTime(two)).isEqualTo(withoutTime(one));
    assertThat(other.path("z")).isNotEqualTo(one.path("z"));
    assertThat(one.path("z").propertyNames()).containsExactly("all", "induced");
    JsonNode random = one.path("null");
    assertThat(random.propertyNames()).containsExactly("model", "samples", "mean", "sd");
    assertThat(random.path("model").asString()).isEqualTo("degree-mutual");
    assertThat(random.path("samples").asInt()).isEqualTo(50);
    for (String kind : new String[] {"all", "induced"}) {
      for (String type : TYPES) {
        double z = one.path("z").path(kind).path(type).asDouble();
        double mean = random.path("mean").path(kind).path(type).asDouble();
        double sd = random.path("sd").path(kind).path(type).asDouble();
        double count = one.path("feed_forward_loops").path(kind).path(type).asDouble();
        assertThat(z).isCloseTo((count - mean) / sd, within(1e-9));
      }
    }
  }

  private static ObjectNode withoutTime(JsonNode json) {
    ObjectNode copy = (ObjectNode) json.deepCopy();
    copy.remove("seconds");
    return copy;
  }

  @Test
  void undefinedScoresAreNaN() {
    JsonNode json = json("motifs", worked, "--json", "--null", 5, "--sweeps", 0);

    assertThat(json.path("z").path("all").path("+++").asString()).isEqualTo("NaN");
    assertThat(json.path("null").path("sd").path("all").path("+++").asDouble()).isZero();
  }

  @Test
  void triadsOnRequest() {
    JsonNode json = json("motifs", worked, "--json", "--triads");

    assertThat(json.path("triads").size()).isEqualTo(16);
    assertThat(json.path("triads").path("030T").asLong()).isEqualTo(10);
    assertThat(json.path("triads").path("300").asLong()).isEqualTo(3);
    assertThat(json.path("triads").valueStream().mapToLong(JsonNode::asLong).sum()).isEqualTo(220);
    assertThat(json.path("feedback_loops").path("all").propertyNames())
        .containsExactly("+++", "++-", "+--", "---");
    assertThat(RealRuns.run("motifs", worked, "--triads").out())
        .contains("120D             12", "feedback loops");
  }

  @Test
  void aTableWithBarsOnATerminalOnly() {
    String piped = RealRuns.run("motifs", worked, "--null", 20).out();

    assertThat(piped)
        .contains(
            "12 nodes, 45 connections (29 positive, 16 negative), 11 mutual pairs",
            "left out: 1 self loop\n",
            "balanced    +++      14        0",
            "unbalanced  ---       4        1",
            "20 random networks, model degree-mutual")
        .doesNotContain("#", "\u2588", "\u001b");
    String wide = onTerminal(80, "motifs", worked.toString());
    assertThat(wide).contains("#".repeat(37)).doesNotContain("#".repeat(42));
    assertThat(wide.lines().mapToInt(line -> line.replaceAll("\u001b\\[\\d+m", "").length()))
        .allMatch(length -> length < 80);
    assertThat(onTerminal(36, "motifs", worked.toString())).doesNotContain("#");
    assertThat(onTerminal(80, "balance", worked.toString())).contains("###");
  }

  private String onTerminal(int columns, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.US_ASCII),
            err,
            Terminal.none(),
            new Terminal(true, () -> columns));
    Main.run(args, new Session(console, new FakeEngine().runners(), folder), err);
    return out.toString(StandardCharsets.US_ASCII);
  }

  @Test
  void balanceOfTheWorkedGraphUnderTheContractsKeys() {
    JsonNode json = json("balance", worked, "--json");

    assertThat(json.propertyNames()).containsExactly("eta", "pooled", "triads");
    assertThat(json.path("eta").asDouble()).isCloseTo(0.390278, within(5e-7));
    assertThat(json.path("pooled").asDouble()).isEqualTo(27 / 64.0);
    assertThat(json.path("triads").propertyNames()).containsExactly("030T", "120U", "120D", "300");
    assertThat(json.path("triads").path("030T").toString())
        .isEqualTo("{\"triads\":10,\"balanced\":2,\"unbalanced\":8,\"ratio\":0.2}");
    assertThat(RealRuns.run("balance", worked).out())
        .contains("300               3", "0.6111", "eta 0.3903", "pooled 0.4219");
  }

  @Test
  void rulesOfEtaDifferWhereClassesAreMissing() throws IOException {
    Path loop = Files.writeString(folder.resolve("loop.txt"), "a b 1\nb c -1\na c -1\n");

    assertThat(json("balance", loop, "--json").path("eta").asDouble()).isEqualTo(1);
    assertThat(json("balance", loop, "--json", "--eta-rule", "all").path("eta").asDouble())
        .isEqualTo(0.25);
    Path chain = Files.writeString(folder.resolve("chain.txt"), "a b 1\nb c -1\n");
    assertThat(json("balance", chain, "--json").path("eta").asString()).isEqualTo("NaN");
    assertThat(RealRuns.run("balance", chain).out()).contains("eta -");
  }

  @Test
  void figures() throws IOException {
    Path png = folder.resolve("z.png");
    Path svg = folder.resolve("ratios.svg");
    json("motifs", worked, "--json", "--null", 10, "--figure", png);
    json("balance", worked, "--json", "--figure", svg);

    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(1920);
    assertThat(svg).content().contains("<svg", "rgb(0,114,178)");
    json("motifs", worked, "--json", "--figure", folder.resolve("counts.svg"));
    assertThat(folder.resolve("counts.svg")).content().contains("rgb(0,114,178)", "rgb(230,159,0)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "motifs nowhere.tsv | 3 | nowhere.tsv does not exist (name a run's directory",
        "motifs IN --null 1 | 2 | --null must be 0 or an integer in [2, 10000000], found 1 (",
        "motifs IN --null-model foo | 2 | no null model is called foo (expected degree-mutual,",
        "motifs IN --sweeps -1 | 2 | --sweeps must be an integer in [0, 1000000], found -1 (",
        "motifs IN --threads -1 | 2 | --threads must be an integer in [0, 4096], found -1 (",
        "motifs IN --nodes 5 | 3 | (",
        "motifs IN --nodes -5 | 2 | --nodes must be an integer in [0, 16777216], found -5 (",
        "motifs IN --figure a.pdf | 2 | cannot tell a figure's format from the name a.pdf (",
        "motifs IN --fanmod | 3 | (",
        "motifs BROKEN | 3 | broken.tsv:2",
        "motifs | 2 | missing required parameter: 'NETWORK' (see 'neuropil motifs --help')",
        "balance IN --eta-rule some | 2 | no rule for eta is called some (expected positive,",
        "generate er --nodes 5 --density 2 --out a.tsv | 2 | --density must be a number in [0, 1]",
        "generate er --nodes 5 --density 0.5 --out a.doc | 2 | no network format has this extension",
        "generate er --nodes 5 --density 0.5 --out IN | 2 | exists already (overwrite it with",
        "generate er --nodes 5 --density 0.5 --target-eta 1 --out a.tsv | 2 | are for 'balanced'",
        "generate er --nodes 5 --density 0.5 --rewiring 1 --out a.tsv | 2 | watts-strogatz",
        "generate re --nodes 5 --density 0.5 --out a.tsv | 2 | no kind of network is called 're' (",
        "generate er --density 0.5 --out a.tsv | 2 | missing required option: '--nodes=N'",
        "rewire IN --target-eta 2 --out a.tsv | 2 | --target-eta must be a number in [0, 1]",
        "rewire IN --target-eta 1 --target-pooled 1 --out a.tsv | 2 | both --target-eta and",
        "rewire IN --temperature 0 --out a.tsv | 2 | --temperature must be a number above 0",
        "rewire IN --ladder 0.5,0.4 --out a.tsv | 2 | --ladder needs levels that ascend",
        "rewire IN --ladder x --out a.tsv | 2 | --ladder needs numbers, found 'x'",
        "rewire IN --measure eta --out a.tsv | 2 | --measure is for --ladder",
        "rewire IN --to-fanmod --out a.npz | 2 | FANMOD's labels fit an edge list only",
      })
  void badInputIsOneLineAndACode(String command, int code, String message) throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.tsv"), "0\t1\t1\n0 1 2 3 x\n");
    Object[] args =
        Arrays.stream(command.split(" "))
            .map(w -> w.equals("IN") ? worked : w.equals("BROKEN") ? broken : w)
            .toArray();

    Harness.Ended ended = RealRuns.run(args);

    assertThat(ended.code()).as(ended.err()).isEqualTo(code);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).startsWith("neuropil: error: ").contains(message).hasLineCount(1);
  }
}
