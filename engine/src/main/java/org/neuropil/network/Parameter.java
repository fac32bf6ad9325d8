package org.neuropil.network;

import org.jspecify.annotations.Nullable;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;

/**
 * One trained tensor with its gradient and Adam's two moments. A sparse one stores values only for
 * the entries of its pattern.
 */
public final class Parameter {
  private final String name;
  private final int rows;
  private final int cols;
  private final Buffer value;
  private final Buffer gradient;
  private final Buffer firstMoment;
  private final Buffer secondMoment;
  private final @Nullable HiddenProduct product;
  private @Nullable Buffer sourceSigns;

  private Parameter(
      Backend backend,
      String name,
      int rows,
      int cols,
      int size,
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
  }

  /** A dense matrix [rows x cols], row-major. */
  static Parameter matrix(Backend backend, String name, int rows, int cols) {
    return new Parameter(backend, name, rows, cols, Math.multiplyExact(rows, cols), null, null);
  }

  /** A vector. */
  static Parameter vector(Backend backend, String name, int size) {
    return new Parameter(backend, name, size, 1, size, null, null);
  }

  /** A vector whose gradient is that of another parameter: the second bias of a recurrent layer. */
  static Parameter sharingGradient(Backend backend, String name, Parameter other) {
    return new Parameter(
        backend, name, other.rows, other.cols, other.value.size(), other.gradient, null);
  }

  /** The values on the pattern of a product. */
  static Parameter sparse(Backend backend, String name, HiddenProduct product) {
    return new Parameter(
        backend,
        name,
        product.pattern().rows(),
        product.pattern().cols(),
        product.pattern().nonzeros(),
        null,
        product);
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

  /** True for biases. */
  public boolean isVector() {
    return name.contains("bias");
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

  /** The product that a sparse parameter belongs to; null for dense ones. */
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

  /** One Adam update; the product's copies are refreshed. */
  public void update(Backend backend, AdamStep step) {
    if (product == null) {
      backend.adam(value, gradient, firstMoment, secondMoment, step);
    } else {
      product.adam(value, gradient, firstMoment, secondMoment, step, sourceSigns);
      product.update(value);
    }
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
}
