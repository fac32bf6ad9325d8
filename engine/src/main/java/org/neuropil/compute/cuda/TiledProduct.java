package org.neuropil.compute.cuda;

import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.compute.cuda.KernelLibrary.Slices;
import org.neuropil.compute.cuda.SparseKernels.Operands;
import org.neuropil.matrix.SparsityPattern;

/**
 * The plan by our own kernels, with input term, activation and derivative in the same pass. Each
 * direction has the layout that suits its sizes; the gradient is sampled on the pattern, or kept
 * from dense panels where those take fewer cycles.
 */
final class TiledProduct extends TransposedProduct {
  /** What such kernels usually reach of the rates that {@link #panelsFrom} compares. */
  private static final double SAMPLED_EFFICIENCY = 0.65;

  private static final double GEMM_EFFICIENCY = 0.8;

  /** A panel is written and read again, however fast its product is. */
  private static final double PANELS_FROM_AT_LEAST = 0.004;

  private final TiledMatrix forward;
  private final TiledMatrix backward;
  private final @Nullable DensePanels panels;
  private final int slice;
  private final int warps;

  TiledProduct(CudaBackend backend, String name, SparsityPattern pattern, int batch) {
    this(
        backend,
        name,
        pattern,
        batch,
        layout(backend, pattern.rows(), pattern.cols(), pattern.nonzeros(), batch),
        layout(backend, pattern.cols(), pattern.rows(), pattern.nonzeros(), batch));
  }

  /** With layouts of W and of W^T that the caller has chosen. */
  TiledProduct(
      CudaBackend backend,
      String name,
      SparsityPattern pattern,
      int batch,
      TileLayout forward,
      TileLayout backward) {
    this(backend, name, pattern, batch, forward, backward, pattern.transpose());
  }

  private TiledProduct(
      CudaBackend backend,
      String name,
      SparsityPattern pattern,
      int batch,
      TileLayout forward,
      TileLayout backward,
      SparsityPattern.Transposed transposed) {
    super(backend, name, pattern, batch, transposed);
    DeviceArena.Slice[] resident = {offsets, columnsOf};
    this.forward = new TiledMatrix(this, "the matrix", pattern, forward, resident);
    this.backward = new TiledMatrix(this, "the transpose", transposed.pattern(), backward, null);
    Device.Limits limits = backend.device().limits();
    panels =
        panels(rows, cols, pattern.nonzeros(), backend.precision(), limits)
            ? new DensePanels(this)
            : null;
    slice = gradientSlice(cols, limits);
    warps = gradientWarps(rows, pattern.nonzeros());
  }

  private static TileLayout layout(
      CudaBackend backend, int rows, int cols, long nonzeros, int batch) {
    int ldB = CudaMemory.padded(batch);
    return TileLayout.choose(rows, cols, nonzeros, ldB, backend.device().limits());
  }

  /** Whether the gradient is kept from dense panels. */
  static boolean panels(
      int rows, int cols, long nonzeros, Precision precision, Device.Limits limits) {
    return nonzeros > 0 && nonzeros >= panelsFrom(precision, limits) * rows * cols;
  }

  /**
   * Share of places occupied from which dense panels take fewer cycles: for each column of D and H
   * a dense product takes one multiplication and addition a place, a sampled one 4 bytes of H an
   * entry, from the cache. Tensor cores are 8 (tf32) and 16 (bf16) times as fast as the other
   * arithmetic.
   */
  static double panelsFrom(Precision precision, Device.Limits limits) {
    int factor =
        switch (precision) {
          case FP32 -> 1;
          case TF32 -> 8;
          case BF16 -> 16;
        };
    double perPlace = 1.0 / (GEMM_EFFICIENCY * factor * limits.fmasPerCycle());
    double perEntry = 4 / (SAMPLED_EFFICIENCY * TileLayout.CACHE_BYTES_PER_CYCLE);
    return Math.max(PANELS_FROM_AT_LEAST, perPlace / perEntry);
  }

  /** Columns of H a launch, so that they fill at most half of the cache; a multiple of 128. */
  static int gradientSlice(int cols, Device.Limits limits) {
    long fitting = limits.cacheBytes() / 2 / (4L * Math.max(1, cols));
    return (int) Math.clamp(fitting / 128 * 128, 128, 1 << 20);
  }

  /** Warps a row: each should have two groups of four entries, so that rows are not too short. */
  static int gradientWarps(int rows, long nonzeros) {
    return (int) Math.clamp(nonzeros / Math.max(1, rows) / 8, 1, 8);
  }

  @Override
  public PlanKind plan() {
    return PlanKind.TILED;
  }

  @Override
  void forward(Slices x, Slices y, int columns, boolean accumulate, Activation phi) {
    Operands operands = new Operands(x, y, Slices.NOTHING, columns, accumulate, phi);
    forward.multiply(currentValues(), operands);
  }

  @Override
  void backward(Slices d, Slices out, Slices h, int columns, Activation phi) {
    currentValues();
    Operands operands = new Operands(d, out, h, columns, false, phi);
    backward.multiply(transposedValues.address(), operands);
  }

  @Override
  void gradient(Slices d, Slices h, int width, long g) {
    if (panels != null) {
      panels.gradient(d, h, width, g);
    } else {
      kernels()
          .sparse()
          .sampledGradient(offsets.address(), columnsOf.address(), d, h, width, slice, warps, g);
    }
  }
}
