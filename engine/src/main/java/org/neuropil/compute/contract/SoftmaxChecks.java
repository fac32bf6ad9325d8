package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Labels;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.Sequence;
import org.neuropil.compute.reference.ReferenceBackend;
import org.neuropil.matrix.Philox;

/**
 * Softmax cross-entropy. A probability is at most 1 and its exponent, in float, off by at most 6e-8
 * times its size, so {@value #UNIT} bounds the error of P - Y; the loss is compared relative to the
 * absolute terms of max + log(sum) - z[label].
 */
final class SoftmaxChecks {
  private static final double UNIT = 1e-6;
  private static final float INF = Float.POSITIVE_INFINITY;
  private static final float NAN = Float.NaN;

  /** One sample and its label. */
  @SuppressWarnings("ArrayRecordComponent")
  record Sample(String name, int label, float... logits) {}

  static final List<Sample> SAMPLES =
      List.of(
          new Sample("equal, label lowest", 0, 1, 1, 1, 1),
          new Sample("equal, label second", 1, 1, 1, 1, 1),
          new Sample("tie of the last, label first of them", 2, 0, 1, 3, 3),
          new Sample("tie of the last, label last", 3, 0, 1, 3, 3),
          new Sample("zeros of either sign", 0, 0f, -0f, -1, -1),
          new Sample("zeros of either sign, reversed", 1, -0f, 0f, -1, -1),
          new Sample("large", 1, 1e30f, -1e30f, 0, 5),
          new Sample("large, label largest", 0, 1e30f, -1e30f, 0, 5),
          new Sample("large tie", 2, 1e30f, 1e30f, 1e30f, -1e30f),
          new Sample("all far below zero", 3, -1e30f, -1e30f, -1e30f, -1e30f),
          new Sample("exponent beyond float", 0, 100, 200, 300, 90),
          new Sample("one NaN, label there", 2, 0, 9, NAN, 4),
          new Sample("one NaN, label elsewhere", 1, 0, 9, NAN, 4),
          new Sample("two NaN, label first", 1, 0, NAN, 7, NAN),
          new Sample("two NaN, label second", 3, 0, NAN, 7, NAN),
          new Sample("NaN before infinity", 0, NAN, INF, 1, 2),
          new Sample("infinity before NaN", 3, 1, INF, 1, NAN),
          new Sample("plus infinity", 1, 0, INF, 1, 2),
          new Sample("minus infinity", 0, 0, -INF, 1, 2),
          new Sample("minus infinity, label there", 1, 0, -INF, 1, 2),
          new Sample("all minus infinity", 0, -INF, -INF, -INF, -INF));

  private SoftmaxChecks() {}

  static List<Check> all() {
    List<Check> checks = new ArrayList<>();
    for (Sample sample : SAMPLES) {
      checks.add(new Check("softmax", sample.name, (tested, seed) -> one(sample, tested, seed)));
    }
    checks.add(new Check("softmax", "ragged sizes", SoftmaxChecks::ragged));
    checks.add(new Check("softmax", "totals accumulate", SoftmaxChecks::accumulates));
    return checks;
  }

  /** The sample among ordinary ones, which it must not disturb. */
  private static void one(Sample sample, Tested tested, long seed) {
    float[] logits = new float[4 * 5];
    int[] labels = {3, 0, sample.label, 1, 2};
    for (int c = 0; c < 4; c++) {
      for (int k = 0; k < 5; k++) {
        logits[c * 5 + k] = k == 2 ? sample.logits[c] : 0.25f * ((c * 7 + k * 3) % 5);
      }
    }
    for (boolean training : new boolean[] {true, false}) {
      compare("softmax, " + sample.name, 4, 8, 5, logits, labels, training, tested, seed);
    }
    // Alone, for the totals of this sample only.
    compare(
        "softmax, " + sample.name + ", alone",
        4,
        1,
        1,
        sample.logits,
        new int[] {sample.label},
        true,
        tested,
        seed);
  }

  private static void ragged(Tested tested, long seed) {
    Philox random = Trial.random(seed, "softmax");
    int[] classes = {2, 3, 10, 33, 100, 257};
    for (int c = 0; c < classes.length; c++) {
      for (int batch : ProductChecks.BATCHES) {
        int columns = batch % 2 == 0 ? batch : 1 + random.nextInt(batch);
        float[] logits = new float[classes[c] * columns];
        for (int i = 0; i < logits.length; i++) {
          logits[i] = (float) (3 * random.nextGaussian());
        }
        int[] labels = new int[columns];
        for (int k = 0; k < columns; k++) {
          labels[k] = random.nextInt(classes[c]);
        }
        compare(
            "softmax " + classes[c] + " classes, batch " + batch + ", columns " + columns,
            classes[c],
            batch,
            columns,
            logits,
            labels,
            batch % 3 != 0,
            tested,
            seed);
      }
    }
  }

