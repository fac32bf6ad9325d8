package org.neuropil.compute.cuda;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendInfo;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.Conductances;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Labels;
import org.neuropil.compute.MemoryNeed;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.NetworkSize;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.compute.Sequence;
import org.neuropil.compute.cuda.KernelLibrary.Slices;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * The contract on one GPU. Everything is queued on one stream; no operation of a step allocates
 * device memory.
 */
final class CudaBackend implements Backend {
  private static final Slices NOTHING = new Slices(0, 0, 0, 0);

  private final Device device;
  private final Precision precision;
  private final DeviceArena arena;
  private final KernelLibrary kernels;
  private final Transfer transfer;
  private final DeviceArena.Slice partials;
  private final Set<AutoCloseable> children = Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean closed;

  CudaBackend(Device device, Precision precision) {
    this.device = device;
    this.precision = precision;
    arena = new DeviceArena(device);
    kernels = new KernelLibrary(device);
    transfer = new Transfer(device, kernels, arena, CudaMemory.STAGING_BYTES);
    partials = arena.allocate("partial sums", 8L * KernelLibrary.REDUCTION_BLOCKS);
    checkRandomNumbers();
  }

  /** Kernels that run but do not agree with the CPU on a few words are not to be trusted. */
  private void checkRandomNumbers() {
    int n = 2 * KernelLibrary.REDUCTION_BLOCKS;
    long seed = 0x5EED_0000_0001L;
    kernels.philoxWords(partials.address(), n, 0, seed, Philox.Purpose.TEST, 7);
    ByteBuffer words = transfer.read(partials.address(), 4 * n);
    Philox expected = new Philox(seed, Philox.Purpose.TEST, 7);
    for (int w = 0; w < n; w++) {
      int word = expected.nextInt();
      if (words.getInt(4 * w) != word) {
        throw new IllegalStateException(
            "the GPU's self-check failed: random word "
                + w
                + " is "
                + words.getInt(4 * w)
                + ", expected "
                + word);
      }
    }
  }

  /** Takes memory for a network in one piece; see {@link CudaMemory#predict}. */
  void reserve(CudaMemory memory) {
    arena.reserve(memory.total() - memory.workspace());
  }

  Device device() {
    return device;
  }

  DeviceArena arena() {
    return arena;
  }

  KernelLibrary kernels() {
    return kernels;
  }

  Transfer transfer() {
    return transfer;
  }

  Precision precision() {
    return precision;
  }

  /** A child has been closed by its owner. */
  void forget(AutoCloseable child) {
    children.remove(child);
  }

  /** Keeps a child, to be closed with this. */
  <T extends AutoCloseable> T remember(T child) {
    children.add(child);
    return child;
  }

  private DeviceArena.Slice slice(String name, long bytes) {
    if (closed) {
      throw new IllegalStateException("the CUDA back end is closed: no " + name);
    }
    return arena.allocate(name, bytes);
  }

  @Override
  public BackendInfo info() {
    return new BackendInfo("cuda", device.description(), precision, device.libraries());
  }

  @Override
  public MemoryNeed memory(NetworkSize size, PlanKind plan) {
    CudaMemory need =
        CudaMemory.predict(
            size.rows(),
            size.connections(),
            size.inputs(),
            size.classes(),
            size.steps(),
            size.batch(),
            plan);
    return new MemoryNeed(
        need.total() - need.activations(),
        need.activations(),
        device.freeBytes(),
        device.description());
  }

  @Override
  public Buffer buffer(String name, int size) {
    return remember(new CudaBuffer(this, slice(name, 4L * size), size));
  }

  @Override
  public Sequence sequence(String name, int nodes, int steps, int batch) {
    long bytes = CudaSequence.bytes(nodes, steps, batch);
    return remember(new CudaSequence(this, slice(name, bytes), nodes, steps, batch));
  }

  @Override
  public Labels labels(String name, int batch) {
    return remember(new CudaLabels(this, slice(name, 4L * batch), batch));
  }

  @Override
  public Metrics metrics(String name) {
    return remember(new CudaMetrics(this, slice(name, CudaMetrics.BYTES)));
  }

