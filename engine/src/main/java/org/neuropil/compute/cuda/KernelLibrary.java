package org.neuropil.compute.cuda;

import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.matrix.Philox;

/**
 * The kernels as typed methods. Pointers are device addresses, 0 is null; strides are in elements.
 * See the .cu files of module cuda-kernels for what each does.
 */
final class KernelLibrary {
  /** Partial results of a reduction; fixed, so that the order of a sum is the same on all GPUs. */
  static final int REDUCTION_BLOCKS = 128;

  /** Bytes of the partial results of a loss: loss, samples, hits and broken samples per block. */
  static final int PARTIAL_BYTES = 4 * 8 * REDUCTION_BLOCKS;

  /** Most terms of a linear combination. */
  static final int COMBINE_TERMS = 6;

  private static final int FLAT_BLOCK = 256;
  private static final int WARPS = 8;

  private final CommandQueue device;
  private final LaunchArguments args = new LaunchArguments();
  private final SparseKernels sparse;
  private final SelectKernels select;

  KernelLibrary(CommandQueue device) {
    this.device = device;
    sparse = new SparseKernels(device);
    select = new SelectKernels(device);
  }

  /** Products with sparse matrices. */
  SparseKernels sparse() {
    return sparse;
  }

  /** Selection by magnitude. */
  SelectKernels select() {
    return select;
  }

  /** The kernels' number of an activation, as in common.cuh. */
  static int code(Activation phi) {
    return switch (phi) {
      case IDENTITY -> 0;
      case RELU -> 1;
      case TANH -> 2;
      case SOFTPLUS -> 3;
    };
  }

  /** The number of a purpose in Philox's counter. */
  @SuppressWarnings("EnumOrdinal") // Philox itself numbers purposes by their order.
  private static int code(Philox.Purpose purpose) {
    return purpose.ordinal() + 1;
  }

  /** One step or several of a sequence: first address, row stride, nodes and padded batch. */
  record Slices(long address, long stride, int nodes, int ldB) {
    /** Stands for no sequence: a null pointer. */
    static final Slices NOTHING = new Slices(0, 0, 0, 0);
  }

  void addBias(Slices y, int count, int columns, long bias0, long bias1) {
    LaunchArguments a = start(y).add(y.nodes).add(y.ldB).add(count).add(columns);
    rows(KernelName.ADD_BIAS, y.nodes, a.add(bias0).add(bias1));
  }

  void activate(Slices h, int columns, Activation phi) {
    LaunchArguments a = start(h).add(h.nodes).add(h.ldB).add(columns).add(code(phi));
    rows(KernelName.ACTIVATE, h.nodes, a);
  }

  void derivative(Slices d, Slices h, int columns, Activation phi) {
    LaunchArguments a = start(d).add(h.address).add(h.stride);
    a.add(d.nodes).add(d.ldB).add(columns).add(code(phi));
    rows(KernelName.DERIVATIVE, d.nodes, a);
  }

  /** See {@link org.neuropil.compute.Backend#dropNodes}. */
  void dropNodes(Slices h, int columns, double fraction, long seed, long firstWord) {
    // word * 2^-32 < fraction, in exact arithmetic, is word < ceil(fraction * 2^32).
    long threshold = (long) Math.ceil(Math.clamp(fraction, 0, 1) * 0x1p32);
    LaunchArguments a = start(h).add(h.nodes).add(columns).add(threshold).add(seed);
    a.add(code(Philox.Purpose.NODE_NOISE)).add(0).add(firstWord);
    rows(KernelName.DROP_NODES, h.nodes, a);
  }

  /**
   * See {@link org.neuropil.compute.Backend#combine}; {@code h} is NOTHING for the identity.
   *
   * @param factors one per term
   */
  void combine(
      Slices out, int columns, Activation phi, Slices h, Slices[] terms, double[] factors) {
    LaunchArguments a = start(out).add(out.nodes).add(out.ldB).add(columns).add(code(phi));
    a.add(h.address).add(h.stride).add(terms.length);
    for (int t = 0; t < COMBINE_TERMS; t++) {
      Slices x = t < terms.length ? terms[t] : Slices.NOTHING;
      a.add(x.address).add(x.stride).add(t < terms.length ? (float) factors[t] : 0f);
    }
    rows(KernelName.COMBINE, out.nodes, a);
  }

  /** See {@link org.neuropil.compute.Backend#addNoise}; {@code firstBlock} is its word / 4. */
  void addNoise(Slices a, int count, int columns, double sd, long seed, long firstBlock) {
    // Where in the stream a batch begins changes from batch to batch.
    long place = device.place(firstBlock);
    LaunchArguments arguments = start(a).add(a.nodes).add(a.ldB).add(count).add(columns).add(sd);
    arguments.add(seed).add(code(Philox.Purpose.NOISE)).add(0).add(place);
    warpRows(KernelName.ADD_NOISE, a.nodes, a.ldB, arguments);
  }

