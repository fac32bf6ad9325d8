package org.neuropil.compute.cuda;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
  /** The plans that AUTO chooses from. */
  static final List<PlanKind> DECIDED = List.of(PlanKind.TILED, PlanKind.DENSE, PlanKind.LIBRARY);

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
   * @param kind the plan; AUTO is the cheapest one, as the choice is among those that fit
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
    if (kind == PlanKind.AUTO) {
      return DECIDED.stream()
          .map(plan ->
              predict(nodes, nonzeros, inputs, classes, steps, batch, plan, precision, limits))
          .min(Comparator.comparingLong(CudaMemory::total))
          .orElseThrow();
    }
    long ldB = padded(batch);
    long parameters =
        4
            * (floats(nonzeros)
                + floats((long) nodes * inputs)
                + 2 * floats(nodes)
                + floats((long) classes * nodes)
                + floats(classes));
    long pattern = patternBytes(nodes, nodes, nonzeros, kind);
    long plan = planBytes(nodes, nodes, nonzeros, (int) ldB, kind, precision, limits);
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
            + DeviceArena.aligned(StepConstants.BYTES)
            + floats(8);
    return new CudaMemory(parameters, pattern, activations, plan, workspace);
  }

  /**
   * The pattern by rows, for sparse products the permutation to the transpose, and for those of the
   * library the transpose itself; the tiled plan has its own form of it.
   */
  private static long patternBytes(int rows, int cols, long nonzeros, PlanKind kind) {
    long byRows = floats(rows + 1L) + floats(nonzeros);
    return switch (kind) {
      case DENSE -> byRows;
      case TILED -> byRows + floats(nonzeros);
      case LIBRARY -> byRows + floats(cols + 1L) + 2 * floats(nonzeros);
      case AUTO -> throw new IllegalArgumentException("the plan is not decided");
    };
  }

  /** All that a plan for a matrix [rows x cols] keeps, with the pattern. */
  static long matrixBytes(
      int rows,
      int cols,
      long nonzeros,
      int ldB,
      PlanKind kind,
      Precision precision,
      Device.Limits limits) {
    return patternBytes(rows, cols, nonzeros, kind)
        + planBytes(rows, cols, nonzeros, ldB, kind, precision, limits);
  }

  /**
   * What a plan for a matrix [rows x cols] keeps, cuSPARSE's external buffers not counted (they are
   * asked for at run time and small beside the pattern).
   */
  private static long planBytes(
      int rows,
      int cols,
      long nonzeros,
      int ldB,
      PlanKind kind,
      Precision precision,
      Device.Limits limits) {
    long panel = floats((long) panelRows(rows, cols) * cols);
    return switch (kind) {
      case TILED -> {
        TileLayout forward = TileLayout.choose(rows, cols, nonzeros, ldB, limits);
        TileLayout backward = TileLayout.choose(cols, rows, nonzeros, ldB, limits);
        // Without tiles the matrix itself is used where it is.
        long layouts = (forward.isTiled() ? forward.bytes(nonzeros) : 0) + backward.bytes(nonzeros);
        boolean panels = TiledProduct.panels(rows, cols, nonzeros, precision, limits);
        yield floats(nonzeros) + layouts + (panels ? panel : 0);
      }
      case LIBRARY -> floats(nonzeros) + panel;
      // The values of a full matrix by rows are the dense matrix.
      case DENSE -> nonzeros == (long) rows * cols ? 0 : floats((long) rows * cols) + panel;
      case AUTO -> throw new IllegalArgumentException("the plan is not decided");
    };
  }

  private static long floats(long count) {
    return DeviceArena.aligned(4 * count);
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
