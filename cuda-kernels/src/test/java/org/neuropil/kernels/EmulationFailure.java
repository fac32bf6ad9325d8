package org.neuropil.kernels;

/** A kernel broke a rule of CUDA or a sanitizer stopped it. */
final class EmulationFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmulationFailure(String message) {
    super(message);
  }
}
