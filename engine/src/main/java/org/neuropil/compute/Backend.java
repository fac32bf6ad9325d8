package org.neuropil.compute;

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
 * <p>Gradients of activations and Adam's moments whose magnitude is below 2^-100 (8e-31) may be
 * replaced by 0: beside eps = 1e-8 they cannot change a weight, and subnormal numbers would make a
 * fading gradient some hundred times slower.
 */
public interface Backend extends AutoCloseable {
  /** What this is and where it runs. */
  BackendInfo info();

  /**
   * What a network of this size would need on this device, predicted from the shapes before
   * anything is allocated.
   */
  MemoryNeed memory(NetworkSize size, PlanKind plan);

  /** A zero vector. */
  Buffer buffer(String name, int size);

  /** A zero sequence. */
  Sequence sequence(String name, int nodes, int steps, int batch);

  /** Room for the labels of a batch. */
  Labels labels(String name, int batch);

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

  /**
   * Softmax with cross-entropy on {@code logits[0]}: adds to the totals and, unless {@code dLogits}
   * is the same object as {@code logits} (evaluation only), writes {@code dLogits[0] = (P - Y) /
   * columns}. The log-sum-exp is shifted by the largest logit.
   */
  void softmaxCrossEntropy(
      Sequence logits, Labels labels, int columns, Sequence dLogits, Metrics metrics);

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

  @Override
  void close();
}
