package org.neuropil.cli.sweep.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.analysis.statistics.NodePairs;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.engine.RunNetwork;
import org.neuropil.error.UserError;
import org.neuropil.matrix.io.ArrayFile;
import tools.jackson.databind.node.ObjectNode;

/** A limit of memory changes how often the network runs, and nothing else. */
@Timeout(120)
class HiddenOutputsTest {
  private static final int NODES = 16;
  private static final int SAMPLES = 70;
  private static final int NODE_BYTES = SAMPLES * Float.BYTES;

  @TempDir Path folder;

  private RunNetwork network() {
    ObjectNode options = Codecs.JSON.createObjectNode();
    options.put("task", "mnist-sample").put("hidden", NODES).put("density", 0.3);
    options.put("test-samples", SAMPLES).put("batch", 32).put("threads", 1);
    return RunNetwork.initial(ResolvedConfig.resolve(null, options), folder);
  }

  /** What a limit of so many nodes gives: activity, every pair's outputs, and a file. */
  private List<Object> everything(int nodes, NodePairs pairs) throws IOException {
    try (RunNetwork network = network()) {
      HiddenOutputs outputs = new HiddenOutputs(network, (long) nodes * NODE_BYTES + 7);
      Activity activity = outputs.activity();
      List<Object> found = new ArrayList<>();
      found.add(activity.nonzeroMean());
      found.add(activity.nonzeroSd());
      found.add(activity.meanSize());
      found.add(Arrays.toString(activity.sizes().counts()));
      int[] next = {0};
      outputs.forPairs(
          pairs,
          (first, some, responses) -> {
            assertThat(first).isEqualTo(next[0]);
            next[0] += some.count();
            assertThat(responses.nodes()).isEqualTo(NODES);
            double[] one = new double[responses.samples()];
            for (int p = 0; p < some.count(); p++) {
              for (int node : new int[] {some.first()[p], some.second()[p]}) {
                responses.copy(node, one);
                found.add(node + Arrays.toString(one));
              }
            }
          });
      Path file = folder.resolve(nodes + ".npy");
      outputs.write(file);
      found.add(Arrays.toString(Files.readAllBytes(file)));
      return found;
    }
  }

  @Test
  void theLimitDoesNotShow() throws IOException {
    NodePairs pairs = NodePairs.random(NODES, 40, 3);
    List<Object> whole = everything(NODES, pairs);

    assertThat(whole).hasSize(4 + 2 * 40 + 1);
    for (int nodes : new int[] {2, 5, NODES - 1, 10 * NODES}) {
      assertThat(everything(nodes, pairs)).as("%d nodes at a time", nodes).isEqualTo(whole);
    }
    float[] file = ArrayFile.read(folder.resolve("2.npy")).values().iterator().next().toFloats();
    assertThat(file).hasSize(NODES * SAMPLES);
    assertThat(everythingOf(pairs.first()[0], file)).isEqualTo(whole.get(4));
  }

  private static String everythingOf(int node, float[] file) {
    double[] row = new double[SAMPLES];
    Arrays.setAll(row, s -> file[node * SAMPLES + s]);
    return node + Arrays.toString(row);
  }

  @Test
  void pairsAreTakenInOrderWithNoMoreNodesThanFit() {
    NodePairs pairs = NodePairs.random(50, 200, 7);
    for (int most : new int[] {2, 3, 9, 50}) {
      int next = 0;
      for (int[] range : HiddenOutputs.ranges(pairs, most)) {
        assertThat(range[0]).isEqualTo(next);
        assertThat(range[1]).isGreaterThan(range[0]);
        Set<Integer> nodes = new HashSet<>();
        for (int p = range[0]; p < range[1]; p++) {
          nodes.add(pairs.first()[p]);
          nodes.add(pairs.second()[p]);
        }
        assertThat(nodes).hasSizeLessThanOrEqualTo(most);
        next = range[1];
      }
      assertThat(next).isEqualTo(200);
    }
    assertThat(HiddenOutputs.ranges(pairs, 50)).hasSize(1);
  }

  @Test
  void lessThanAPairOfNodesIsRefusedWithNumbers() {
    try (RunNetwork network = network()) {
      assertThatThrownBy(() -> new HiddenOutputs(network, 2 * NODE_BYTES - 1))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("559 bytes")
          .hasMessageContaining("70 test samples take 560")
          .hasMessageContaining("memory-mb");
    }
  }
}
