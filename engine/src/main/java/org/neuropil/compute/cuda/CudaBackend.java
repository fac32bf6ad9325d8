package org.neuropil.compute.cuda;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendInfo;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.Conductances;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Indices;
import org.neuropil.compute.MemoryNeed;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.NetworkSize;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.compute.Sequence;
import org.neuropil.compute.Stopwatch;
import org.neuropil.compute.cuda.KernelLibrary.Slices;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * The contract on one GPU. Everything is queued on one stream; no operation of a step allocates
 * device memory.
 */
final class CudaBackend implements Backend {
  private final CommandQueue device;
  private final Precision precision;
  private final DeviceArena arena;
  private final KernelLibrary kernels;
  private final Transfer transfer;
  private final DeviceArena.Slice partials;
  private final CudaAffine affine;
  private final CudaLosses losses;
  private final PlanChoice choice;
  private final MemoryBudget budget;
  private final Set<AutoCloseable> children = Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean closed;

  CudaBackend(Device gpu, Precision precision) {
    this(gpu, precision, true, new PlanTimes(null));
  }

  /**
   * A back end on a device, which it closes in the end.
   *
   * @param graphs whether batches may become graphs; false queues every call by itself
   * @param times what is known of the speed of plans
   */
  CudaBackend(Device gpu, Precision precision, boolean graphs, PlanTimes times) {
    this.device = new CommandQueue(gpu, graphs);
    this.precision = precision;
    arena = new DeviceArena(device);
    device.constantsIn(arena);
    budget = new MemoryBudget(arena);
    kernels = new KernelLibrary(device);
    transfer = new Transfer(device, kernels, arena, CudaMemory.STAGING_BYTES);
    partials = arena.allocate("partial sums", KernelLibrary.PARTIAL_BYTES);
    affine = new CudaAffine(this);
    losses = new CudaLosses(this, partials.address());
    choice = new PlanChoice(this, times);
    CudaSelfCheck.randomNumbers(kernels, transfer, partials.address());
  }

  @Override
  public void reserve(MemoryNeed need) {
    budget.reserve(need);
  }

  /** See {@link MemoryBudget#forPlans}. */
  long bytesForPlans(ToLongFunction<PlanKind> matrixBytes) {
    return budget.forPlans(matrixBytes);
  }