  @Override
  public HiddenProduct product(
      String name, SparsityPattern pattern, PlanKind plan, int steps, int batch) {
    if (closed) {
      throw new IllegalStateException("the CUDA back end is closed: no " + name);
    }
    return remember(CudaProduct.create(this, name, pattern, plan, batch));
  }

  /** Slices of one padded batch; operands of one operation must agree on it. */
  Slices at(Sequence sequence, int step, int count, int columns, int ldB) {
    Slices slices = CudaSequence.at(this, sequence, step, count, columns);
    if (ldB != 0 && slices.ldB() != ldB) {
      throw new IllegalArgumentException(
          sequence.name() + ": made for another batch size than the sequence it is used with");
    }
    return slices;
  }

  /** One step of a sequence with a certain number of nodes. */
  Slices at(Conductances.Slice slice, int nodes, int columns, int ldB) {
    Slices slices = at(slice.sequence(), slice.step(), 1, columns, ldB);
    if (slices.nodes() != nodes) {
      throw new IllegalArgumentException(
          slice.sequence().name() + ": expected " + nodes + " nodes, found " + slices.nodes());
    }
    return slices;
  }

  private long address(Buffer buffer, long size) {
    return CudaBuffer.address(this, buffer, size);
  }

  @Override
  public void affine(
      Buffer w,
      Sequence x,
      int xStep,
      Sequence y,
      int yStep,
      int count,
      int columns,
      Buffer... biases) {
    Slices in = at(x, xStep, count, columns, 0);
    Slices out = at(y, yStep, count, columns, in.ldB());
    long weights = address(w, (long) out.nodes() * in.nodes());
    if (count == 0) {
      return;
    }
    int width = count * in.ldB();
    device
        .gemm()
        .multiply(
            false,
            false,
            out.nodes(),
            width,
            in.nodes(),
            weights,
            in.nodes(),
            in.address(),
            in.stride(),
            0,
            out.address(),
            out.stride(),
            precision);
    // Two biases a pass; a pass without any still keeps the padding zero if a weight is not finite.
    for (int b = 0; b == 0 || b < biases.length; b += 2) {
      long first = b < biases.length ? address(biases[b], out.nodes()) : 0;
      long second = b + 1 < biases.length ? address(biases[b + 1], out.nodes()) : 0;
      kernels.addBias(out, count, columns, first, second);
    }
  }

  @Override
  public void fillBias(Sequence y, int step, int columns, Buffer... biases) {
    Slices out = at(y, step, 1, columns, 0);
    kernels.zeroPadding(out, 1, 0);
    for (int b = 0; b < biases.length; b += 2) {
      long second = b + 1 < biases.length ? address(biases[b + 1], out.nodes()) : 0;
      kernels.addBias(out, 1, columns, address(biases[b], out.nodes()), second);
    }
  }

  @Override
  public void affineGradient(
      Sequence d, int dStep, Sequence x, int xStep, int count, int columns, Buffer gw) {
    Slices left = at(d, dStep, count, columns, 0);
    Slices right = at(x, xStep, count, columns, left.ldB());
    long gradient = address(gw, (long) left.nodes() * right.nodes());
    if (count == 0) {
      gw.zero();
      return;
    }
    device
        .gemm()
        .multiply(
            false,
            true,
            left.nodes(),
            right.nodes(),
            count * left.ldB(),
            left.address(),
            left.stride(),
            right.address(),
            right.stride(),
            0,
            gradient,
            right.nodes(),
            precision);
  }

  @Override
  public void biasGradient(Sequence d, int dStep, int count, int columns, Buffer g) {
    Slices slices = at(d, dStep, count, columns, 0);
    kernels.rowSums(slices, count, columns, address(g, slices.nodes()));
  }

