package org.neuropil.cli.bench;

import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;

/**
 * The least time that a device needs: the largest of operations over their rate, bytes of device
 * memory over its bandwidth, and bytes of shared memory over its bandwidth (Williams, Waterman,
 * Patterson, "Roofline", CACM 2009). With N nodes, n connections, B samples, K = (T-1) B:
 *
 * <pre>
 *                      operations   device memory            shared memory
 * W h, sparse plans    2 n B        (4 + i) n + 8 N B        4 n B
 * W h, dense plan      2 N^2 B      e N^2 + 8 N B            -
 * gradient, sampled    2 n K        8 N K + 4 n              4 n K
 * gradient, dense      2 N^2 K      8 N K + 4 N^2            -
 * Adam                 -            28 n                     -
 * </pre>
 *
 * <p>i = 2 bytes a column index in the tiled plan, 4 in the library's; e = 2 bytes an entry in
 * bf16, else 4. Sparse products compute at the rate of ordinary floats, dense ones at that of the
 * precision. For each connection and sample one operand has to come from somewhere on the chip, at
 * best from shared memory. The way back has the same roofline as the way forward; the gradient has
 * that of the faster way. A batch is T-1 products forth, T-1 back, one gradient and one update;
 * inputs and readout are not counted.
 *
 * @param gpu its constants
 * @param batch time steps and samples
 */
public record Roofline(Gpu gpu, Batch batch) {
  /** Milliseconds of one product forth or back. */
  public double step(int nodes, long connections, PlanKind plan, Precision precision) {
    double columns = batch.size();
    double activations = 8.0 * nodes * columns;
    if (plan == PlanKind.DENSE) {
      double entries = (double) nodes * nodes;
      int bytes = precision == Precision.BF16 ? 2 : 4;
      return longest(2 * entries * columns / rate(precision), bytes * entries + activations, 0);
    }
    int bytes = plan == PlanKind.LIBRARY ? 8 : 6;
    return longest(
        2.0 * connections * columns / gpu.fp32(),
        (double) bytes * connections + activations,
        4.0 * connections * columns);
  }

  /** Milliseconds of the weight gradient of a batch. */
  public double gradient(int nodes, long connections, Precision precision) {
    double terms = (batch.steps() - 1.0) * batch.size();
    double activations = 8.0 * nodes * terms;
    double entries = (double) nodes * nodes;
    double dense = longest(2 * entries * terms / rate(precision), activations + 4 * entries, 0);
    double sampled =
        longest(
            2.0 * connections * terms / gpu.fp32(),
            activations + 4.0 * connections,
            4.0 * connections * terms);
    return Math.min(dense, sampled);
  }

  /** Milliseconds of Adam on the hidden-to-hidden weights. */
  public double update(long connections) {
    return longest(0, 28.0 * connections, 0);
  }

  /** Milliseconds of a batch. */
  public double batch(int nodes, long connections, PlanKind plan, Precision precision) {
    return 2 * (batch.steps() - 1) * step(nodes, connections, plan, precision)
        + gradient(nodes, connections, precision)
        + update(connections);
  }

  private double rate(Precision precision) {
    return switch (precision) {
      case FP32 -> gpu.fp32();
      case TF32 -> gpu.tf32();
      case BF16 -> gpu.bf16();
    };
  }

  private double longest(double seconds, double deviceBytes, double sharedBytes) {
    return 1e3
        * Math.max(seconds, Math.max(deviceBytes / gpu.memory(), sharedBytes / gpu.shared()));
  }
}