  void writeSlices(long source, long first, long n, Slices y, int columns) {
    LaunchArguments a = args.reset().add(source).add(first).add(n).add(y.address).add(y.stride);
    flat(KernelName.WRITE_SLICES, n, a.add(y.nodes).add(y.ldB).add(columns));
  }

  void readSlices(long target, long first, long n, Slices y, int columns) {
    LaunchArguments a = args.reset().add(target).add(first).add(n).add(y.address).add(y.stride);
    flat(KernelName.READ_SLICES, n, a.add(y.nodes).add(y.ldB).add(columns));
  }

  void zeroPadding(Slices y, int count, int columns) {
    LaunchArguments a = start(y).add(y.nodes).add(y.ldB).add(count).add(columns);
    rows(KernelName.ZERO_PADDING, y.nodes, a);
  }

  /** How many blocks a loss over so many elements takes: it depends on nothing else. */
  static int lossBlocks(long elements) {
    return (int) Math.clamp((elements + FLAT_BLOCK - 1) / FLAT_BLOCK, 1, REDUCTION_BLOCKS);
  }

  /**
   * Leaves the partial results of {@code blocks} blocks for {@link #addTotals}. The gradient is
   * left out where the address of {@code dLogits} is 0.
   */
  void softmaxSteps(
      Slices logits,
      int count,
      int columns,
      long labels,
      int pitch,
      double scale,
      boolean twice,
      Slices dLogits,
      int blocks,
      long partial) {
    LaunchArguments a = start(logits).add(logits.nodes).add(logits.ldB).add(count).add(columns);
    a.add(labels).add(pitch).add((float) scale).add(twice ? 1 : 0);
    a.add(dLogits.address).add(dLogits.stride).add(partial);
    reduce(KernelName.SOFTMAX_STEPS, blocks, a);
  }

  /** Leaves all partial results but the broken samples; weight and gradient may be NOTHING. */
  void squaredError(
      Slices z,
      int count,
      int columns,
      boolean sigmoid,
      Slices target,
      Slices weight,
      double scale,
      Slices dz,
      int blocks,
      long partial) {
    LaunchArguments a = start(z).add(z.nodes).add(z.ldB).add(count).add(columns);
    a.add(sigmoid ? 1 : 0).add(target.address).add(target.stride);
    a.add(weight.address).add(weight.stride).add(scale).add(dz.address).add(dz.stride);
    reduce(KernelName.SQUARED_ERROR, blocks, a.add(partial));
  }

  /** Leaves the broken samples in the partial results of {@code blocks} blocks. */
  void brokenColumns(Slices z, int count, int columns, int blocks, long partial) {
    LaunchArguments a = start(z).add(z.nodes).add(z.ldB).add(count).add(columns).add(partial);
    device.launch(KernelName.BROKEN_COLUMNS, blocks, 1, 32, WARPS, 128 * WARPS, a);
  }

  void addTotals(long partial, int blocks, long lossSum, long counts) {
    LaunchArguments a = args.reset().add(partial).add(blocks).add(lossSum).add(counts);
    device.launch(KernelName.ADD_TOTALS, 1, 1, REDUCTION_BLOCKS, 1, REDUCTION_BLOCKS * 8, a);
  }

  /** See {@link org.neuropil.compute.Backend#embed}. */
  void embed(long table, int rows, long tokens, int pitch, Slices x, int count, int columns) {
    LaunchArguments a = args.reset().add(table).add(rows).add(tokens).add(pitch);
    a.add(x.address).add(x.stride).add(x.nodes).add(x.ldB).add(columns);
    if (count > 0 && x.nodes > 0) {
      int tiles = (x.nodes + 31) / 32;
      device.launch(KernelName.EMBED, count * (x.ldB / 32), tiles, 32, WARPS, 4 * 32 * 33, a);
    }
  }

  /** See {@link org.neuropil.compute.Backend#embedGradient}. */
  void embedGradient(
      long tokens, int pitch, Slices dx, int count, int columns, int rows, long gradient) {
    LaunchArguments a = args.reset().add(tokens).add(pitch).add(dx.address).add(dx.stride);
    a.add(dx.nodes).add(dx.ldB).add(count).add(columns).add(gradient);
    if (rows > 0 && dx.nodes > 0) {
      // No more warps than groups of 32 nodes: the others would have nothing to do.
      int warps = Math.min(WARPS, (dx.nodes + 31) / 32);
      device.launch(KernelName.EMBED_GRADIENT, rows, 1, 32, warps, 0, a);
    }
  }