  @Override
  public void affineBackward(
      Buffer w,
      Sequence d,
      int dStep,
      Sequence out,
      int outStep,
      Activation phi,
      Sequence h,
      int hStep,
      int columns) {
    Slices in = at(d, dStep, 1, columns, 0);
    Slices target = at(out, outStep, 1, columns, in.ldB());
    device
        .gemm()
        .multiply(
            true,
            false,
            target.nodes(),
            in.ldB(),
            in.nodes(),
            address(w, (long) in.nodes() * target.nodes()),
            target.nodes(),
            in.address(),
            in.stride(),
            0,
            target.address(),
            target.stride(),
            precision);
    kernels.derivative(target, outputs(phi, h, hStep, columns, target), columns, phi);
  }

  /** The stored outputs that a derivative is taken from; none for the identity. */
  Slices outputs(Activation phi, Sequence h, int hStep, int columns, Slices target) {
    if (phi == Activation.IDENTITY) {
      return NOTHING;
    }
    Slices slices = at(h, hStep, 1, columns, target.ldB());
    if (slices.nodes() != target.nodes()) {
      throw new IllegalArgumentException(
          h.name() + ": expected " + target.nodes() + " nodes, found " + slices.nodes());
    }
    return slices;
  }

  @Override
  public void activate(Sequence h, int step, Activation phi, int columns) {
    kernels.activate(at(h, step, 1, columns, 0), columns, phi);
  }

  @Override
  public void softmaxCrossEntropy(
      Sequence logits, Labels labels, int columns, Sequence dLogits, Metrics metrics) {
    Slices z = at(logits, 0, 1, columns, 0);
    @SuppressWarnings("ReferenceEquality") // The contract: the same object means evaluation only.
    boolean evaluation = logits == dLogits;
    Slices d = evaluation ? NOTHING : at(dLogits, 0, 1, columns, z.ldB());
    if (!evaluation && d.nodes() != z.nodes()) {
      throw new IllegalArgumentException(
          dLogits.name() + ": expected " + z.nodes() + " nodes, found " + d.nodes());
    }
    long totals = CudaMetrics.address(this, metrics);
    kernels.softmax(z, columns, CudaLabels.address(this, labels, columns), d, totals, totals + 8);
  }

  @Override
  public void adam(Buffer w, Buffer g, Buffer m, Buffer v, AdamStep step) {
    int n = w.size();
    kernels.adam(address(w, n), address(g, n), address(m, n), address(v, n), n, step);
  }

  @Override
  public void dropNodes(
      Sequence h, int step, int columns, double fraction, long seed, long firstWord) {
    if (Double.isNaN(fraction)) {
      throw new IllegalArgumentException("fraction of nodes to drop is NaN");
    }
    kernels.dropNodes(at(h, step, 1, columns, 0), columns, fraction, seed, firstWord);
  }

  @Override
  public void fillSymmetric(Buffer b, float limit, long seed, Philox.Purpose purpose, int index) {
    int n = b.size();
    kernels.philoxSymmetric(address(b, n), n, limit, seed, purpose, index);
  }

  @Override
  public long countNonFinite(Buffer b) {
    kernels.countNonFinite(address(b, b.size()), b.size(), partials.address());
    ByteBuffer parts = readPartials();
    long sum = 0;
    for (int p = 0; p < KernelLibrary.REDUCTION_BLOCKS; p++) {
      sum += parts.getLong(8 * p);
    }
    return sum;
  }

  @Override
  public double meanAbs(Buffer b) {
    kernels.sumAbs(address(b, b.size()), b.size(), partials.address());
    ByteBuffer parts = readPartials();
    double sum = 0;
    for (int p = 0; p < KernelLibrary.REDUCTION_BLOCKS; p++) {
      sum += parts.getDouble(8 * p);
    }
    return sum / b.size();
  }

  private ByteBuffer readPartials() {
    return transfer.read(partials.address(), 8 * KernelLibrary.REDUCTION_BLOCKS);
  }

  @Override
  public Conductances conductances() {
    return new CudaConductances(this);
  }

  @Override
  public void synchronize() {
    device.synchronize();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (AutoCloseable child : new ArrayList<>(children)) {
      try {
        child.close();
      } catch (Exception e) {
        throw new IllegalStateException("cannot close " + Objects.toString(child), e);
      }
    }
    arena.close();
    device.close();
  }
}
