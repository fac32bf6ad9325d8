package org.neuropil.compute.cuda;

import org.neuropil.compute.Activation;
import org.neuropil.compute.cuda.KernelLibrary.Slices;

/** The kernels of spmm.cu and sampled.cu as typed methods; see {@link KernelLibrary}. */
final class SparseKernels {
  private static final int WARPS = 8;

  private final Device device;
  private final LaunchArguments args = new LaunchArguments();

  SparseKernels(Device device) {
    this.device = device;
  }

  /**
   * What a product works on: {@code y = phi((accumulate ? y : 0) + W x)}, or, where {@code h} is
   * not NOTHING, {@code y = (W x) o phi'(h)}.
   */
  record Operands(Slices x, Slices y, Slices h, int columns, boolean accumulate, Activation phi) {}

  private static LaunchArguments add(LaunchArguments a, Operands o) {
    a.add(o.x.address()).add(o.x.stride()).add(o.y.address()).add(o.y.stride());
    return a.add(o.h.address()).add(o.h.stride()).add(o.y.nodes());
  }

  private static LaunchArguments finish(LaunchArguments a, Operands o) {
    a.add(o.y.ldB()).add(o.columns).add(o.accumulate ? 1 : 0);
    return a.add(KernelLibrary.code(o.phi));
  }

  /** Without tiles: CSR arrays with 32-bit columns. */
  void product(TileLayout layout, long offsets, long columnsOf, long values, Operands o) {
    LaunchArguments a = args.reset().add(offsets).add(columnsOf).add(values);
    finish(add(a, o), o);
    if (o.y.nodes() > 0) {
      KernelName kernel =
          switch (layout.lane()) {
            case 1 -> KernelName.SPMM_1;
            case 2 -> KernelName.SPMM_2;
            default -> KernelName.SPMM_4;
          };
      int blocks = Math.ceilDiv(o.y.nodes(), WARPS);
      device.launch(kernel, blocks, layout.panels(), 32, WARPS, 0, a);
    }
  }

  /**
   * With tiles.
   *
   * @param starts first entry of each row in each tile, [rows][tiles + 1]
   * @param columnsOf 16-bit columns, relative to their tile
   * @param order the rows in the order in which they are dealt to blocks
   */
  void tiledProduct(
      TileLayout layout, long starts, long columnsOf, long order, long values, Operands o) {
    LaunchArguments a = args.reset().add(starts).add(columnsOf).add(order).add(values);
    finish(add(a, o).add(layout.cols()).add(layout.tileCols()), o);
    KernelName kernel =
        switch (layout.lane()) {
          case 1 -> KernelName.SPMM_TILED_1;
          case 2 -> KernelName.SPMM_TILED_2;
          default -> KernelName.SPMM_TILED_4;
        };
    device.launch(
        kernel, layout.blocks(), layout.panels(), 32, layout.warps(), layout.sharedBytes(), a);
  }

  /**
   * {@code g[e] = sum over c < width of d[row(e), c] h[column(e), c]}, in launches of at most
   * {@code slice} columns.
   *
   * @param warps warps for a row
   * @param slice a multiple of 32
   */
  void sampledGradient(
      long offsets, long columnsOf, Slices d, Slices h, int width, int slice, int warps, long g) {
    for (int from = 0; from < width && d.nodes() > 0; from += slice) {
      LaunchArguments a = args.reset().add(offsets).add(columnsOf);
      a.add(d.address() + 4L * from).add(d.stride()).add(h.address() + 4L * from).add(h.stride());
      a.add(d.nodes()).add(Math.min(slice, width - from)).add(from > 0 ? 1 : 0).add(g);
      device.launch(KernelName.SAMPLED_GRADIENT, d.nodes(), 1, 32, warps, 0, a);
    }
  }
}
