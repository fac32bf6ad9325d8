package org.neuropil.cli.sweep.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.runner.TrainRunner;
import tools.jackson.databind.node.ObjectNode;

/** What the pool reckons with. */
class NeedsTest {
  private static ObjectNode options() {
    return Codecs.JSON.createObjectNode().put("hidden", 400).put("epochs", 4).put("density", 0.05);
  }

  private static double work(ObjectNode options) {
    return Needs.work(ResolvedConfig.resolve(null, options), Optional.empty());
  }

  @Test
  void aNetworkThatIsPrunedIsAsMuchWorkAsTheFullOneThatItBeginsAs() {
    double full = work(options().put("density", 1));

    assertThat(work(options().put("sparsify", "pruning-2"))).isEqualTo(full);
    assertThat(work(options().put("sparsify", "set"))).isLessThan(full / 4);
    assertThat(work(options())).isLessThan(full / 4);
  }

  @Test
  void theHeapHasRoomForWhatIsPredicted() {
    TrainRunner.Forecast forecast = new TrainRunner.Forecast(3L << 30, 0, 0, 10);
    ResolvedConfig config = ResolvedConfig.resolve(null, options());

    assertThat(Needs.heap(Optional.of(forecast), config, List.of())).isGreaterThan(4L << 30);
  }
}
