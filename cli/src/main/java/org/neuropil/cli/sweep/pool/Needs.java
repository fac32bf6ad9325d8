package org.neuropil.cli.sweep.pool;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.runner.TrainRunner;
import org.neuropil.cli.sweep.measure.MeasureSpec;
import org.neuropil.cli.sweep.measure.Measures;
import tools.jackson.databind.node.JsonNodeFactory;

/** What runs are predicted to take, asked once for settings that differ in the seed only. */
public final class Needs {
  /** Bytes that a worker takes besides its heap. */
  static final long BESIDE_HEAP = 160L << 20;

  private static final long LEAST_HEAP = 320L << 20;
  private static final long HEAP_STEP = 64L << 20;

  private final TrainRunner runner;
  private final Map<ResolvedConfig, Optional<TrainRunner.Forecast>> known = new HashMap<>();

  /** Predictions by this runner. */
  public Needs(TrainRunner runner) {
    this.runner = runner;
  }

  /** The prediction; empty where the runner has none. */
  public Optional<TrainRunner.Forecast> of(ResolvedConfig config) {
    ResolvedConfig same = config.with(Map.of("seed", JsonNodeFactory.instance.numberNode(1L)));
    return known.computeIfAbsent(same, runner::forecast);
  }

  /** The heap of a worker for such a run, with room for the collector to work in. */
  static long heap(
      Optional<TrainRunner.Forecast> forecast, ResolvedConfig config, List<MeasureSpec> measures) {
    long measuring =
        forecast.isEmpty()
            ? 0
            : measures.stream()
                .mapToLong(spec -> Measures.get(spec.name()).heapBytes(config, spec))
                .max()
                .orElse(0);
    long need = forecast.map(TrainRunner.Forecast::hostBytes).orElse(0L) + measuring;
    long heap = LEAST_HEAP + need + need / 3;
    return Math.ceilDiv(heap, HEAP_STEP) * HEAP_STEP;
  }

  /**
   * Units of work: connections used, over all steps; of networks that lose or gain some, the most.
   * The constant stands for what every step has.
   */
  static double work(ResolvedConfig config, Optional<TrainRunner.Forecast> forecast) {
    double nodes = config.hidden();
    long steps = forecast.map(TrainRunner.Forecast::steps).orElse((long) config.epochs());
    return Math.max(1, steps) * (config.mostConnections() + 60 * nodes + 2_000);
  }
}
