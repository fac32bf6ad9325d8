package org.neuropil.compute;

import org.jspecify.annotations.Nullable;
import org.neuropil.matrix.SparsityPattern;

/**
 * The operations of networks whose connections are conductances, liquid time-constant networks
 * (Zhang et al. 2023, code). One state step is a semi-implicit Euler step of
 *
 * <pre>
 * cm dv/dt = gl (vl - v) + sum over connections of weight g (reversal - v)
 * </pre>
 *
 * <p>in which the conductances g are taken at the old state and v itself at the new one, with the
 * step's length contained in cm. Like all operations these leave columns beyond the active ones
 * zero.
 */
public interface Conductances {
  /** Plans the sums over the connections of a pattern, for sequences of {@code batch} samples. */
  ConductanceProduct product(String name, SparsityPattern pattern, int batch);

  /**
   * {@code next = (cm v + gl vl + num + inNum) / (cm + gl + den + inDen)}, all of the same nodes.
   *
   * @param next new state; none of the other slices
   * @param num {@link ConductanceProduct#forward} of the hidden nodes
   * @param den likewise
   * @param inNum the same sum over the inputs
   * @param inDen likewise
   */
  void step(
      Membrane membrane,
      Slice next,
      Slice v,
      Slice num,
      Slice den,
      Slice inNum,
      Slice inDen,
      int columns);

  /**
   * The derivatives of {@link #step}, with q = dNext / (cm + gl + den + inDen):
   *
   * <pre>
   * dv   = [dv +] cm q
   * dNum = q                      also that of inNum
   * dDen = -q next                also that of inDen
   * gCapacitance += sum over columns of q (v - next)
   * gLeak        += sum over columns of q (vl - next)
   * gRest        += sum over columns of q gl
   * </pre>
   *
   * <p>Gradients of the membrane add up over the calls, in their order; set them to zero before the
   * first.
   *
   * @param dNext gradient of the new state
   * @param next the new state
   * @param dv where the gradient of the old state goes; not the slice of dNext
   * @param accumulate whether it is added to what is there
   */
  void stepBackward(
      Membrane membrane,
      Slice dNext,
      Slice next,
      Slice v,
      Slice den,
      Slice inDen,
      Slice dv,
      boolean accumulate,
      Slice dNum,
      Slice dDen,
      int columns,
      Membrane gradients);

  /**
   * For s in [0, count): {@code y[yStep+s] = scale x[xStep+s] + shift}, one factor and one summand
   * a node.
   *
   * @param shift null means 0
   * @param y may be the same slices as x
   */
  void scale(
      Buffer scale,
      @Nullable Buffer shift,
      Sequence x,
      int xStep,
      Sequence y,
      int yStep,
      int count,
      int columns);

  /**
   * {@code g[i] = sum over s in [0, count) and columns of d[dStep+s][i, k] x[xStep+s][i, k]},
   * overwritten: the gradient of the factors of {@link #scale}. That of the summands is {@link
   * Backend#biasGradient}.
   */
  void scaleGradient(
      Sequence d, int dStep, Sequence x, int xStep, int count, int columns, Buffer g);

  /**
   * One time step of a sequence.
   *
   * @param sequence the sequence
   * @param step which step
   */
  record Slice(Sequence sequence, int step) {}

  /**
   * What each node has of its own, or the gradients of it.
   *
   * @param capacitance cm, at least 1e-6
   * @param leak gl, the conductance of the leak, at least 1e-5
   * @param rest vl, the potential that the leak pulls to
   */
  record Membrane(Buffer capacitance, Buffer leak, Buffer rest) {}
}
