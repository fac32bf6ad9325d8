package org.neuropil.compute.cpu;

/** The function a hidden node applies to its summed input. */
public enum Activation {
  /** The identity. */
  NONE,
  /** max(0, x); its derivative at 0 is 0. */
  RELU,
  /** The hyperbolic tangent. */
  TANH
}
