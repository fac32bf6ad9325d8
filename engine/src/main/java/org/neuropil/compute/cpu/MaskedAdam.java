package org.neuropil.compute.cpu;

import org.jspecify.annotations.Nullable;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Buffer;
import org.neuropil.matrix.SparsityPattern;

/**
 * Adam on the entries of a pattern, with the clamp of Dale's principle by the sign of the source
 * node.
 */
final class MaskedAdam {
  private MaskedAdam() {}

  static void update(
      ThreadTeam team,
      SparsityPattern pattern,
      Buffer values,
      Buffer g,
      Buffer m,
      Buffer v,
      AdamStep step,
      @Nullable Buffer sourceSigns) {
    float[] w = ((CpuBuffer) values).data();
    float[] gs = ((CpuBuffer) g).data();
    float[] ms = ((CpuBuffer) m).data();
    float[] vs = ((CpuBuffer) v).data();
    float[] signs = sourceSigns == null ? null : ((CpuBuffer) sourceSigns).data();
    team.ranges(
        w.length,
        Pointwise.ADAM_COST,
        (from, to) -> {
          Pointwise.adam(w, gs, ms, vs, from, to, step);
          if (signs != null) {
            clamp(w, signs, pattern, from, to);
          }
        });
  }

  private static void clamp(float[] w, float[] signs, SparsityPattern pattern, int from, int to) {
    for (int e = from; e < to; e++) {
      if (w[e] * signs[pattern.column(e)] < 0) {
        w[e] = 0f;
      }
    }
  }
}
