package org.neuropil.compute;

/**
 * Arithmetic of the products. Storage of weights, moments and activations is 32-bit float in all of
 * them.
 */
public enum Precision {
  /** 32-bit float throughout. */
  FP32,
  /** Dense products on tensor cores with inputs rounded to 10-bit mantissas. */
  TF32,
  /** Dense products on tensor cores with inputs rounded to bfloat16. */
  BF16
}
