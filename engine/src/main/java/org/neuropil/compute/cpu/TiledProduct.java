package org.neuropil.compute.cpu;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.SparsityPattern;

/**
 * The hidden-layer products by the tiled sparse kernels. Beyond the pattern it holds, per
 * connection, 2 + 2 bytes of local columns for W and W^T, 4 of the permutation and 4 of W^T's
 * values.
 */
final class TiledProduct implements HiddenProduct {
  /** Nanoseconds of 16 multiplications and additions, roughly. */
  private static final double COST = 0.3;

  private final Consumer<HiddenProduct> onClose;
  private final ThreadTeam team;
  private final SparsityPattern pattern;
  private final SparseKernels kernels;
  private final SparsePlan plan;
  private final SparsePlan transposed;
  private final int[] permutation;
  private final float[] transposedValues;
  private float[] values = new float[0];

  /**
   * Plans the products.
   *
   * @param onClose is told when this is closed, so that nobody keeps the plan of a pattern that was
   *     given up
   */
  TiledProduct(
      ThreadTeam team, SparsityPattern pattern, int batch, Consumer<HiddenProduct> onClose) {
    this.onClose = onClose;
    this.team = team;
    this.pattern = pattern;
    this.kernels = new SparseKernels(batch);
    this.permutation = new int[pattern.nonzeros()];
    this.transposedValues = new float[pattern.nonzeros()];
    this.plan =
        SparsePlan.of(pattern.rowOffsets(), pattern.columns(), pattern.cols(), kernels.ld());
    this.transposed =
        SparsePlan.transposed(
            pattern.rowOffsets(), pattern.columns(), pattern.cols(), kernels.ld(), permutation);
  }

  @Override
  public SparsityPattern pattern() {
    return pattern;
  }

  @Override
  public PlanKind plan() {
    return PlanKind.TILED;
  }

  @Override
  public void update(Buffer w) {
    values = ((CpuBuffer) w).data();
    team.ranges(
        values.length,
        1,
        (from, to) -> SparsePlan.gatherValues(values, permutation, transposedValues, from, to));
  }

  @Override
  public void forward(
      Sequence h, int from, Sequence out, int to, boolean accumulate, Activation phi, int columns) {
    CpuSequence x = (CpuSequence) h;
    CpuSequence y = (CpuSequence) out;
    team.ranges(
        pattern.rows(),
        rowCost(pattern.rows(), 1),
        (first, last) -> {
          kernels.multiply(
              plan, values, first, last, x.data(), x.at(from), y.data(), y.at(to), accumulate, phi);
          y.settlePadding(phi, to, first, last, columns);
        });
  }

  @Override
  public void backward(
      Sequence d,
      int from,
      Sequence out,
      int to,
      Activation phi,
      Sequence h,
      int hStep,
      int columns) {
    CpuSequence x = (CpuSequence) d;
    CpuSequence y = (CpuSequence) out;
    CpuSequence hidden = (CpuSequence) h;
    team.ranges(
        pattern.cols(),
        rowCost(pattern.cols(), 1),
        (first, last) ->
            kernels.multiplyBack(
                transposed,
                transposedValues,
                first,
                last,
                x.data(),
                x.at(from),
                hidden.data(),
                hidden.at(hStep),
                y.data(),
                y.at(to),
                phi));
  }

  @Override
  public void gradient(
      Sequence d, int dFrom, Sequence h, int hFrom, int count, int columns, Buffer g) {
    CpuSequence delta = (CpuSequence) d;
    CpuSequence x = (CpuSequence) h;
    float[] sums = ((CpuBuffer) g).data();
    team.ranges(
        pattern.rows(),
        rowCost(pattern.rows(), count),
        (first, last) ->
            kernels.gradient(
                plan,
                first,
                last,
                delta.data(),
                delta.at(dFrom),
                x.data(),
                x.at(hFrom),
                count,
                sums));
  }

  @Override
  public void adam(
      Buffer w, Buffer g, Buffer m, Buffer v, AdamStep step, @Nullable Buffer sourceSigns) {
    MaskedAdam.update(team, pattern, w, g, m, v, step, sourceSigns);
  }

  @Override
  public long planBytes() {
    return plan.bytes() + transposed.bytes() + 8L * permutation.length;
  }

  @Override
  public void close() {
    values = new float[0];
    onClose.accept(this);
  }

  /** Nanoseconds for a row: its connections, and about as much as 25 for the row itself. */
  private double rowCost(int rows, int steps) {
    double connections = (double) pattern.nonzeros() / Math.max(1, rows);
    return COST * kernels.ld() / 16 * (connections + 25) * steps;
  }
}
