package org.neuropil.compute.cuda;

/** The kernels of select.cu as typed methods; see {@link KernelLibrary}. */
final class SelectKernels {
  /** Most blocks, and so most counts of ties. */
  static final int MOST_BLOCKS = 256;

  /** Bits of a magnitude that the passes look at, from the highest on; they make 31. */
  private static final int[] WIDTHS = {11, 10, 10};

  /** Numbers of a selection: bits found, rank among the elements that agree, how many agree. */
  static final int SELECTION_INTS = 3;

  /** Counts of the widest pass; all zero before and after a selection. */
  static final int COUNTS = 1 << 11;

  private static final int BLOCK = 256;

  private final Device device;
  private final LaunchArguments args = new LaunchArguments();

  SelectKernels(Device device) {
    this.device = device;
  }

  private static int blocks(long n) {
    return (int) Math.clamp((n + 8 * BLOCK - 1) / (8 * BLOCK), 1, MOST_BLOCKS);
  }

  /**
   * Completes the selection, which holds {0, rank, 0}: the magnitude with exactly {@code rank} ones
   * before it in ascending order.
   */
  void select(long x, long n, long selection, long counts) {
    int shift = 31;
    for (int width : WIDTHS) {
      shift -= width;
      LaunchArguments count = args.reset().add(x).add(n).add(selection).add(shift).add(width);
      count.add(counts);
      device.launch(KernelName.SELECT_COUNT, blocks(n), 1, BLOCK, 1, 4 << width, count);
      LaunchArguments step = args.reset().add(counts).add(width).add(selection);
      device.launch(KernelName.SELECT_STEP, 1, 1, BLOCK, 1, 4 * BLOCK, step);
    }
  }

  /**
   * The mask of the elements from the selected rank on: 1 or 0 for each.
   *
   * @param ties {@value #MOST_BLOCKS} integers, overwritten
   */
  void mask(long x, long n, long selection, long ties, long mask) {
    LaunchArguments count = args.reset().add(x).add(n).add(selection).add(ties);
    device.launch(KernelName.SELECT_TIES, blocks(n), 1, BLOCK, 1, 4 * BLOCK, count);
    LaunchArguments write = args.reset().add(x).add(n).add(selection).add(ties).add(mask);
    device.launch(KernelName.SELECT_MASK, blocks(n), 1, BLOCK, 1, 4 * BLOCK / 32, write);
  }

  /** Zero where the mask is zero. */
  void apply(long y, long mask, long n) {
    if (n > 0) {
      int grid = Math.toIntExact((n + BLOCK - 1) / BLOCK);
      LaunchArguments a = args.reset().add(y).add(mask).add(n);
      device.launch(KernelName.APPLY_MASK, grid, 1, BLOCK, 1, 0, a);
    }
  }
}
