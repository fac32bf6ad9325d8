package org.neuropil.analysis.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.error.UserError;

/** GraphML as other programs write it, and as nobody should. */
class GraphmlTest {
  private static final String KEYS =
      "<key id='d0' for='edge' attr.name='weight' attr.type='double'/>"
          + "<key id='d1' for='edge' attr.name='sign' attr.type='string'/>"
          + "<key id='d2' for='node' attr.name='label' attr.type='string'/>";

  @TempDir Path folder;

  private WeightedNetwork read(String body) {
    return readAll(
        "<?xml version='1.0' encoding='UTF-8'?>\n"
            + "<graphml xmlns='http://graphml.graphdrawing.org/xmlns'>"
            + body
            + "</graphml>");
  }

  private WeightedNetwork readAll(String text) {
    try {
      Path file = Files.writeString(folder.resolve("g.graphml"), text);
      return NetworkFile.readWeighted(file, ReadOptions.defaults());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String graph(String content) {
    return "<graph edgedefault='directed'>" + content + "</graph>";
  }

  @Test
  void weightsAndSigns() {
    WeightedNetwork network =
        read(
            KEYS
                + graph(
                    "<node id='a'/><node id='b'/><node id='c'/>"
                        + "<edge source='a' target='b'><data key='d0'>-0.25</data></edge>"
                        + "<edge source='b' target='c'><data key='d0'>4</data>"
                        + "<data key='d1'>negative</data></edge>"
                        + "<edge source='c' target='a'><data key='d1'> + </data></edge>"
                        + "<edge source='a' target='c'/>"
                        + "<edge source='c' target='b'><data key='d0'>0</data></edge>"));
    assertThat(network.names()).containsExactly("a", "b", "c");
    assertThat(network.matrix().toDense()).containsExactly(0, -0.25f, 1, 0, 0, -1, 1, 0, 0);
    assertThat(network.facts()).isEqualTo(new ReadFacts("GraphML", 1, 0));
  }

  @Test
  void undirectedEdgesAndDefaults() {
    WeightedNetwork network =
        read(
            "<key id='w' for='edge' attr.name='weight'><desc>x</desc><default>-2</default></key>"
                + "<graph edgedefault='undirected'><node id='0'/><node id='1'/><node id='2'/>"
                + "<edge source='0' target='1'/>"
                + "<edge source='1' target='2' directed='true'><data key='w'>3</data></edge>"
                + "</graph>");
    assertThat(network.names()).isEmpty();
    assertThat(network.matrix().toDense()).containsExactly(0, -2, 0, -2, 0, 3, 0, 0, 0);
  }

  @Test
  void nodeOrderAndNames() {
    // Edges may come before their nodes; numbers in any order are numbers.
    WeightedNetwork numbers =
        read(graph("<edge source='2' target='0'/><node id='1'/><node id='2'/><node id='0'/>"));
    assertThat(numbers.names()).isEmpty();
    assertThat(numbers.matrix().toDense()).containsExactly(0, 0, 0, 0, 0, 0, 1, 0, 0);
    WeightedNetwork labels =
        read(
            KEYS
                + graph(
                    "<node id='n0'><data key='d2'>V1</data></node>"
                        + "<node id='n1'><data key='d2'>M&amp;1</data></node>"));
    assertThat(labels.names()).containsExactly("V1", "M&1");
    assertThat(read(graph("")).nodes()).isZero();
  }

  @Test
  void refusesWhatItCannotTake() {
    refused(graph("<node id='a'/><node id='a'/>"), "the node \"a\" a second time");
    refused(graph("<node id='a'/><edge source='a' target='b'/>"), "\"b\", which is not declared");
    refused(graph("<node/>"), "<node> without the attribute id");
    refused(graph("<node id='a'><graph/></node>"), "a graph inside of a node");
    refused(graph("<hyperedge/>"), "a hyperedge");
    refused(graph("") + graph(""), "a second graph");
    refused("", "no graph");
    refused(
        KEYS
            + graph(
                "<node id='a'/><node id='b'/>"
                    + "<edge source='a' target='b'><data key='d0'>NaN</data></edge>"),
        "the weight \"NaN\", expected a finite number");
    assertThatThrownBy(() -> readAll("<html/>")).hasMessageContaining("expected <graphml>");
    assertThatThrownBy(() -> readAll("a b 1\n"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("g.graphml:1: not well-formed XML");
    assertThatThrownBy(() -> readAll("")).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> readAll("<?xml version='1.0' encoding='UTF-16'?><graphml/>"))
        .hasMessageContaining("the encoding UTF-16");
  }

  @Test
  void refusesWhatIsNotUtf8() throws IOException {
    byte[] text = "<graphml><graph><node id='M\u00fcller'/></graph></graphml>".getBytes(ISO_8859_1);
    Path file = Files.write(folder.resolve("g.graphml"), text);
    assertThatThrownBy(() -> NetworkFile.read(file, ReadOptions.defaults()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("g.graphml: the text is not UTF-8");
  }

  private void refused(String body, String message) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.kind()).isEqualTo(UserError.Kind.DATA))
        .hasMessageContaining(message)
        .hasMessageContaining("g.graphml");
  }

  /** The classical attacks: an entity that expands without bound, and one that reads a file. */
  @Test
  void entitiesDoNothing() throws IOException {
    StringBuilder bomb = new StringBuilder("<!DOCTYPE g [<!ENTITY a0 'aaaaaaaaaa'>");
    for (int i = 1; i < 12; i++) {
      bomb.append("<!ENTITY a").append(i).append(" '");
      bomb.append(("&a" + (i - 1) + ";").repeat(10)).append("'>");
    }
    bomb.append("]><graphml><graph><node id='x'/><desc>&a11;</desc></graph></graphml>");
    assertThatThrownBy(() -> readAll(bomb.toString())).isInstanceOf(UserError.class);

    Path secret = Files.writeString(folder.resolve("secret.txt"), "hidden words");
    String reading =
        "<!DOCTYPE g [<!ENTITY s SYSTEM '"
            + secret.toUri()
            + "'>]><graphml><key id='l' for='node' attr.name='label'/><graph>"
            + "<node id='x'><data key='l'>&s;</data></node></graph></graphml>";
    assertThatThrownBy(() -> readAll(reading))
        .isInstanceOf(UserError.class)
        .hasMessageNotContaining("hidden");
    assertThatThrownBy(() ->
            readAll("<!DOCTYPE g SYSTEM '" + secret.toUri() + "'><graphml><graph/></graphml>"))
        .isInstanceOf(UserError.class);
  }
}