  void adam(long w, long g, long m, long v, long n, AdamStep step) {
    flat(KernelName.ADAM, n, adamArguments(w, g, m, v, n, step));
  }

  void adamDale(
      long w, long g, long m, long v, long n, AdamStep step, long columns, long sourceSigns) {
    LaunchArguments a = adamArguments(w, g, m, v, n, step);
    flat(KernelName.ADAM_DALE, n, a.add(columns).add(sourceSigns));
  }

  /**
   * The eight numbers of a step lie on the device, two to a word: they change from step to step.
   */
  private LaunchArguments adamArguments(long w, long g, long m, long v, long n, AdamStep step) {
    long constants =
        device.place(
            pair(step.beta1(), 1 - step.beta1()),
            pair(step.beta2(), 1 - step.beta2()),
            pair(step.stepSize(), step.rootScale()),
            pair(step.epsilon(), step.clip()));
    return args.reset().add(w).add(g).add(m).add(v).add(n).add(constants);
  }

  /** Two floats as they lie in memory. */
  private static long pair(double first, double second) {
    long low = Integer.toUnsignedLong(Float.floatToRawIntBits((float) first));
    long high = Integer.toUnsignedLong(Float.floatToRawIntBits((float) second));
    return low | high << 32;
  }

  /** See {@link org.neuropil.compute.Backend#clamp}. */
  void clamp(long b, long n, float low, float high) {
    flat(KernelName.CLAMP, n, args.reset().add(b).add(n).add(low).add(high));
  }

  void permute(long out, long in, long permutation, long n) {
    flat(KernelName.PERMUTE, n, args.reset().add(out).add(in).add(permutation).add(n));
  }

  void scatterDense(
      long panel, long ld, long values, long offsets, long columns, int firstRow, int rows) {
    LaunchArguments a = args.reset().add(panel).add(ld).add(values).add(offsets).add(columns);
    rows(KernelName.SCATTER_DENSE, rows, a.add(firstRow).add(rows));
  }

  void gatherDense(
      long values, long panel, long ld, long offsets, long columns, int firstRow, int rows) {
    LaunchArguments a = args.reset().add(values).add(panel).add(ld).add(offsets).add(columns);
    rows(KernelName.GATHER_DENSE, rows, a.add(firstRow).add(rows));
  }

  void rowSums(Slices d, int count, int columns, long g) {
    LaunchArguments a = start(d).add(d.nodes).add(d.ldB).add(count).add(columns).add(g);
    rows(KernelName.ROW_SUMS, d.nodes, a);
  }

  /** {@value #REDUCTION_BLOCKS} partial counts as 64-bit integers. */
  void countNonFinite(long x, long n, long partial) {
    LaunchArguments a = args.reset().add(x).add(n).add(partial);
    reduce(KernelName.COUNT_NONFINITE, REDUCTION_BLOCKS, a);
  }

  /** {@value #REDUCTION_BLOCKS} partial sums as doubles. */
  void sumAbs(long x, long n, long partial) {
    reduce(KernelName.SUM_ABS, REDUCTION_BLOCKS, args.reset().add(x).add(n).add(partial));
  }

  void philoxSymmetric(long b, long n, float limit, long seed, Philox.Purpose purpose, int index) {
    LaunchArguments a =
        args.reset().add(b).add(n).add(limit).add(seed).add(code(purpose)).add(index);
    flat(KernelName.PHILOX_SYMMETRIC, (n + 3) / 4, a);
  }

  void philoxWords(long out, long n, long first, long seed, Philox.Purpose purpose, int index) {
    LaunchArguments a =
        args.reset().add(out).add(n).add(first).add(seed).add(code(purpose)).add(index);
    flat(KernelName.PHILOX_WORDS, n, a);
  }

  private LaunchArguments start(Slices slices) {
    return args.reset().add(slices.address).add(slices.stride);
  }

  private void flat(KernelName kernel, long threads, LaunchArguments a) {
    if (threads > 0) {
      int grid = Math.toIntExact((threads + FLAT_BLOCK - 1) / FLAT_BLOCK);
      device.launch(kernel, grid, 1, FLAT_BLOCK, 1, 0, a);
    }
  }

  private void rows(KernelName kernel, int rows, LaunchArguments a) {
    warpRows(kernel, rows, 32, a);
  }

  private void warpRows(KernelName kernel, int rows, int ldB, LaunchArguments a) {
    if (rows > 0) {
      device.launch(kernel, (rows + WARPS - 1) / WARPS, ldB / 32, 32, WARPS, 0, a);
    }
  }

  private void reduce(KernelName kernel, int blocks, LaunchArguments a) {
    device.launch(kernel, blocks, 1, FLAT_BLOCK, 1, FLAT_BLOCK * 8, a);
  }
}
