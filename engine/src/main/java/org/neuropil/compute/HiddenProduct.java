package org.neuropil.compute;

import org.jspecify.annotations.Nullable;
import org.neuropil.matrix.SparsityPattern;

/**
 * The products with one sparse matrix W [rows x cols] whose pattern is fixed: forward, transposed,
 * and the weight gradient sampled on the pattern. Values, gradients and moments are buffers in the
 * order of the pattern's CSR. A back end builds a physical plan from the pattern once.
 *
 * <p>Equations: Fruengel and Oberlaender 2025, forward A_t = W H_{t-1} + U X_t + b and the backward
 * pass through time.
 */
public interface HiddenProduct extends AutoCloseable {
  /** The pattern that this product was planned for. */
  SparsityPattern pattern();

  /** The plan in use. */
  PlanKind plan();

  /**
   * Must be called after every change of the values {@code w} (size nnz, CSR order) and before the
   * next product: refreshes the copies that the plan keeps.
   */
  void update(Buffer w);

  /**
   * {@code out[to] = phi( prefill + W h[from] )}, where {@code prefill} is the present content of
   * out[to] if {@code accumulate}, else 0. Like every operation it leaves the columns beyond {@code
   * columns} zero, also where a fuller batch was before.
   *
   * @param h sequence with cols nodes
   * @param out sequence with rows nodes; may be the same object as {@code h} when from != to
   * @param columns number of active samples
   */
  void forward(
      Sequence h, int from, Sequence out, int to, boolean accumulate, Activation phi, int columns);

  /**
   * {@code out[to] = (W^T d[from]) o phi'(h[hStep])}.
   *
   * @param d sequence with rows nodes
   * @param out sequence with cols nodes; may be the same object as {@code d} when from != to
   * @param h sequence with cols nodes that holds the outputs phi(a); not read when phi is the
   *     identity
   */
  void backward(
      Sequence d,
      int from,
      Sequence out,
      int to,
      Activation phi,
      Sequence h,
      int hStep,
      int columns);

  /**
   * The weight gradient over {@code count} steps: {@code g[e] = sum_s sum_k d[dFrom+s][i_e, k]
   * h[hFrom+s][j_e, k]} for connection e = (i_e, j_e); overwrites g. With count 0, g becomes zero.
   */
  void gradient(Sequence d, int dFrom, Sequence h, int hFrom, int count, int columns, Buffer g);

  /**
   * One Adam update of the values, then, where {@code sourceSigns} is given, the clamp of Dale's
   * principle: a value whose sign contradicts its source node (column) becomes 0. Moments are not
   * touched by the clamp. Does not call {@link #update}.
   *
   * @param sourceSigns size cols, +1 for excitatory and -1 for inhibitory nodes; null without
   *     constraint
   */
  void adam(Buffer w, Buffer g, Buffer m, Buffer v, AdamStep step, @Nullable Buffer sourceSigns);

  /** Bytes that the plan holds beyond the pattern and the caller's buffers. */
  long planBytes();

  @Override
  void close();
}
