package org.neuropil.compute.cuda;

import java.util.Locale;
import org.neuropil.compute.Backend;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;

/**
 * How many bytes of device memory a recurrent network needs while it trains, predicted before
 * anything is allocated. Every array counts as the arena cuts it, in multiples of 256 bytes.
 *
 * @param parameters weights and biases, their gradients and both Adam moments
 * @param pattern CSR pattern, its transpose and the permutation between them
 * @param activations inputs, stored outputs H_0..H_T, their gradients D_1..D_T, logits
 * @param plan what the plan of the hidden product keeps beside the values
 * @param workspace what the back end itself holds: cuBLAS workspace, staging, partial sums
 */
public record CudaMemory(
    long parameters, long pattern, long activations, long plan, long workspace) {
  /** Largest dense panel that a gradient is computed in. */
  static final long PANEL_BYTES = 128L << 20;

  /** Bytes of one staging area on the device; there are two. */
  static final int STAGING_BYTES = 8 << 20;

  /** Samples of a step as stored: a multiple of 32. */
  static int padded(int batch) {
    return Math.multiplyExact((batch + 31) / 32, 32);
  }

  /** Rows of a dense matrix with {@code cols} columns that are computed at a time. */
  static int panelRows(int rows, int cols) {
    return Math.clamp(PANEL_BYTES / (4L * Math.max(1, cols)), 1, Math.max(1, rows));
  }

  /**
   * The prediction for one hidden layer of {@code nodes} nodes with {@code nonzeros} connections.
   *
   * @param inputs size of the input of a time step
   * @param classes size of the readout
   * @param steps time steps
   * @param batch samples
   * @param kind the plan; AUTO counts as the dearest of all
   * @param precision of the dense products, which decides between two ways to the gradient
   * @param limits of the device
   */
  static CudaMemory predict(
      int nodes,
      long nonzeros,
      int inputs,
      int classes,
      int steps,
      int batch,
      PlanKind kind,
      Precision precision,
      Device.Limits limits) {
    long ldB = padded(batch);
    long parameters =
        4
            * (floats(nonzeros)
                + floats((long) nodes * inputs)
                + 2 * floats(nodes)
                + floats((long) classes * nodes)
                + floats(classes));
    long pattern = floats(nodes + 1L) + floats(nonzeros);
    // The permutation to the transpose, and the transpose; the tiled plan has its own form of it.
    pattern += kind == PlanKind.DENSE ? 0 : floats(nonzeros);
    pattern +=
        kind == PlanKind.LIBRARY || kind == PlanKind.AUTO
            ? floats(nodes + 1L) + floats(nonzeros)
            : 0;
    long tiled = tiledBytes(nodes, nonzeros, (int) ldB, precision, limits);
    long plan =
        switch (kind) {
          case TILED -> tiled;
          case DENSE, LIBRARY -> planBytes(nodes, nodes, nonzeros, kind);
          case AUTO -> planBytes(nodes, nodes, nonzeros, PlanKind.DENSE) + tiled;
        };
    long activations =
        floats(inputs * ldB * steps)
            + floats(nodes * ldB * (steps + 1L))
            + floats(nodes * ldB * steps)
            + 2 * floats(classes * ldB)
            + floats(ldB);
    long workspace =
        Blas.WORKSPACE_BYTES
            + 2L * STAGING_BYTES
            + DeviceArena.aligned(KernelLibrary.PARTIAL_BYTES)
            + floats(8);
    return new CudaMemory(parameters, pattern, activations, plan, workspace);
  }

  /** What the plan with tiles keeps: values of the transpose, both layouts, perhaps a panel. */
  private static long tiledBytes(
      int nodes, long nonzeros, int ldB, Precision precision, Device.Limits limits) {
    TileLayout layout = TileLayout.choose(nodes, nodes, nonzeros, ldB, limits);
    // Without tiles the matrix itself is used where it is.
    long layouts = (layout.isTiled() ? 2 : 1) * layout.bytes(nonzeros);
    boolean panels = TiledProduct.panels(nodes, nodes, nonzeros, precision, limits);
    long panel = panels ? floats((long) panelRows(nodes, nodes) * nodes) : 0;
    return floats(nonzeros) + layouts + panel;
  }

  /**
   * What a plan by libraries for a matrix [rows x cols] keeps, cuSPARSE's external buffers not
   * counted (they are asked for at run time and small beside the pattern).
   */
  static long planBytes(int rows, int cols, long nonzeros, PlanKind kind) {
    long transposedValues = floats(nonzeros);
    long panel = floats((long) panelRows(rows, cols) * cols);
    return kind == PlanKind.DENSE ? floats((long) rows * cols) + panel : transposedValues + panel;
  }

  private static long floats(long count) {
    return DeviceArena.aligned(4 * count);
  }

  /**
   * Takes this memory in one piece, before the network's buffers are made; does nothing on another
   * back end than CUDA's.
   *
   * @throws org.neuropil.error.UserError environment, if the device has not so much left
   */
  public void reserve(Backend backend) {
    if (backend instanceof CudaBackend cuda) {
      cuda.reserve(this);
    }
  }

  /** Sum of all parts. */
  public long total() {
    return parameters + pattern + activations + plan + workspace;
  }

  /** One line with every part. */
  public String explain() {
    return String.format(
        Locale.ROOT,
        "%s of GPU memory: parameters %s, pattern %s, activations %s, plan %s, workspace %s",
        DeviceArena.gibibytes(total()),
        DeviceArena.gibibytes(parameters),
        DeviceArena.gibibytes(pattern),
        DeviceArena.gibibytes(activations),
        DeviceArena.gibibytes(plan),
        DeviceArena.gibibytes(workspace));
  }
}
