package org.neuropil.network;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.matrix.SparsityPattern;

/**
 * One trained tensor with its gradient and Adam's two moments. A sparse one stores values only for
 * the entries of its pattern.
 */
public final class Parameter {
  private final String name;
  private int rows;
  private final int cols;
  private Buffer value;
  private Buffer gradient;
  private Buffer firstMoment;
  private Buffer secondMoment;
  private @Nullable HiddenProduct product;
  private @Nullable SparsityPattern pattern;
  private final boolean vector;
  private boolean frozen;
  private @Nullable Buffer sourceSigns;
  private float low = Float.NEGATIVE_INFINITY;
  private float high = Float.POSITIVE_INFINITY;

  private Parameter(
      Backend backend,
      String name,
      int rows,
      int cols,
      int size,
      boolean vector,
      @Nullable Buffer gradient,
      @Nullable HiddenProduct product) {
    this.name = name;
    this.rows = rows;
    this.cols = cols;
    this.value = backend.buffer(name, size);
    this.gradient = gradient != null ? gradient : backend.buffer(name + ".grad", size);
    this.firstMoment = backend.buffer(name + ".exp_avg", size);
    this.secondMoment = backend.buffer(name + ".exp_avg_sq", size);
    this.product = product;
    this.pattern = product == null ? null : product.pattern();
    this.vector = vector;
  }

  /** A dense matrix [rows x cols], row-major. */
  static Parameter matrix(Backend backend, String name, int rows, int cols) {
    return new Parameter(
        backend, name, rows, cols, Math.multiplyExact(rows, cols), false, null, null);
  }

  /** A vector. */
  static Parameter vector(Backend backend, String name, int size) {
    return new Parameter(backend, name, size, 1, size, true, null, null);
  }

  /** A vector whose gradient is that of another parameter: the second bias of a recurrent layer. */
  static Parameter sharingGradient(Backend backend, String name, Parameter other) {
    return new Parameter(
        backend, name, other.rows, other.cols, other.value.size(), true, other.gradient, null);
  }

  /** The values on the pattern of a product. */
  static Parameter sparse(Backend backend, String name, HiddenProduct product) {
    return new Parameter(
        backend,
        name,
        product.pattern().rows(),
        product.pattern().cols(),
        product.pattern().nonzeros(),
        false,
        null,
        product);
  }

  /** The values on a pattern that no product reads on its own. */
  static Parameter onPattern(Backend backend, String name, SparsityPattern pattern) {
    Parameter parameter =
        new Parameter(
            backend, name, pattern.rows(), pattern.cols(), pattern.nonzeros(), false, null, null);
    parameter.pattern = pattern;
    return parameter;
  }

  /** PyTorch's state-dict name. */
  public String name() {
    return name;
  }

  /** Rows of the matrix; the length of a vector. */
  public int rows() {
    return rows;
  }

  /** Columns of the matrix; 1 for a vector. */
  public int cols() {
    return cols;
  }

  /** True for biases and whatever else has one number a node or a connection. */
  public boolean isVector() {
    return vector;
  }

  /** The pattern of a sparse parameter; null for dense ones. */
  public @Nullable SparsityPattern pattern() {
    return pattern;
  }

  /** Values: row-major, or in the CSR order of the pattern. */
  public Buffer value() {
    return value;
  }

  /** Gradient of the mean loss of the last batch. */
  public Buffer gradient() {
    return gradient;
  }

  /** Adam's m. */
  public Buffer firstMoment() {
    return firstMoment;
  }

  /** Adam's v. */
  public Buffer secondMoment() {
    return secondMoment;
  }

  /** The product that a sparse parameter belongs to; null where it has none. */
  public @Nullable HiddenProduct product() {
    return product;
  }

  /**
   * From now on, values are clamped to the sign of their source node after each update; null lifts
   * it.
   */
  public void clampTo(@Nullable Buffer signs) {
    sourceSigns = signs;
  }

  /** From now on, values are limited to [low, high] after each update. */
  void limitTo(float newLow, float newHigh) {
    low = newLow;
    high = newHigh;
  }

  /**
   * From now on, updates leave the values as they are, and the gradient of a frozen sparse
   * parameter is no longer computed.
   */
  public void freeze() {
    frozen = true;
  }

  /** Whether updates leave the values as they are. */
  public boolean frozen() {
    return frozen;
  }

  /** Sets both moments to zero. */
  public void zeroMoments() {
    firstMoment.zero();
    secondMoment.zero();
  }

