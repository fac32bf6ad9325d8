package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.matrix.io.CsrArrays;
import org.neuropil.matrix.io.WeightFile;

/** Networks with Dale's principle that begin with the weights of others. */
@Timeout(120)
class DaleInitTest {
  private static final int NODES = 20;

  @TempDir Path folder;

  private Harness.Ended train(String out, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of("train", "--task", "mnist-sample", "--hidden", NODES, "--density", "0.5"));
    words.addAll(List.of("--train-samples", "200", "--test-samples", "50"));
    words.addAll(List.of("--out", folder.resolve(out)));
    words.addAll(List.of(more));
    Harness.Ended ended = RealRuns.run(words.toArray());
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended;
  }

  private Path weights(String run) {
    return folder.resolve(run).resolve("weights.safetensors");
  }

  private CsrArrays recurrent(String run) {
    return WeightFile.read(weights(run)).requireHidden("rnn.weight_hh_l0", NODES, NODES);
  }

  /** Columns, that is sending nodes, with weights of both signs. */
  private long mixed(String run) {
    CsrArrays w = recurrent(run);
    boolean[][] seen = new boolean[2][NODES];
    for (int e = 0; e < w.values().length; e++) {
      if (w.values()[e] != 0) {
        seen[w.values()[e] > 0 ? 1 : 0][w.columns()[e]] = true;
      }
    }
    long count = 0;
    for (int node = 0; node < NODES; node++) {
      count += seen[0][node] && seen[1][node] ? 1 : 0;
    }
    return count;
  }

  @Test
  void theClampHoldsFromTheStartWhateverTheWeightsComeFrom() {
    train("plain", "--epochs", "1", "--lr", "0.01");
    assertThat(mixed("plain")).isPositive();

    Harness.Ended ended =
        train("clamped", "--epochs", "0", "--dale", "clamp", "--init", weights("plain"));
    assertThat(ended.err()).contains("contradict the signs that seed 1 gives their source nodes");
    assertThat(mixed("clamped")).isZero();
  }

  @Test
  void weightsOfTheSameSeedStayAsTheyAre() {
    train("first", "--epochs", "1", "--dale", "clamp");
    Harness.Ended ended =
        train("again", "--epochs", "0", "--dale", "clamp", "--init", weights("first"));
    assertThat(ended.err()).doesNotContain("contradict");
    assertThat(recurrent("again").values()).containsExactly(recurrent("first").values());
  }
}
