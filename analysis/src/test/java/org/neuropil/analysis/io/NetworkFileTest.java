package org.neuropil.analysis.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neuropil.analysis.io.NetworkFile.Format;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;
import org.neuropil.matrix.io.ArrayFile;
import org.neuropil.matrix.io.CsrArrays;
import org.neuropil.matrix.io.NdArray;
import org.neuropil.matrix.io.SparseNpz;
import org.neuropil.matrix.io.WeightFile;

/** Every format: which end of a connection is which, round trips, and what is refused. */
class NetworkFileTest {
  private static final ReadOptions PLAIN = ReadOptions.defaults();

  @TempDir Path folder;

  /** 0 -> 1 positive, 1 -> 2 negative, a self loop at 2, and node 3 isolated. */
  private static CsrArrays sample() {
    return CsrArrays.fromDense(
        4, 4, new float[] {0, 0.5f, 0, 0, 0, 0, -2, 0, 0, 0, 1e-30f, 0, 0, 0, 0, 0});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.tsv", "a.csv", "a.txt", "a.graphml", "a.npz", "a.npy", "a.safetensors"})
  void roundTrips(String name) {
    WeightedNetwork network = WeightedNetwork.of(sample());
    Path file = folder.resolve(name);
    NetworkFile.write(file, network);
    WeightedNetwork back = NetworkFile.readWeighted(file, PLAIN);
    assertThat(back.senderRows()).isEqualTo(sample());
    assertThat(back.receiverMatrix()).isEqualTo(sample().transpose());
    assertThat(back.names()).isEmpty();
    NamedGraph signs = NetworkFile.read(file, PLAIN);
    assertThat(signs.graph().sign(0, 1)).isEqualTo(1);
    assertThat(signs.graph().sign(1, 2)).isEqualTo(-1);
    assertThat(signs.graph().edges()).isEqualTo(2);
    assertThat(signs.graph().selfLoops()).isEqualTo(1);
    assertThat(signs.graph().nodes()).isEqualTo(4);

    NetworkFile.write(file, signs);
    assertThat(NetworkFile.read(file, PLAIN).graph()).isEqualTo(signs.graph());
  }

  /** Connections 0 -> 1 and 2 -> 0, the weight of the second clamped at 0. */
  @Test
  void signsOfALiquidNetworkAreThoseOfItsReversalPotentials() {
    CsrArrays weights =
        new CsrArrays(3, 3, new int[] {0, 1, 2, 2}, new int[] {2, 0}, new float[] {0, 0.4f});
    Map<String, NdArray> others =
        Map.of("rnn.reversal_hh_l0", NdArray.of(new float[] {-0.7f, 1.5f}, 2));
    Path file = folder.resolve("ltc.safetensors");
    WeightFile.write(file, Map.of("rnn.weight_hh_l0", weights), others, Map.of());
    NamedGraph signs = NetworkFile.read(file, PLAIN);
    assertThat(signs.graph().edges()).isEqualTo(2);
    assertThat(signs.graph().sign(2, 0)).isEqualTo(-1);
    assertThat(signs.graph().sign(0, 1)).isEqualTo(1);
    Map<String, NdArray> tooFew = Map.of("rnn.reversal_hh_l0", NdArray.of(new float[] {-0.7f}, 1));
    WeightFile.write(file, Map.of("rnn.weight_hh_l0", weights), tooFew, Map.of());
    assertThatThrownBy(() -> NetworkFile.read(file, PLAIN))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("rnn.reversal_hh_l0 has shape [1], expected [2]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.tsv", "a.csv", "a.txt", "a.graphml", "a.npz", "a.safetensors"})
  void roundTripsOfRandomNetworks(String name) {
    Philox random = new Philox(11, Purpose.TEST, name.length());
    for (int nodes : new int[] {0, 1, 2, 37, 120}) {
      float[] dense = new float[nodes * nodes];
      for (int i = 0; i < dense.length; i++) {
        dense[i] = random.nextUnit() < 0.2 ? (float) random.nextGaussian() : 0;
      }
      CsrArrays matrix = CsrArrays.fromDense(nodes, nodes, dense);
      Path file = folder.resolve(name);
      NetworkFile.write(file, WeightedNetwork.of(matrix));
      assertThat(NetworkFile.readWeighted(file, PLAIN).senderRows()).isEqualTo(matrix);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.tsv", "a.csv", "a.graphml"})
  void namesSurvive(String name) {
    List<String> names = List.of("target", "from", "a, b\tc \"d\" #", "Zo\u00eb <&>");
    CsrArrays ring =
        CsrArrays.fromDense(4, 4, new float[] {0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 2, 3, 0, 0, 0});
    ReadFacts facts = new ReadFacts("test", 0, 0);
    Path file = folder.resolve(name);
    NetworkFile.write(file, new WeightedNetwork(ring, false, names, facts));
    WeightedNetwork back = NetworkFile.readWeighted(file, PLAIN);
    assertThat(back.names()).isEqualTo(names);
    assertThat(back.matrix()).isEqualTo(ring);
  }

  @Test
  void namesThatDoNotFit() {
    CsrArrays empty = CsrArrays.fromDense(1, 1, new float[1]);
    ReadFacts facts = new ReadFacts("test", 0, 0);
    WeightedNetwork lineEnd = new WeightedNetwork(empty, false, List.of("a\nb"), facts);
    assertThatThrownBy(() -> NetworkFile.write(folder.resolve("a.tsv"), lineEnd))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("\"a?b\" has a line end");
    WeightedNetwork blank = new WeightedNetwork(empty, false, List.of("a b"), facts);
    assertThatThrownBy(() -> NetworkFile.write(folder.resolve("a.txt"), blank))
        .hasMessageContaining("does not fit between blanks");
    WeightedNetwork control = new WeightedNetwork(empty, false, List.of("a\u0001"), facts);
    assertThatThrownBy(() -> NetworkFile.write(folder.resolve("a.graphml"), control))
        .hasMessageContaining("XML does not allow");
  }

  @Test
  void fanmod() throws IOException {
    Path file = folder.resolve("a.txt");
    NetworkFile.write(file, WeightedNetwork.of(sample()), Format.FANMOD);
    assertThat(Files.readString(file)).isEqualTo("0\t1\t1\n1\t2\t2\n2\t2\t1\n");
    NamedGraph back = NetworkFile.read(file, PLAIN.withFanmod(true).withNodes(4));
    assertThat(back.graph()).isEqualTo(WeightedNetwork.of(sample()).signs().graph());
  }

  @Test
  void plainMatricesHaveTheSenderInTheRow() {
    NdArray array = NdArray.of(sample().toDense(), 4, 4);
    for (String name : new String[] {"a.npy", "a.npz"}) {
      Path file = folder.resolve(name);
      ArrayFile.write(file, Map.of("w", array), Map.of());
      assertThat(NetworkFile.read(file, PLAIN).graph().hasEdge(0, 1)).isTrue();
      NamedGraph flipped = NetworkFile.read(file, PLAIN.withReceiverRows(true));
      assertThat(flipped.graph().hasEdge(1, 0)).isTrue();
      assertThat(flipped.graph().hasEdge(0, 1)).isFalse();
    }
    Path sparse = folder.resolve("s.npz");
    SparseNpz.write(sparse, sample());
    assertThat(NetworkFile.read(sparse, PLAIN).graph().hasEdge(0, 1)).isTrue();
    assertThat(NetworkFile.read(sparse, PLAIN.withReceiverRows(true)).graph().hasEdge(1, 0))
        .isTrue();
  }

  @Test
  void weightFilesAndRunsHaveTheReceiverInTheRow() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    Map<String, NdArray> readout = Map.of("fc.weight", NdArray.of(new float[8], 2, 4));
    for (Path file : List.of(run.resolve("weights.safetensors"), folder.resolve("w.npz"))) {
      WeightFile.write(file, Map.of("rnn.weight_hh_l0", sample()), readout, Map.of());
      Path given = file.startsWith(run) ? run : file;
      assertThat(NetworkFile.read(given, PLAIN).graph().hasEdge(1, 0)).isTrue();
      assertThat(NetworkFile.read(given, PLAIN.withReceiverRows(true)).graph().hasEdge(1, 0))
          .isTrue();
      assertThat(NetworkFile.read(given, PLAIN).facts().format()).isEqualTo("weight file");
    }
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> NetworkFile.read(empty, PLAIN))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a folder without weights.safetensors");
  }

  @Test
  void severalRecurrentMatrices() {
    Path file = folder.resolve("w.safetensors");
    CsrArrays other = CsrArrays.fromDense(4, 4, new float[16]);
    WeightFile.write(
        file, Map.of("rnn.weight_hh_l0", sample(), "rnn.weight_hh_l1", other), Map.of(), Map.of());
    assertThatThrownBy(() -> NetworkFile.read(file, PLAIN))
        .hasMessageContaining("several recurrent matrices, rnn.weight_hh_l0, rnn.weight_hh_l1");
    assertThat(NetworkFile.read(file, PLAIN.withMatrix("rnn.weight_hh_l1")).graph().edges())
        .isZero();
    assertThatThrownBy(() -> NetworkFile.read(file, PLAIN.withMatrix("x")))
        .hasMessageContaining("no recurrent matrix \"x\", found [rnn.weight_hh_l0");
  }

  @Test
  void zeroWeightsAreNoConnections() {
    CsrArrays zeros =
        new CsrArrays(3, 3, new int[] {0, 2, 2, 3}, new int[] {0, 1, 2}, new float[] {0, 1, -0f});
    Path file = folder.resolve("z.npz");
    SparseNpz.write(file, zeros);
    WeightedNetwork network = NetworkFile.readWeighted(file, PLAIN);
    assertThat(network.facts().zeroWeights()).isEqualTo(2);
    assertThat(network.matrix().nonzeros()).isEqualTo(1);
  }

  @Test
  void nodesOfMatrices() {
    Path file = folder.resolve("z.npz");
    SparseNpz.write(file, sample());
    assertThat(NetworkFile.read(file, PLAIN.withNodes(9)).graph().nodes()).isEqualTo(9);
    assertThatThrownBy(() -> NetworkFile.read(file, PLAIN.withNodes(3)))
        .hasMessageContaining("a matrix of 4 nodes, expected at most 3");
  }

  @Test
  void refusesWhatIsNoNetwork() {
    refused(Map.of("w", NdArray.of(new float[6], 2, 3)), "a matrix of 2 x 3, expected a square");
    refused(Map.of("w", NdArray.of(new float[8], 2, 2, 2)), "shape [2, 2, 2], expected n x n");
    refused(
        Map.of("a", NdArray.of(new float[4], 2, 2), "b", NdArray.of(new float[4], 2, 2)),
        "no recurrent matrix, found ");
    refused(
        Map.of("rnn.weight_hh_l0", NdArray.of(new float[16], 8, 2)), "the gates of a GRU or LSTM");
    float[] nan = {0, Float.NaN, 0, 0};
    refused(Map.of("w", NdArray.of(nan, 2, 2)), "the connection 0 -> 1 has the weight NaN");
    refused(
        Map.of("rnn.weight_hh_l0", NdArray.of(nan, 2, 2)),
        "the connection 1 -> 0 has the weight NaN");
    assertThatThrownBy(() -> NetworkFile.format(Path.of("a.xyz")))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.kind()).isEqualTo(UserError.Kind.USAGE))
        .hasMessageContaining("expected .tsv");
  }

  private void refused(Map<String, NdArray> arrays, String message) {
    Path file = folder.resolve("bad.npz");
    ArrayFile.write(file, arrays, Map.of());
    assertThatThrownBy(() -> NetworkFile.read(file, PLAIN))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.kind()).isEqualTo(UserError.Kind.DATA))
        .hasMessageContaining(message);
  }
}
