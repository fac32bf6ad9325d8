package org.neuropil.compute.contract;

import static org.neuropil.compute.contract.Mistakes.after;
import static org.neuropil.compute.contract.Mistakes.backend;
import static org.neuropil.compute.contract.Mistakes.less;
import static org.neuropil.compute.contract.Mistakes.set;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.Sequence;

/** Mistakes in the operations of cells, losses at every step and embeddings. */
final class LaterMistakes {
  private static final String SOFTMAX = "softmaxCrossEntropy";

  private LaterMistakes() {}

  static AdamStep unclipped(AdamStep s) {
    return new AdamStep(
        s.step(),
        s.lr(),
        s.beta1(),
        s.beta2(),
        s.eps(),
        Double.POSITIVE_INFINITY,
        s.epsBeforeCorrection(),
        s.secondStep());
  }

  static AdamStep plainEpsilon(AdamStep s) {
    return new AdamStep(
        s.step(), s.lr(), s.beta1(), s.beta2(), s.eps(), s.clip(), false, s.secondStep());
  }

  static AdamStep oneCount(AdamStep s) {
    return new AdamStep(
        s.step(), s.lr(), s.beta1(), s.beta2(), s.eps(), s.clip(), s.epsBeforeCorrection());
  }

  static List<Faults.Mistake> all() {
    return List.of(
        backend("affineBackward/7", "affineBackwardSteps", "one step too few", less(5)),
        backend("affineBackward/7", "affineBackwardSteps", "starts one step early", less(2)),
        backend("affineBackward/7", "affineBackwardSteps", "skips the last column", less(6)),
        backend(SOFTMAX, "softmax", "one step too few", less(1)),
        backend(SOFTMAX, "softmax", "skips the last column", less(3)),
        backend(SOFTMAX, "softmax", "not scaled", set(4, 1.0)),
        backend(SOFTMAX, "softmax", "never twice", set(5, false)),
        backend(SOFTMAX, "softmax", "always twice", set(5, true)),
        after(SOFTMAX, "softmax", "gradient without a label", a -> fillZeros((Sequence) a[6])),
        after(
            SOFTMAX,
            "softmax",
            "samples without a label count",
            a ->
                changeTotals(
                    (Metrics) a[7],
                    t ->
                        new Metrics.Totals(
                            Math.max(t.samples(), (long) (Integer) a[1] * (Integer) a[3]),
                            t.correct(),
                            t.lossSum(),
                            t.nanCount()))),
        after(SOFTMAX, "softmax", "NaN becomes 0", a -> Damage.withoutNaN((Sequence) a[6])),
        Faults.inBackend(
            SOFTMAX,
            "softmax",
            "totals of the last call only",
            (sound, a) -> {
              ((Metrics) a[7]).reset();
              return Faults.sound(sound, Backend.class, SOFTMAX, a);
            }),
        after(
            SOFTMAX,
            "softmax",
            "evaluation changes the logits",
            a -> Damage.scale((Sequence) a[0], 0.5f)),
        backend("squaredError", "squaredError", "one step too few", less(1)),
        backend("squaredError", "squaredError", "never a sigmoid", set(2, false)),
        Faults.inBackend(
            "squaredError",
            "squaredError",
            "forgets the weights",
            (sound, a) -> {
              Object[] args = a.clone();
              args[4] = null;
              return Faults.sound(sound, Backend.class, "squaredError", args);
            }),
        backend("squaredError", "squaredError", "skips the last column", less(5)),
        backend("squaredError", "squaredError", "not scaled", set(6, 1.0)),
        after(
            "squaredError",
            "squaredError",
            "sum over the columns",
            a -> {
              if (a[7] != a[0]) {
                Damage.scale((Sequence) a[7], (Integer) a[5]);
              }
            }),
        after(
            "squaredError",
            "squaredError",
            "loss in float",
            a ->
                changeTotals(
                    (Metrics) a[8],
                    t ->
                        new Metrics.Totals(
                            t.samples(), t.correct(), (float) t.lossSum(), t.nanCount()))),
        after(
            "squaredError",
            "squaredError",
            "a NaN counts twice",
            a ->
                changeTotals(
                    (Metrics) a[8],
                    t ->
                        new Metrics.Totals(
                            t.samples(), t.correct(), t.lossSum(), 2 * t.nanCount()))),
        backend("combine", "combine", "no slope", set(3, Activation.IDENTITY)),
        backend("combine", "combine", "slope of another step", less(5)),
        backend("combine", "combine", "skips the last column", less(2)),
        backend(
            "combine",
            "combine",
            "five terms at most",
            a -> {
              Backend.Term[] terms = (Backend.Term[]) a[6];
              a[6] = Arrays.copyOf(terms, Math.min(5, terms.length));
            }),
        clearedFirst(),
        backend("embed", "embed", "one step too few", less(3)),
        backend("embed", "embed", "skips the last column", less(4)),
        backend("embedGradient", "embedGradient", "one step too few", less(2)),
        backend("embedGradient", "embedGradient", "skips the last column", less(3)),
        addsToGradient(),
        backend("addNoise", "addNoise", "one number late", a -> a[6] = (Long) a[6] + 4),
        backend("addNoise", "addNoise", "32-bit word", a -> a[6] = (long) ((Long) a[6]).intValue()),
        backend(
            "addNoise", "addNoise", "half the seed", a -> a[5] = (long) ((Long) a[5]).intValue()),
        backend("addNoise", "addNoise", "one step too few", less(2)),
        backend(
            "addNoise",
            "addNoise",
            "variance for deviation",
            a -> a[4] = (Double) a[4] * (Double) a[4]),
        backend("clamp", "clampValues", "lower limit only", set(2, Float.POSITIVE_INFINITY)),
        after("clamp", "clampValues", "NaN becomes 0", a -> Damage.withoutNaN((Buffer) a[0])));
  }

  /** A gradient where all of a sample's are 0. */
  private static void fillZeros(Sequence d) {
    float[] values = new float[d.nodes() * d.batch()];
    for (int s = 0; s < d.steps(); s++) {
      d.read(s, d.batch(), values);
      for (int k = 0; k < d.batch(); k++) {
        boolean zero = true;
        for (int c = 0; c < d.nodes(); c++) {
          zero &= values[c * d.batch() + k] == 0;
        }
        values[k] = zero ? 0.1f : values[k];
      }
      d.write(s, 1, d.batch(), values);
    }
  }

  private static void changeTotals(Metrics metrics, UnaryOperator<Metrics.Totals> change) {
    metrics.restore(change.apply(metrics.read()));
  }

  /** The target is set to zero before the terms, of which it is one, are read. */
  private static Faults.Mistake clearedFirst() {
    return Faults.inBackend(
        "combine",
        "combine",
        "clears the target first",
        (sound, a) -> {
          Sequence out = (Sequence) a[0];
          out.write((Integer) a[1], 1, (Integer) a[2], new float[out.nodes() * (Integer) a[2]]);
          return Faults.sound(sound, Backend.class, "combine", a);
        });
  }

  private static Faults.Mistake addsToGradient() {
    return Faults.inBackend(
        "embedGradient",
        "embedGradient",
        "adds to what was there",
        (sound, a) -> {
          Buffer table = (Buffer) a[4];
          float[] sum = table.toArray();
          Faults.sound(sound, Backend.class, "embedGradient", a);
          float[] fresh = table.toArray();
          for (int i = 0; i < sum.length; i++) {
            sum[i] += fresh[i];
          }
          table.write(sum);
          return null;
        });
  }
}
