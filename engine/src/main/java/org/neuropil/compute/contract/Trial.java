package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Indices;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.compute.reference.ReferenceBackend;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * One operation with its inputs and outputs on all three sides, and the comparison of everything it
 * may have touched.
 */
final class Trial implements AutoCloseable {
  /** Random inputs, from the seed and the description. */
  final Philox random;

  private final String what;
  private final long seed;
  private final Tested tested;
  private final Precision precision;
  private final List<Side> sides;
  private final List<Vec> vectors = new ArrayList<>();
  private final List<Seq> sequences = new ArrayList<>();
  private final List<Indices> indices = new ArrayList<>();
  private final List<HiddenProduct> products = new ArrayList<>();
  private final Set<Object> compared = new HashSet<>();

  Trial(Tested tested, long seed, String what) {
    this.what = what;
    this.seed = seed;
    this.random = random(seed, what);
    this.tested = tested;
    this.precision = tested.backend().info().precision();
    ReferenceBackend reference = new ReferenceBackend();
    this.sides =
        List.of(
            new Side(tested.backend(), Side.TESTED),
            new Side(reference, Side.CONTROL),
            new Side(reference, Side.MAGNITUDE));
  }

  /** The stream of random numbers that belongs to a description. */
  static Philox random(long seed, String what) {
    return new Philox(seed, Philox.Purpose.TEST, what.hashCode());
  }

