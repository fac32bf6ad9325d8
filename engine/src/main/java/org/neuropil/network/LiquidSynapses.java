package org.neuropil.network;

import java.util.Arrays;
import java.util.List;
import org.neuropil.compute.Backend;
import org.neuropil.compute.ConductanceProduct;
import org.neuropil.compute.ConductanceProduct.Synapses;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * One matrix of conductances with its four parameters a connection, which move together when the
 * pattern changes. Initial values (Zhang et al. 2023, code) depend on the seed and the place of a
 * connection alone:
 *
 * <pre>
 * weight U(0.01, 1),  midpoint U(0.3, 0.8),  slope U(3, 8),  reversal +1 or -1 with equal chance
 * </pre>
 */
final class LiquidSynapses implements Connections {
  /** The weights stay in [0, 1000] (Zhang et al. 2023, code). */
  private static final float LARGEST_WEIGHT = 1000;

  /** Streams of a purpose; 1 is taken by the embedding. */
  private static final int WEIGHT = 0;

  private static final int MIDPOINT = 2;
  private static final int SLOPE = 3;
  private static final int REVERSAL = 4;

  private final Backend backend;
  private final String name;
  private final Philox.Purpose purpose;
  private final int batch;
  private final Parameter weight;
  private final Parameter reversal;
  private final Parameter midpoint;
  private final Parameter slope;
  private ConductanceProduct product;

  /** New connections start from the values of this seed. */
  private long seed;

  /**
   * All parameters zero.
   *
   * @param suffix what the names of the parameters end in, e.g. hh_l0
   * @param purpose of the streams of the initial values
   */
  LiquidSynapses(
      Backend backend, String suffix, Philox.Purpose purpose, SparsityPattern pattern, int batch) {
    int size = pattern.nonzeros();
    this.backend = backend;
    this.name = "rnn.weight_" + suffix;
    this.purpose = purpose;
    this.batch = batch;
    this.product = backend.conductances().product(name, pattern, batch);
    this.weight = Parameter.onPattern(backend, name, pattern);
    this.reversal = Parameter.vector(backend, "rnn.reversal_" + suffix, size);
    this.midpoint = Parameter.vector(backend, "rnn.midpoint_" + suffix, size);
    this.slope = Parameter.vector(backend, "rnn.slope_" + suffix, size);
    weight.limitTo(0, LARGEST_WEIGHT);
  }

  List<Parameter> parameters() {
    return List.of(weight, reversal, midpoint, slope);
  }

  ConductanceProduct product() {
    return product;
  }

  Synapses values() {
    return new Synapses(weight.value(), reversal.value(), midpoint.value(), slope.value());
  }

  Synapses gradients() {
    return new Synapses(
        weight.gradient(), reversal.gradient(), midpoint.gradient(), slope.gradient());
  }

  void zeroGradients() {
    parameters().forEach(p -> p.gradient().zero());
  }

  Parameter reversal() {
    return reversal;
  }

  @Override
  public Parameter weight() {
    return weight;
  }

  @Override
  public SparsityPattern pattern() {
    return product.pattern();
  }

  /** New connections start from the values of this seed. */
  void seed(long newSeed) {
    seed = newSeed;
  }

  /** Draws all values. */
  void initialise(long newSeed) {
    seed = newSeed;
    weight.write(weights(pattern(), purpose, seed));
    midpoint.write(uniform(pattern(), purpose, MIDPOINT, seed, 0.3f, 0.8f));
    slope.write(uniform(pattern(), purpose, SLOPE, seed, 3, 8));
    reversal.write(signs(pattern(), purpose, seed));
  }

  /** Draws all values on another pattern; nothing is carried over. */
  void initialise(SparsityPattern pattern, long newSeed) {
    if (!pattern.equals(pattern())) {
      int[] nowhere = new int[pattern.nonzeros()];
      Arrays.fill(nowhere, -1);
      rewire(pattern, nowhere, new float[nowhere.length]);
    }
    initialise(newSeed);
  }

  @Override
  public void rewire(SparsityPattern pattern, int[] from, float[] fresh) {
    SparsityPattern old = pattern();
    weight.rewire(backend, pattern, from, fresh);
    float[] middles = uniform(pattern, purpose, MIDPOINT, seed, 0.3f, 0.8f);
    midpoint.rewireVector(backend, from, middles);
    slope.rewireVector(backend, from, uniform(pattern, purpose, SLOPE, seed, 3, 8));
    reversal.rewireVector(backend, from, signs(pattern, purpose, seed));
    if (!old.equals(pattern)) {
      product.close();
      product = backend.conductances().product(name, pattern, batch);
    }
  }

  /** Initial weights. */
  static float[] weights(SparsityPattern pattern, Philox.Purpose purpose, long seed) {
    return uniform(pattern, purpose, WEIGHT, seed, 0.01f, 1);
  }

  private static float[] uniform(
      SparsityPattern pattern,
      Philox.Purpose purpose,
      int index,
      long seed,
      float low,
      float high) {
    float[] values = units(pattern, purpose, index, seed);
    for (int e = 0; e < values.length; e++) {
      values[e] = low + (high - low) * values[e];
    }
    return values;
  }

  private static float[] signs(SparsityPattern pattern, Philox.Purpose purpose, long seed) {
    float[] values = units(pattern, purpose, REVERSAL, seed);
    for (int e = 0; e < values.length; e++) {
      values[e] = values[e] < 0.5f ? -1 : 1;
    }
    return values;
  }

  /** For every connection the number in [0, 1) that belongs to its place. */
  private static float[] units(
      SparsityPattern pattern, Philox.Purpose purpose, int index, long seed) {
    Philox random = new Philox(seed, purpose, index);
    float[] values = new float[pattern.nonzeros()];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        values[e] = random.seek((long) i * pattern.cols() + pattern.column(e)).nextFloat();
      }
    }
    return values;
  }
}
