package org.neuropil.compute;

import org.jspecify.annotations.Nullable;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * One engine on one device: creates buffers and carries out the operations of a network. Operations
 * are in the order of the calls; only reads wait for the device. Closing it closes everything it
 * created. Not safe for use by several threads; several back ends may live in one process.
 *
 * <p>Dense matrices are row-major: W [rows x cols] in a buffer of size rows*cols. {@code columns}
 * is always the number of active samples; columns beyond it stay zero.
 *
 * <p>Gradients of activations, results of {@link #combine} and Adam's moments whose magnitude is
 * below 2^-100 (8e-31) may be replaced by 0: beside eps = 1e-8 they cannot change a weight, and
 * subnormal numbers would make a fading gradient some hundred times slower.
 */
public interface Backend extends AutoCloseable {
  /** What this is and where it runs. */
  BackendInfo info();

  /**
   * What a network of this size would need on this device, predicted from the shapes before
   * anything is allocated.
   */
  MemoryNeed memory(NetworkSize size, PlanKind plan);

  /**
   * Takes the memory for a network in one piece, before its buffers are made, so that the plans of
   * {@link PlanKind#AUTO} leave room for the rest; nothing where memory is not taken in pieces.
   *
   * @throws org.neuropil.error.UserError environment, if the device has not so much left
   */
  default void reserve(MemoryNeed need) {}

  /** A zero vector. */
  Buffer buffer(String name, int size);

  /** A zero sequence. */
  Sequence sequence(String name, int nodes, int steps, int batch);

  /** New totals, at zero. */
  Metrics metrics(String name);

  /**
   * Plans the products with a sparse matrix for sequences of {@code batch} samples and {@code
   * steps} steps.
   */
  HiddenProduct product(String name, SparsityPattern pattern, PlanKind plan, int steps, int batch);

  /**
   * For s in [0, count): {@code y[yStep+s] = W x[xStep+s] + sum of biases}, W [y.nodes x x.nodes],
   * each bias of size y.nodes, in active columns.
   */
  void affine(
      Buffer w,
      Sequence x,
      int xStep,
      Sequence y,
      int yStep,
      int count,
      int columns,
      Buffer... biases);

  /** {@code y[step] = sum of biases}, each of size y.nodes, in active columns. */
  void fillBias(Sequence y, int step, int columns, Buffer... biases);

  /**
   * {@code gw = sum over s in [0, count) of d[dStep+s] x[xStep+s]^T}, gw [d.nodes x x.nodes],
   * overwritten.
   */
  void affineGradient(
      Sequence d, int dStep, Sequence x, int xStep, int count, int columns, Buffer gw);

  /** {@code g[i] = sum over s in [0, count) and columns of d[dStep+s][i, k]}, overwritten. */
  void biasGradient(Sequence d, int dStep, int count, int columns, Buffer g);

  /** {@code out[outStep] = (W^T d[dStep]) o phi'(h[hStep])}, W [d.nodes x out.nodes]. */
  void affineBackward(
      Buffer w,
      Sequence d,
      int dStep,
      Sequence out,
      int outStep,
      Activation phi,
      Sequence h,
      int hStep,
      int columns);

  /** {@code h[step] = phi(h[step])} in place. */
  void activate(Sequence h, int step, Activation phi, int columns);

  /** Room for one whole number per step and sample: class labels or tokens. */
  Indices indices(String name, int steps, int batch);

  /**
   * Softmax with cross-entropy at every step: for s in [0, count) and every active column whose
   * label is not {@link Indices#NONE}, adds -log P[label], the hit and the sample to the totals
   * and, unless {@code dLogits} is the same object as {@code logits}, writes {@code dLogits[s] =
   * scale (P - Y)}, and 0 in the columns without a label, whatever their logits. The log-sum-exp is
   * shifted by the largest logit. The hit and the count of NaN and infinite ones are of the logits.
   *
   * @param scale 1 / number of labels of the batch, for the gradient of the mean
   * @param twice the softmax is taken again of the probabilities P before the cross-entropy, a
   *     quirk of the code of Zhang et al. 2023 whose loss cannot fall below ln(1 + e^-1) with two
   *     classes
   */
  void softmaxCrossEntropy(
      Sequence logits,
      int count,
      Indices labels,
      int columns,
      double scale,
      boolean twice,
      Sequence dLogits,
      Metrics metrics);

  /**
   * Weighted squared error at every step: with y = z, or 1/(1 + e^-z) if {@code sigmoid}, and e =
   * (y - target) weight, adds {@code scale e^2} of all nodes, steps in [0, count) and columns to
   * the loss of the totals, {@code columns} to their samples, and, unless {@code dz} is the same
   * object as {@code z}, writes {@code dz[s] = scale 2 e weight dy/dz}. The sum over a batch is in
   * double and in a fixed order. Loss sums are per sample times samples: the mean of the totals is
   * the mean loss. A sample with a NaN or infinite z counts once as such; there are no hits.
   *
   * @param target same nodes as z, at least count steps
   * @param weight like target; null means 1 everywhere
   * @param scale 1 / (nodes steps), so that the loss of one sample is the mean over its outputs;
   *     the gradient is divided by columns besides
   */
  void squaredError(
      Sequence z,
      int count,
      boolean sigmoid,
      Sequence target,
      @Nullable Sequence weight,
      int columns,
      double scale,
      Sequence dz,
      Metrics metrics);

  /**
   * {@code out[outStep] = (sum of the terms) o phi'(h[hStep])} in active columns: the linear
   * combinations of Euler and Runge-Kutta steps and of their derivatives. All sequences have the
   * same nodes. {@code out[outStep]} may itself be one of the terms. Where the slope of RELU is 0
   * the result is 0, even of NaN.
   *
   * @param h outputs phi(a); null where phi is the identity
   * @param terms one to six
   */
  void combine(
      Sequence out,
      int outStep,
      int columns,
      Activation phi,
      @Nullable Sequence h,
      int hStep,
      Term... terms);

  /** For s in [0, count): {@code out[outStep+s] = W^T d[dStep+s]}, W [d.nodes x out.nodes]. */
  void affineBackward(
      Buffer w, Sequence d, int dStep, Sequence out, int outStep, int count, int columns);

  /**
   * For s in [0, count): column k of {@code x[s]} is row {@code tokens[s, k]} of the table [rows x
   * x.nodes]. Tokens are in [0, rows).
   */
  void embed(Buffer table, Indices tokens, Sequence x, int count, int columns);

  /**
   * {@code gTable[r] = sum of dx[s][:, k] over all (s, k) with tokens[s, k] = r}, overwritten, in a
   * fixed order.
   */
  void embedGradient(Indices tokens, Sequence dx, int count, int columns, Buffer gTable);

  /**
   * Adds {@code sd} times a standard normal number to {@code a[step+s][i, k]}, s in [0, count):
   * {@link Philox#nextGaussian()} at word {@code firstWord + 4 n} of the stream (seed, NOISE, 0), n
   * = (s columns + k) nodes + i; {@code firstWord} is a multiple of 4.
   */
  void addNoise(Sequence a, int step, int count, int columns, double sd, long seed, long firstWord);

  /** {@code b[i] = min(max(b[i], low), high)}; NaN stays NaN. */
  void clamp(Buffer b, float low, float high);

  /** The operations of liquid time-constant networks. */
  default Conductances conductances() {
    throw new UnsupportedOperationException();
  }

  /**
   * One term of a {@link #combine}.
   *
   * @param factor its factor
   * @param x the sequence
   * @param step its slice
   */
  record Term(double factor, Sequence x, int step) {}

  /** One Adam update of a dense parameter. */
  void adam(Buffer w, Buffer g, Buffer m, Buffer v, AdamStep step);

  /**
   * Sets {@code h[step][i, k]} to 0 unless u(i, k) >= fraction, u from word {@code firstWord + k *
   * nodes + i} of the stream (seed, NODE_NOISE, 0) as {@link Philox#nextUnit()} draws it. Not
   * rescaled.
   */
  void dropNodes(Sequence h, int step, int columns, double fraction, long seed, long firstWord);

  /**
   * {@code b[i] = 2 limit u - limit} with u = {@link Philox#nextFloat()} at word i of the stream.
   */
  void fillSymmetric(Buffer b, float limit, long seed, Philox.Purpose purpose, int index);

  /** Number of elements that are NaN or infinite; waits for the device. */
  long countNonFinite(Buffer b);

  /** Mean of |b[i]|, summed in double in a fixed order; waits for the device. */
  double meanAbs(Buffer b);

  /** Waits until everything asked for so far is done. */
  void synchronize();

  /**
   * Carries out the operations that {@code work} asks for, as if it were called. A device may queue
   * them all at once when {@code work} ends, and where the same operations on the same buffers come
   * again, replay them as one; numbers that change from batch to batch, such as the step of {@link
   * AdamStep}, may differ. Reads inside are allowed, but cut the batch into pieces.
   */
  default void batch(Runnable work) {
    work.run();
  }

  /** A stopwatch for the time on the device; to be closed by the caller, before this. */
  default Stopwatch stopwatch() {
    return Stopwatch.ofHost();
  }

  @Override
  void close();
}
