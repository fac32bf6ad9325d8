package org.neuropil.compute;

/** How a hidden-layer product is carried out; all plans agree to rounding. */
public enum PlanKind {
  /** The back end chooses. */
  AUTO,
  /** Own kernels over column tiles of the sparse matrix. */
  TILED,
  /** A dense matrix with zeros, multiplied by a BLAS library. */
  DENSE,
  /** The vendor's sparse library (cuSPARSE). */
  LIBRARY
}
