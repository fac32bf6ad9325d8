package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Indices;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.Sequence;
import org.neuropil.compute.reference.ReferenceBackend;
import org.neuropil.matrix.Philox;

/**
 * Softmax cross-entropy at every step, once and twice. A probability is at most 1 and its exponent,
 * in float, off by at most 6e-8 times its size, so {@value #UNIT} bounds the error of P - Y; the
 * loss is compared relative to the absolute terms of max + log(sum) - z[label].
 */
final class SoftmaxChecks {
  private static final double UNIT = 1e-6;
  private static final int STEPS = 4;

  private static final float INF = Float.POSITIVE_INFINITY;
  private static final float NAN = Float.NaN;

  /** One sample and its label. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Sample(String name, int label, float... logits) {}

  private static final List<Sample> SAMPLES =
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
      checks.add(new Check("softmax", sample.name(), (tested, seed) -> one(sample, tested, seed)));
    }
    int[] classes = {2, 3, 10, 33, 100};
    for (int k = 0; k < classes.length; k++) {
      int index = k;
      checks.add(
          new Check(
              "softmax",
              "ragged sizes, " + classes[k] + " classes",
              (tested, seed) -> ragged(classes[index], index, tested, seed)));
    }
    checks.add(new Check("softmax", "small losses", SoftmaxChecks::small));
    checks.add(new Check("softmax", "no labels at all", SoftmaxChecks::unlabelled));
    checks.add(new Check("softmax", "totals accumulate", SoftmaxChecks::accumulates));
    return checks;
  }

  /**
   * One batch.
   *
   * @param logits [count][classes][columns]
   * @param labels [count][columns]
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Batch(
      String name, int classes, int batch, int columns, int count, float[] logits, int[] labels) {
    int labelled() {
      return (int) Arrays.stream(labels).filter(label -> label != Indices.NONE).count();
    }
  }

  /** The sample among ordinary ones, labelled in one step, without a label in the other. */
  private static void one(Sample sample, Tested tested, long seed) {
    float[] logits = new float[2 * 4 * 5];
    int[] labels = {3, 0, sample.label(), 1, 2, 3, Indices.NONE, Indices.NONE, 0, 1};
    for (int s = 0; s < 2; s++) {
      for (int c = 0; c < 4; c++) {
        for (int k = 0; k < 5; k++) {
          logits[(s * 4 + c) * 5 + k] =
              k == 2 ? sample.logits()[c] : 0.25f * ((s + c * 7 + k * 3) % 5);
        }
      }
    }
    compare(new Batch(sample.name(), 4, 8, 5, 2, logits, labels), tested, seed);
    int[] alone = {sample.label()};
    compare(new Batch(sample.name() + ", alone", 4, 1, 1, 1, sample.logits(), alone), tested, seed);
  }