  private static void compare(
      String what,
      int classes,
      int batch,
      int columns,
      float[] logits,
      int[] labels,
      boolean training,
      Tested tested,
      long seed) {
    String name = what + (training ? "" : ", evaluation only");
    float[] found = new float[classes * batch];
    float[] expected = new float[classes * batch];
    Metrics.Totals totals =
        softmax(tested.backend(), classes, batch, columns, logits, labels, training, found);
    Metrics.Totals control =
        softmax(
            new ReferenceBackend(), classes, batch, columns, logits, labels, training, expected);
    double tolerance = training ? UNIT / columns : 0;
    for (int i = 0; i < found.length; i++) {
      if (!Tolerance.agree(found[i], expected[i], i % batch < columns ? tolerance : 0)) {
        throw Trial.violation(
            name,
            (training ? "dLogits" : "logits") + " class " + i / batch + " sample " + i % batch,
            expected[i],
            found[i],
            tolerance,
            seed);
      }
    }
    compare(name, control, totals, lossTerms(classes, columns, logits), seed);
  }

  /** Bound on the sum of |max| + |z[label]| + |log sum|. */
  private static double lossTerms(int classes, int columns, float[] logits) {
    double terms = 0;
    for (int k = 0; k < columns; k++) {
      double largest = 0;
      for (int c = 0; c < classes; c++) {
        float logit = logits[c * columns + k];
        largest = Float.isFinite(logit) ? Math.max(largest, Math.abs(logit)) : largest;
      }
      terms += 2 * largest + Math.log(classes);
    }
    return terms;
  }

  static void compare(
      String what, Metrics.Totals expected, Metrics.Totals found, double terms, long seed) {
    double tolerance = UNIT * terms;
    if (!Tolerance.agree(found.lossSum(), expected.lossSum(), tolerance)) {
      throw Trial.violation(what, "loss", expected.lossSum(), found.lossSum(), tolerance, seed);
    }
    count(what, "correct", expected.correct(), found.correct(), seed);
    count(what, "samples", expected.samples(), found.samples(), seed);
    count(what, "NaN count", expected.nanCount(), found.nanCount(), seed);
  }

  private static void count(String what, String name, long expected, long found, long seed) {
    if (found != expected) {
      throw Trial.violation(what, name, (double) expected, (double) found, 0, seed);
    }
  }

  private static Metrics.Totals softmax(
      Backend backend,
      int classes,
      int batch,
      int columns,
      float[] logits,
      int[] classOf,
      boolean training,
      float[] result) {
    try (Sequence z = backend.sequence("logits", classes, 1, batch);
        Sequence d = backend.sequence("logits.grad", classes, 1, batch);
        Labels labels = backend.labels("labels", batch);
        Metrics metrics = backend.metrics("totals")) {
      z.write(0, 1, columns, logits);
      float[] stale = new float[classes * batch];
      Arrays.fill(stale, NAN);
      d.write(0, 1, batch, stale);
      labels.write(classOf, columns);
      backend.softmaxCrossEntropy(z, labels, columns, training ? d : z, metrics);
      (training ? d : z).read(0, batch, result);
      return metrics.read();
    }
  }

  /** Over batches of different size, with a reset in between; two totals do not mix. */
  private static void accumulates(Tested tested, long seed) {
    ReferenceBackend reference = new ReferenceBackend();
    Metrics.Totals expected = totals(reference, seed);
    Metrics.Totals found = totals(tested.backend(), seed);
    compare("softmax, totals over several batches", expected, found, 300, seed);
    try (Metrics fresh = tested.backend().metrics("fresh")) {
      compare("new totals", new Metrics.Totals(0, 0, 0, 0), fresh.read(), 0, seed);
    }
  }

  private static Metrics.Totals totals(Backend backend, long seed) {
    Philox random = Trial.random(seed, "totals");
    try (Sequence z = backend.sequence("logits", 10, 1, 20);
        Sequence d = backend.sequence("logits.grad", 10, 1, 20);
        Labels labels = backend.labels("labels", 20);
        Metrics other = backend.metrics("other");
        Metrics metrics = backend.metrics("totals")) {
      for (int call = 0; call < 6; call++) {
        int columns = call == 4 ? 20 : 1 + random.nextInt(20);
        float[] logits = new float[10 * columns];
        int[] classOf = new int[columns];
        for (int i = 0; i < logits.length; i++) {
          logits[i] = random.nextSymmetric(3f);
        }
        for (int k = 0; k < columns; k++) {
          classOf[k] = random.nextInt(10);
        }
        z.write(0, 1, columns, logits);
        labels.write(classOf, columns);
        backend.softmaxCrossEntropy(z, labels, columns, call % 2 == 0 ? d : z, metrics);
        backend.softmaxCrossEntropy(z, labels, columns, z, other);
        if (call == 1) {
          metrics.reset();
        }
      }
      return metrics.read();
    }
  }
}
