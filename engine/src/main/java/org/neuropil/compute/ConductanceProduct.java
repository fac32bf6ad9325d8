package org.neuropil.compute;

import org.neuropil.matrix.SparsityPattern;

/**
 * The sums over connections of a liquid time-constant network (Hasani et al. 2021; the code of
 * Zhang et al. 2023): every connection e from node i to node j opens with the state x_i of its
 * sender and pulls the receiver towards its own reversal potential.
 *
 * <pre>
 * g_e   = 1 / (1 + exp(-slope_e (x_i - midpoint_e)))
 * den_j = sum over e to j of weight_e g_e
 * num_j = sum over e to j of weight_e g_e reversal_e
 * </pre>
 *
 * <p>The argument of the exponential is limited to [{@value #LIMIT}, -({@value #LIMIT})], where g
 * is within 1e-26 of 0 or 1: beyond it numbers would become subnormal. The four parameters of a
 * connection lie in four buffers in the order of the pattern's CSR; nothing is kept between the
 * calls, so they may change at any time.
 */
public interface ConductanceProduct extends AutoCloseable {
  /** Least argument of the exponential; its negative is the greatest. */
  double LIMIT = -60;

  /** The pattern that this was planned for: rows receive, columns send. */
  SparsityPattern pattern();

  /**
   * Both sums for one slice; overwrites {@code num} and {@code den} and leaves their columns beyond
   * {@code columns} zero.
   *
   * @param x states of the senders, cols nodes
   * @param num rows nodes
   * @param den rows nodes
   */
  void forward(
      Synapses synapses,
      Conductances.Slice x,
      Conductances.Slice num,
      Conductances.Slice den,
      int columns);

  /**
   * The derivatives of {@link #forward}, with c_e = dDen_j + reversal_e dNum_j:
   *
   * <pre>
   * dx_i      = [dx_i +] sum over e from i of weight_e slope_e g_e (1 - g_e) c_e
   * gWeight   += sum over columns of g_e c_e
   * gReversal += sum over columns of weight_e g_e dNum_j
   * gMidpoint -= sum over columns of weight_e slope_e g_e (1 - g_e) c_e
   * gSlope    += sum over columns of weight_e (x_i - midpoint_e) g_e (1 - g_e) c_e
   * </pre>
   *
   * <p>Gradients add up over the calls, in their order; set them to zero before the first.
   *
   * @param x the states that went forward
   * @param dx where the gradient of the states goes, cols nodes; not the slice of x
   * @param accumulate whether it is added to what is there
   * @param gradients of the four parameters
   */
  void backward(
      Synapses synapses,
      Conductances.Slice x,
      Conductances.Slice dNum,
      Conductances.Slice dDen,
      Conductances.Slice dx,
      boolean accumulate,
      int columns,
      Synapses gradients);

  /** Bytes held beyond the pattern and the caller's buffers. */
  long planBytes();

  @Override
  void close();

  /**
   * The parameters of the connections, or their gradients; each of size nnz in CSR order.
   *
   * @param weight W, the largest conductance, at least 0
   * @param reversal E, the potential that an open connection pulls to; its sign is the sign of the
   *     connection
   * @param midpoint mu, the state of the sender at which the connection is half open
   * @param slope sigma, how steeply it opens
   */
  record Synapses(Buffer weight, Buffer reversal, Buffer midpoint, Buffer slope) {}
}
