package org.neuropil.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.runner.TrainRunner;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Backends;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.Networks;
import org.neuropil.task.TaskData;
import tools.jackson.databind.node.ObjectNode;

/** Heap for checkpoints is predicted beside data and network. */
class HostMemoryTest {
  private static final int NODES = 1_000;

  private static ObjectNode options() {
    ObjectNode options = Codecs.JSON.createObjectNode();
    options.put("task", "mnist-sample");
    options.put("train-samples", 100);
    options.put("test-samples", 100);
    options.put("hidden", NODES);
    options.put("backend", "cpu");
    options.put("density", 0.5);
    return options;
  }

  private static ResolvedConfig config(ObjectNode options) {
    return ResolvedConfig.resolve(null, options);
  }

  private static TrainRunner.Forecast forecast(ResolvedConfig config) {
    return new TrainEngine().forecast(config).orElseThrow();
  }

  /** What data and network take, by the back end's own prediction. */
  private static long withoutCheckpoints(ResolvedConfig config, long connections) {
    TaskData data = KnownTasks.of(config);
    NetworkSpec spec = TaskShape.of(data).networkSpec(config);
    try (Backend backend = Backends.open("cpu", config.backendOptions())) {
      return KnownTasks.bytes(data)
          + Networks.memory(
                  backend,
                  spec,
                  connections,
                  config.planKind(),
                  data.train().steps(),
                  config.batch())
              .total();
    }
  }

  @Test
  void aCheckpointsArraysHavePlaceBesideTheNetwork() {
    ResolvedConfig config = config(options());
    long connections = (long) NODES * NODES / 2;

    long beside = forecast(config).hostBytes() - withoutCheckpoints(config, connections);

    // Weight and two moments of 4 bytes each; input and readout weights are few.
    assertThat(beside).isBetween(12 * connections, 14 * connections);
  }

  @Test
  void networksThatBeginFullAreCountedFull() {
    ResolvedConfig dense = config(options().put("density", 1));
    ResolvedConfig toBeDense = config(options().put("dale", "clamp").put("sparse-to-dense", true));

    assertThat(forecast(toBeDense).hostBytes()).isEqualTo(forecast(dense).hostBytes());
    assertThat(RunNetwork.fileBytes(toBeDense)).isEqualTo(RunNetwork.fileBytes(dense));
    assertThat(RunNetwork.fileBytes(config(options().put("sparsify", "pruning-1"))))
        .isEqualTo(RunNetwork.fileBytes(dense));
  }

  @Test
  void wiringIsHereTooWhereANetworkLiesOnADevice() {
    ResolvedConfig config = config(options());
    NetworkSpec spec = TaskShape.of(KnownTasks.of(config)).networkSpec(config);
    long connections = 400_000;

    assertThat(HostMemory.bytes(spec, connections, true)).isGreaterThan(24 * connections);
    assertThat(
            HostMemory.bytes(spec, connections, true) - HostMemory.bytes(spec, connections, false))
        .isEqualTo(12 * connections);
  }

  @Test
  void liquidConnectionsHaveFourValues() {
    NetworkSpec rnn = TaskShape.of(KnownTasks.of(config(options()))).networkSpec(config(options()));
    ResolvedConfig liquid = config(options().put("cell", "ltc"));
    NetworkSpec ltc = TaskShape.of(KnownTasks.of(liquid)).networkSpec(liquid);

    assertThat(HostMemory.bytes(ltc, 500_000, false))
        .isGreaterThan(HostMemory.bytes(rnn, 500_000, false) + 3 * 12 * 500_000);
  }
}