  /** One Adam update; the product's copies are refreshed. Does nothing when frozen. */
  public void update(Backend backend, AdamStep step) {
    if (frozen) {
      return;
    }
    if (product == null) {
      backend.adam(value, gradient, firstMoment, secondMoment, step);
    } else {
      product.adam(value, gradient, firstMoment, secondMoment, step, sourceSigns);
    }
    if (low > Float.NEGATIVE_INFINITY || high < Float.POSITIVE_INFINITY) {
      backend.clamp(value, low, high);
    }
    valuesChanged();
  }

  /** Writes new values; the product's copies are refreshed. */
  public void write(float[] values) {
    value.write(values);
    valuesChanged();
  }

  /** To be called after values were changed through {@link #value()}. */
  public void valuesChanged() {
    if (product != null) {
      product.update(value);
    }
  }

  /**
   * Moves a sparse parameter to the pattern of another product: values and moments of entries that
   * stay are carried over, new entries start with zero moments, the gradient is zero. The old
   * product and buffers are closed first, so that old and new are never held together.
   *
   * @param from for every entry of the new pattern the old entry at the same place, or -1
   * @param fresh initial values where {@code from} is -1
   * @param plan makes the product of the new pattern
   * @return the new product
   */
  HiddenProduct rewire(
      Backend backend,
      SparsityPattern pattern,
      int[] from,
      float[] fresh,
      Supplier<HiddenProduct> plan) {
    HiddenProduct old = Objects.requireNonNull(product, "only a sparse parameter is rewired");
    requireSamePlaces(old.pattern(), pattern, from, fresh);
    float[][] carried = release(from, fresh);
    old.close();
    take(backend, carried);
    HiddenProduct planned = plan.get();
    product = planned;
    this.pattern = pattern;
    planned.update(value);
    return planned;
  }

  /** As the other method, for a parameter {@link #onPattern on a pattern}. */
  void rewire(Backend backend, SparsityPattern pattern, int[] from, float[] fresh) {
    SparsityPattern old = Objects.requireNonNull(this.pattern, "only a sparse one is rewired");
    requireSamePlaces(old, pattern, from, fresh);
    take(backend, release(from, fresh));
    this.pattern = pattern;
  }

  /** For a vector with a number a connection, whose connections have changed. */
  void rewireVector(Backend backend, int[] from, float[] fresh) {
    take(backend, release(from, fresh));
    rows = from.length;
  }

  /** Values and moments of the entries from now on; closes the buffers of those so far. */
  private float[][] release(int[] from, float[] fresh) {
    float[] zeros = new float[from.length];
    float[][] carried = {
      carried(value, from, fresh),
      carried(firstMoment, from, zeros),
      carried(secondMoment, from, zeros)
    };
    for (Buffer buffer : List.of(value, gradient, firstMoment, secondMoment)) {
      buffer.close();
    }
    return carried;
  }

  private void take(Backend backend, float[][] carried) {
    int size = carried[0].length;
    value = backend.buffer(name, size);
    gradient = backend.buffer(name + ".grad", size);
    firstMoment = backend.buffer(name + ".exp_avg", size);
    secondMoment = backend.buffer(name + ".exp_avg_sq", size);
    value.write(carried[0]);
    firstMoment.write(carried[1]);
    secondMoment.write(carried[2]);
  }

  private static float[] carried(Buffer old, int[] from, float[] fresh) {
    float[] before = old.toArray();
    float[] after = new float[from.length];
    for (int e = 0; e < after.length; e++) {
      after[e] = from[e] < 0 ? fresh[e] : before[from[e]];
    }
    return after;
  }

  private static void requireSamePlaces(
      SparsityPattern old, SparsityPattern pattern, int[] from, float[] fresh) {
    if (pattern.rows() != old.rows() || pattern.cols() != old.cols()) {
      throw new IllegalArgumentException("from " + old + " to " + pattern);
    }
    if (from.length != pattern.nonzeros() || fresh.length != pattern.nonzeros()) {
      throw new IllegalArgumentException(
          "expected "
              + pattern.nonzeros()
              + " entries, found "
              + from.length
              + " sources and "
              + fresh.length
              + " initial values");
    }
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        int source = from[e];
        boolean same =
            source == -1
                || source >= old.rowStart(i)
                    && source < old.rowStart(i + 1)
                    && old.column(source) == pattern.column(e);
        if (!same) {
          throw new IllegalArgumentException(
              "entry "
                  + e
                  + " at ("
                  + i
                  + ", "
                  + pattern.column(e)
                  + ") is not old entry "
                  + source);
        }
      }
    }
  }
}
