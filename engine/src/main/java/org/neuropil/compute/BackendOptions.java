package org.neuropil.compute;

/**
 * What the user asked of a back end.
 *
 * @param threads CPU threads; 0 = as many as the process may use
 * @param precision arithmetic of the products
 * @param device index of the GPU
 */
public record BackendOptions(int threads, Precision precision, int device) {
  /** All defaults. */
  public static BackendOptions defaults() {
    return new BackendOptions(0, Precision.FP32, 0);
  }
}
