package org.neuropil.analysis.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.error.UserError;

/** Edge lists: separators, names and numbers, labels, and what is wrong with a line. */
class EdgeListTest {
  private static final ReadOptions PLAIN = ReadOptions.defaults();

  @TempDir Path folder;

  private Path file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private WeightedNetwork read(String text, ReadOptions options) {
    return NetworkFile.readWeighted(file("net.txt", text), options);
  }

  private static String edges(WeightedNetwork network) {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < network.nodes(); row++) {
      for (int e = network.matrix().rowOffsets()[row];
          e < network.matrix().rowOffsets()[row + 1];
          e++) {
        text.append(network.name(row))
            .append('>')
            .append(network.name(network.matrix().columns()[e]))
            .append(':')
            .append(NumberText.text(network.matrix().values()[e]))
            .append(' ');
      }
    }
    return text.toString().strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0\\t1\\t-0.5\\n1\\t2\\t3\\n | 0>1:-0.5 1>2:3",
        "0,1,-0.5\\r\\n1 , 2, 3 | 0>1:-0.5 1>2:3",
        "0;1;1e-3\\n\\n   \\n1;2;-1E+2 | 0>1:0.001 1>2:-100",
        "  0   1 .5\\n1\\t2 +7. | 0>1:0.5 1>2:7",
        "# a comment\\n2 0\\n#x\\n0 2\\n | 0>2:1 2>0:1",
        "source,target,weight\\n1,0,-2 | 1>0:-2",
        "Pre\\tPost\\n1\\t0 | 1>0:1",
        "0 1 +\\n1 0 - | 0>1:1 1>0:-1",
        "0 1 1e-99\\n1 0 -1e-99 | 0>1:1.4E-45 1>0:-1.4E-45",
        "0 1 123456789012345678\\n1 0 -0.10000000000000000555 | 0>1:1.2345679E17 1>0:-0.1",
        "0 0 -1\\n0 1 1 | 0>0:-1 0>1:1",
        "a b 1\\nb c -1\\nc a 2 | a>b:1 b>c:-1 c>a:2",
        "5 3 1\\n3 x -1\\n7 5 1 | 5>3:1 3>x:-1 7>5:1",
        "3 x -1\\nx 3 1 | 3>x:-1 x>3:1",
        "007,08,1 | 007>08:1",
        "720575940,720575941,-1 | 720575940>720575941:-1",
        "\"a, b\",\"say \"\"hi\"\"\",-3\\n | a, b>say \"hi\":-3",
        "\uFEFF0 1 -1 | 0>1:-1",
        "0 1 2\\n0 1 3\\n0 2 -1 | 0>1:5 0>2:-1",
        "0 1 0\\n0 2 -0.0\\n2 1 1 | 2>1:1",
      })
  void readsWhatPeopleWrite(String text, String expected) {
    WeightedNetwork network =
        read(text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t"), PLAIN);
    assertThat(edges(network)).isEqualTo(expected);
  }

  @Test
  void countsWhatItLeavesOut() {
    WeightedNetwork network = read("0 1 0\n0 2 1\n0 2 1\n2 2 -1\n", PLAIN);
    assertThat(network.facts()).isEqualTo(new ReadFacts("edge list", 1, 1));
    assertThat(network.nodes()).isEqualTo(3);
    assertThat(network.signs().graph().selfLoops()).isEqualTo(1);
    assertThat(network.signs().graph().edges()).isEqualTo(1);
  }

  @Test
  void fanmodLabels() {
    assertThat(edges(read("0\t1\t1\n1\t2\t2\n", PLAIN.withFanmod(true)))).isEqualTo("0>1:1 1>2:-1");
    assertThatThrownBy(() -> read("0 1 1\n1 2 3\n", PLAIN.withFanmod(true)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("net.txt:2: found the label \"3\", expected 1 (positive) or 2");
    assertThatThrownBy(() -> read("0 1\n", PLAIN.withFanmod(true)))
        .hasMessageContaining("net.txt:1: found \"0 1\", expected \"source target label\"");
  }

  @Test
  void isolatedNodes() {
    assertThat(read("0 1 1\n", PLAIN.withNodes(5)).nodes()).isEqualTo(5);
    assertThat(read("# nodes 7\n0 1 1\n", PLAIN).nodes()).isEqualTo(7);
    assertThat(read("# nodes: 7\n", PLAIN).nodes()).isEqualTo(7);
    assertThat(read("", PLAIN).nodes()).isZero();
    assertThat(read("# nothing\n\n", PLAIN.withNodes(1)).nodes()).isEqualTo(1);
    WeightedNetwork named = read("a b\n", PLAIN.withNodes(3));
    assertThat(named.names()).containsExactly("a", "b", "(2)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 1 1\\n0 5 1 | 5 | :2: found node 5 of 5, expected 0 to 4",
        "0 99999999999 1 | 5 | :1: found node 99999999999 of 5, expected 0 to 4",
        "a b\\nb c | 2 | :2: found node \"c\" is one more than the 2",
        "0 1 1\\n0 1 | -1 | :2: found \"0 1\", expected \"source target value\" separated by blanks",
        "0\\t1\\n0\\t1\\t4 | -1 | :2: found \"0?1?4\", expected \"source target\" separated by tabs",
        "0,1,2,3 | -1 | :1: found \"0,1,2,3\", expected \"source target value\" separated by commas",
        "0 | -1 | :1: found \"0\", expected \"source target value\"",
        "0,,1 | -1 | :1: found \"0,,1\", expected",
        "0 1 x | -1 | :1: found the value \"x\", expected a finite number",
        "0 1 nan | -1 | :1: found the value \"nan\", expected a finite number",
        "0 1 -inf | -1 | :1: found the value \"-inf\", expected a finite number",
        "0 1 1e99 | -1 | :1: found the value \"1e99\", expected a finite number",
        "0 1 1.2.3 | -1 | :1: found the value \"1.2.3\", expected a finite number",
        "0 1 0x10 | -1 | :1: found the value \"0x10\", expected a finite number",
        "0 -3 1 | -1 | :1: found node -3, expected a node number from 0 or a name",
        "\"a,b,1 | -1 | :1: found quotes that do not match",
        "0 1 1\\n0 1 -1 | -1 | net.txt: the connection \"0\" -> \"1\" occurs with both signs",
        "a b 1\\na b -1 | -1 | net.txt: the connection \"a\" -> \"b\" occurs with both signs",
        "# nodes 3\\n0 3 1 | -1 | :2: found node 3 of 3, expected 0 to 2",
        "# nodes 99999999\\n0 3 1 | -1 | :1: found 99999999 nodes, expected at most 16777216",
      })
  void saysWhatIsWrongAndWhere(String text, int nodes, String message) {
    assertThatThrownBy(
            () -> read(text.replace("\\n", "\n").replace("\\t", "\t"), PLAIN.withNodes(nodes)))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.kind()).isEqualTo(UserError.Kind.DATA))
        .hasMessageContaining(message);
  }

  @Test
  void refusesWhatIsNoText() throws IOException {
    Path binary = Files.write(folder.resolve("a.tsv"), new byte[200_000]);
    assertThatThrownBy(() -> NetworkFile.read(binary, PLAIN))
        .hasMessageContaining("a.tsv:1: found a line of more than 65536 bytes");
    Path latin =
        Files.write(
            folder.resolve("b.tsv"), "M\u00fcller\tx\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> NetworkFile.read(latin, PLAIN))
        .hasMessageContaining("b.tsv:1: found text that is not UTF-8");
    assertThatThrownBy(() -> NetworkFile.read(folder.resolve("none.csv"), PLAIN))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("none.csv does not exist");
  }

  @Test
  void linesAcrossBufferEdges() {
    StringBuilder text = new StringBuilder();
    int lines = 200_000;
    for (int i = 0; i < lines; i++) {
      text.append(i % 997).append(' ').append(i / 997).append(i % 2 == 0 ? " 1\r\n" : " -1.5\n");
    }
    WeightedNetwork network = read(text.toString(), PLAIN);
    assertThat(network.matrix().nonzeros()).isEqualTo(lines);
    assertThat(network.matrix().rows()).isEqualTo(997);
  }
}