  /** Numbers in [-1, 1), one in eight of them 0 as after a ReLU. */
  float[] numbers(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      float value = random.nextSymmetric(1f);
      values[i] = random.nextInt(8) == 0 ? 0f : value;
    }
    return values;
  }

  Vec vector(String name, float[] values) {
    Vec vector = new Vec(sides, name, values);
    vectors.add(vector);
    return vector;
  }

  Vec vector(String name, int size) {
    return vector(name, numbers(size));
  }

  /** A vector to be overwritten. */
  Vec spoiled(String name, int size) {
    float[] values = new float[size];
    Arrays.fill(values, Float.NaN);
    return vector(name, values);
  }

  /** A sequence with random values in active columns. */
  Seq sequence(String name, int nodes, int steps, int batch, int columns) {
    Seq sequence = new Seq(sides, name, nodes, steps, batch);
    sequences.add(sequence);
    sequence.write(0, steps, columns, numbers(steps * nodes * columns));
    return sequence;
  }

  /** Random whole numbers in [0, bound) at {@code count} steps, on all sides. */
  Numbers indices(String name, int steps, int batch, int count, int columns, int bound) {
    int[] values = new int[count * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(bound);
    }
    List<Indices> made = new ArrayList<>();
    for (Side side : sides) {
      Indices one = side.backend().indices(name, steps, batch);
      one.write(values, count, columns);
      made.add(one);
      indices.add(one);
    }
    return new Numbers(made);
  }

  /** Whole numbers of the three sides. */
  record Numbers(List<Indices> made) {
    Indices on(Side side) {
      return made.get(side.number());
    }
  }

  /** A product on all sides, with the given values. */
  Products product(SparsityPattern pattern, PlanKind plan, int steps, int batch, Vec w) {
    List<HiddenProduct> made = new ArrayList<>();
    for (Side side : sides) {
      HiddenProduct product = side.backend().product("W", pattern, plan, steps, batch);
      made.add(product);
      products.add(product);
    }
    Products result = new Products(made);
    update(result, w);
    return result;
  }

  void update(Products product, Vec w) {
    sides.forEach(side -> product.on(side).update(w.on(side)));
  }

  /** The products of the three sides. */
  record Products(List<HiddenProduct> made) {
    HiddenProduct on(Side side) {
      return made.get(side.number());
    }
  }

  /** Carries out the operation on every side, and twice, from the same state, on the tested one. */
  void run(Consumer<Side> operation) {
    List<float[]> before = states();
    operation.accept(sides.getFirst());
    List<float[]> first = states();
    restore(before);
    operation.accept(sides.getFirst());
    List<float[]> second = states();
    for (int k = 0; k < first.size(); k++) {
      int at = Arrays.mismatch(first.get(k), second.get(k));
      if (at >= 0) {
        throw violation(
            "repeated, " + stateName(k) + " at " + at, first.get(k)[at], second.get(k)[at], 0);
      }
    }
    operation.accept(sides.get(Side.CONTROL));
    operation.accept(sides.get(Side.MAGNITUDE));
    compared.clear();
  }

  /**
   * Compares what was written to {@code count} steps, sums of {@code terms} terms; all else in the
   * sequence must be as it was.
   */
  void expect(Seq out, int from, int count, int columns, double terms) {
    float[] found = out.snapshot();
    int at = 0;
    for (int s = 0; s < out.steps; s++) {
      boolean written = s >= from && s < from + count;
      for (int i = 0; i < out.nodes; i++) {
        for (int k = 0; k < out.batch; k++, at++) {
          double expected = written && k >= columns ? 0 : out.control(s, i, k);
          double tolerance =
              written && k < columns
                  ? Tolerance.of(precision, terms, out.magnitude(s, i, k), expected)
                  : 0;
          compare(out.name, s, i, k, found[at], expected, tolerance);
        }
      }
    }
    compared.add(out);
  }

  private void compare(
      String name, int s, int i, int k, double found, double expected, double tolerance) {
    if (!tested.agree(found, expected, tolerance)) {
      throw violation(
          name + " step " + s + " node " + i + " sample " + k, expected, found, tolerance);
    }
  }

  /** Compares a vector that was written, of sums of {@code terms} terms. */
  void expect(Vec out, double terms) {
    float[] found = out.tested().toArray();
    for (int i = 0; i < found.length; i++) {
      double expected = out.control(i);
      double tolerance = Tolerance.of(precision, terms, out.magnitude(i), expected);
      if (!tested.agree(found[i], expected, tolerance)) {
        throw violation(out.name + " at " + i, expected, found[i], tolerance);
      }
    }
    compared.add(out);
  }

  /** Everything that was not compared yet must be as it was. */
  void expectRestUnchanged() {
    for (Seq sequence : sequences) {
      if (!compared.contains(sequence)) {
        expect(sequence, 0, 0, 0, 0);
      }
    }
    for (Vec vector : vectors) {
      if (!compared.contains(vector)) {
        float[] found = vector.tested().toArray();
        for (int i = 0; i < found.length; i++) {
          if (!tested.agree(found[i], vector.control(i), 0)) {
            throw violation(vector.name + " at " + i, vector.control(i), found[i], 0);
          }
        }
      }
    }
  }

  ContractViolation violation(String place, double expected, double found, double tolerance) {
    return violation(what, place, expected, found, tolerance, seed);
  }

  static ContractViolation violation(
      String what, String place, double expected, double found, double tolerance, long seed) {
    return new ContractViolation(
        what
            + ": "
            + place
            + ": expected "
            + expected
            + ", found "
            + found
            + ", tolerance "
            + (float) tolerance
            + ", seed "
            + seed);
  }

  private List<float[]> states() {
    List<float[]> states = new ArrayList<>();
    sequences.forEach(s -> states.add(s.snapshot()));
    vectors.forEach(v -> states.add(v.tested().toArray()));
    return states;
  }

  private String stateName(int k) {
    return k < sequences.size() ? sequences.get(k).name : vectors.get(k - sequences.size()).name;
  }

  private void restore(List<float[]> states) {
    for (int k = 0; k < states.size(); k++) {
      if (k < sequences.size()) {
        sequences.get(k).restore(states.get(k));
      } else {
        vectors.get(k - sequences.size()).tested().write(states.get(k));
      }
    }
  }

  @Override
  public void close() {
    products.forEach(HiddenProduct::close);
    indices.forEach(Indices::close);
    sequences.forEach(Seq::close);
    vectors.forEach(Vec::close);
  }
}