  private static void ragged(int classes, int index, Tested tested, long seed) {
    Philox random = Trial.random(seed, "softmax " + classes);
    for (int j = 0; j < 3; j++) {
      int batch = ProductChecks.BATCHES[(index + 2 * j) % ProductChecks.BATCHES.length];
      int columns = j % 2 == 0 ? batch : 1 + random.nextInt(batch);
      int count = 1 + (index + j) % STEPS;
      float[] logits = new float[count * classes * columns];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) (3 * random.nextGaussian());
      }
      int[] labels = new int[count * columns];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = random.nextInt(4) == 0 ? Indices.NONE : random.nextInt(classes);
      }
      labels[0] = classes - 1;
      compare(new Batch("ragged", classes, batch, columns, count, logits, labels), tested, seed);
    }
  }

  /** The label's logit far above the others: the loss, near 0, keeps a part in 10,000. */
  private static void small(Tested tested, long seed) {
    float[] margins = {8, 10, 12, 14};
    for (float margin : margins) {
      float[] logits = {0, margin, 0};
      double expected = Math.log1p(2 * Math.exp(-margin));
      Metrics.Totals found =
          run(
              tested.backend(),
              new Batch("", 3, 1, 1, 1, logits, new int[] {1}),
              false,
              true,
              new float[3 * STEPS]);
      if (!tested.agree(found.lossSum(), expected, 1e-4 * expected)) {
        throw Trial.violation(
            "softmax, margin " + margin, "loss", expected, found.lossSum(), 1e-4, seed);
      }
    }
  }

  private static void unlabelled(Tested tested, long seed) {
    int[] labels = new int[3 * 17];
    Arrays.fill(labels, Indices.NONE);
    float[] logits = new float[3 * 5 * 17];
    Arrays.fill(logits, Float.NaN);
    compare(new Batch("no labels", 5, 20, 17, 3, logits, labels), tested, seed);
  }

  /** All of once, twice, training and evaluation. */
  private static void compare(Batch b, Tested tested, long seed) {
    for (int kind = 0; kind < 4; kind++) {
      boolean twice = kind % 2 == 1;
      boolean training = kind < 2;
      String what =
          "softmax "
              + b.name
              + ", "
              + b.classes
              + " classes, batch "
              + b.batch
              + ", columns "
              + b.columns
              + ", count "
              + b.count
              + (twice ? ", twice" : "")
              + (training ? "" : ", evaluation only");
      float[] found = new float[STEPS * b.classes * b.batch];
      float[] expected = new float[found.length];
      Metrics.Totals totals = run(tested.backend(), b, twice, training, found);
      Metrics.Totals control = run(new ReferenceBackend(), b, twice, training, expected);
      double tolerance = UNIT / Math.max(1, b.labelled());
      for (int i = 0; i < found.length; i++) {
        int step = i / (b.classes * b.batch);
        boolean written = training && step < b.count && i % b.batch < b.columns;
        if (!tested.agree(found[i], expected[i], written ? tolerance : 0)) {
          throw Trial.violation(
              what,
              (training ? "dLogits" : "logits")
                  + " step "
                  + step
                  + " class "
                  + i / b.batch % b.classes
                  + " sample "
                  + i % b.batch,
              expected[i],
              found[i],
              tolerance,
              seed);
        }
      }
      compare(what, control, totals, lossTerms(b, twice), tested, seed);
    }
  }

  private static void compare(
      String what,
      Metrics.Totals expected,
      Metrics.Totals found,
      double terms,
      Tested tested,
      long seed) {
    double tolerance = UNIT * terms;
    if (!tested.agree(found.lossSum(), expected.lossSum(), tolerance)) {
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

  /** Bound on the sum of |max| + |z[label]| + |log sum|, over the samples with a label. */
  private static double lossTerms(Batch b, boolean twice) {
    double terms = 0;
    for (int s = 0; s < b.count; s++) {
      for (int k = 0; k < b.columns; k++) {
        double largest = 1;
        for (int c = 0; c < b.classes; c++) {
          float logit = b.logits[(s * b.classes + c) * b.columns + k];
          largest = Float.isFinite(logit) ? Math.max(largest, Math.abs(logit)) : largest;
        }
        boolean labelled = b.labels[s * b.columns + k] != Indices.NONE;
        terms += labelled ? (twice ? 2 : 2 * largest) + Math.log(b.classes) : 0;
      }
    }
    return terms;
  }

  /** Puts all of dLogits, or of the logits in an evaluation, into {@code result}. */
  private static Metrics.Totals run(
      Backend backend, Batch b, boolean twice, boolean training, float[] result) {
    try (Sequence z = backend.sequence("logits", b.classes, STEPS, b.batch);
        Sequence d = backend.sequence("logits.grad", b.classes, STEPS, b.batch);
        Indices labels = backend.indices("labels", STEPS, b.batch);
        Metrics metrics = backend.metrics("totals")) {
      z.write(0, b.count, b.columns, b.logits);
      float[] stale = new float[STEPS * b.classes * b.batch];
      Arrays.fill(stale, Float.NaN);
      d.write(0, STEPS, b.batch, stale);
      labels.write(b.labels, b.count, b.columns);
      backend.softmaxCrossEntropy(
          z,
          b.count,
          labels,
          b.columns,
          1.0 / Math.max(1, b.labelled()),
          twice,
          training ? d : z,
          metrics);
      float[] slice = new float[b.classes * b.batch];
      for (int s = 0; s < STEPS; s++) {
        (training ? d : z).read(s, b.batch, slice);
        System.arraycopy(slice, 0, result, s * slice.length, slice.length);
      }
      return metrics.read();
    }
  }

  /** Over batches of different size, with a reset in between. */
  private static void accumulates(Tested tested, long seed) {
    Metrics.Totals expected = totals(new ReferenceBackend(), seed);
    Metrics.Totals found = totals(tested.backend(), seed);
    compare("softmax, several batches", expected, found, 600, tested, seed);
  }

  private static Metrics.Totals totals(Backend backend, long seed) {
    Philox random = Trial.random(seed, "step totals");
    try (Sequence z = backend.sequence("logits", 7, STEPS, 20);
        Indices labels = backend.indices("labels", STEPS, 20);
        Metrics metrics = backend.metrics("totals")) {
      if (labels.steps() != STEPS || labels.batch() != 20) {
        throw new ContractViolation(
            "indices of " + STEPS + " x 20: says " + labels.steps() + " x " + labels.batch());
      }
      for (int call = 0; call < 5; call++) {
        int columns = call == 3 ? 20 : 1 + random.nextInt(20);
        int count = 1 + call % STEPS;
        float[] logits = new float[count * 7 * columns];
        for (int i = 0; i < logits.length; i++) {
          logits[i] = random.nextSymmetric(3f);
        }
        int[] classOf = new int[count * columns];
        for (int i = 0; i < classOf.length; i++) {
          classOf[i] = random.nextInt(8) - 1;
        }
        z.write(0, count, columns, logits);
        labels.write(classOf, count, columns);
        backend.softmaxCrossEntropy(z, count, labels, columns, 1, call % 2 == 0, z, metrics);
        if (call == 1) {
          metrics.reset();
        }
      }
      return metrics.read();
    }
  }
}