  /** The plan that AUTO stands for. */
  PlanKind choose(SparsityPattern pattern, int steps, int batch) {
    return choice.choose(pattern, steps, batch);
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
            plan,
            precision,
            device.limits());
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
  public Indices indices(String name, int steps, int batch) {
    return remember(
        new CudaIndices(this, slice(name, CudaIndices.bytes(steps, batch)), steps, batch));
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
    return remember(CudaProduct.create(this, name, pattern, plan, steps, batch));
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

  /** The same for an operand with the nodes and the padded batch of another. */
  Slices alike(Sequence sequence, int step, int count, int columns, Slices other) {
    Slices slices = at(sequence, step, count, columns, other.ldB());
    if (slices.nodes() != other.nodes()) {
      throw new IllegalArgumentException(
          sequence.name() + ": expected " + other.nodes() + " nodes, found " + slices.nodes());
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
    affine.forward(w, x, xStep, y, yStep, count, columns, biases);
  }

  @Override
  public void fillBias(Sequence y, int step, int columns, Buffer... biases) {
    affine.fillBias(y, step, columns, biases);
  }

  @Override
  public void affineGradient(
      Sequence d, int dStep, Sequence x, int xStep, int count, int columns, Buffer gw) {
    affine.gradient(d, dStep, x, xStep, count, columns, gw);
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
    affine.backward(w, d, dStep, out, outStep, phi, h, hStep, columns);
  }

  @Override
  public void affineBackward(
      Buffer w, Sequence d, int dStep, Sequence out, int outStep, int count, int columns) {
    affine.backward(w, d, dStep, out, outStep, count, columns);
  }

  @Override
  public void combine(
      Sequence out,
      int outStep,
      int columns,
      Activation phi,
      @Nullable Sequence h,
      int hStep,
      Term... terms) {
    if (terms.length < 1 || terms.length > KernelLibrary.COMBINE_TERMS) {
      throw new IllegalArgumentException(
          terms.length + " terms, expected 1 to " + KernelLibrary.COMBINE_TERMS);
    }
    Slices target = at(out, outStep, 1, columns, 0);
    Slices[] slices = new Slices[terms.length];
    double[] factors = new double[terms.length];
    for (int t = 0; t < terms.length; t++) {
      slices[t] = alike(terms[t].x(), terms[t].step(), 1, columns, target);
      factors[t] = terms[t].factor();
    }
    kernels.combine(target, columns, phi, outputs(phi, h, hStep, columns, target), slices, factors);
  }

  /** The stored outputs that a derivative is taken from; none for the identity. */
  Slices outputs(Activation phi, @Nullable Sequence h, int hStep, int columns, Slices target) {
    if (phi == Activation.IDENTITY) {
      return Slices.NOTHING;
    }
    if (h == null) {
      throw new IllegalArgumentException("no outputs to take the derivative of " + phi + " from");
    }
    return alike(h, hStep, 1, columns, target);
  }

  @Override
  public void activate(Sequence h, int step, Activation phi, int columns) {
    kernels.activate(at(h, step, 1, columns, 0), columns, phi);
  }

  @Override
  public void softmaxCrossEntropy(
      Sequence logits,
      int count,
      Indices labels,
      int columns,
      double scale,
      boolean twice,
      Sequence dLogits,
      Metrics metrics) {
    losses.softmaxCrossEntropy(logits, count, labels, columns, scale, twice, dLogits, metrics);
  }

  @Override
  public void squaredError(
      Sequence z,
      int count,
      boolean sigmoid,
      Sequence target,
      @Nullable Sequence weight,
      int columns,
      double scale,
      Sequence dz,
      Metrics metrics) {
    losses.squaredError(z, count, sigmoid, target, weight, columns, scale, dz, metrics);
  }

  @Override
  public void embed(Buffer table, Indices tokens, Sequence x, int count, int columns) {
    Slices target = at(x, 0, count, columns, 0);
    CudaIndices.Place place = CudaIndices.at(this, tokens, count, columns);
    int rows = rows(table, target.nodes());
    long from = address(table, table.size());
    kernels.embed(from, rows, place.address(), place.pitch(), target, count, columns);
  }

  @Override
  public void embedGradient(Indices tokens, Sequence dx, int count, int columns, Buffer gTable) {
    Slices source = at(dx, 0, count, columns, 0);
    CudaIndices.Place place = CudaIndices.at(this, tokens, count, columns);
    int rows = rows(gTable, source.nodes());
    long to = address(gTable, gTable.size());
    kernels.embedGradient(place.address(), place.pitch(), source, count, columns, rows, to);
  }

  /** Rows of a table whose row has {@code nodes} elements. */
  private static int rows(Buffer table, int nodes) {
    if (nodes == 0 || table.size() % nodes != 0) {
      throw new IllegalArgumentException(
          table.name() + ": " + table.size() + " elements are no rows of " + nodes);
    }
    return table.size() / nodes;
  }

  @Override
  public void addNoise(
      Sequence a, int step, int count, int columns, double sd, long seed, long firstWord) {
    if (firstWord % 4 != 0) {
      throw new IllegalArgumentException("first word " + firstWord + " is no multiple of 4");
    }
    kernels.addNoise(at(a, step, count, columns, 0), count, columns, sd, seed, firstWord >>> 2);
  }

  @Override
  public void clamp(Buffer b, float low, float high) {
    kernels.clamp(address(b, b.size()), b.size(), low, high);
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
  public void batch(Runnable work) {
    device.batch(work);
  }

  @Override
  public Stopwatch stopwatch() {
    return device.stopwatch();
  }

  /** How often a whole piece of a batch was queued as one graph. */
  long replays() {
    return device.replays();
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
