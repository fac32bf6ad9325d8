package org.neuropil.compute.cuda;

import java.util.Locale;

/** The kernels of module cuda-kernels and the module (source file) each lives in. */
enum KernelName {
  ADD_BIAS("pointwise"),
  ACTIVATE("pointwise"),
  DERIVATIVE("pointwise"),
  DROP_NODES("pointwise"),
  COMBINE("pointwise"),
  WRITE_SLICES("layout"),
  READ_SLICES("layout"),
  ZERO_PADDING("layout"),
  SOFTMAX_STEPS("losses"),
  SQUARED_ERROR("losses"),
  BROKEN_COLUMNS("losses"),
  ADD_TOTALS("losses"),
  EMBED("embedding"),
  EMBED_GRADIENT("embedding"),
  ADAM("adam"),
  ADAM_DALE("adam"),
  CLAMP("adam"),
  PERMUTE("values"),
  SCATTER_DENSE("values"),
  GATHER_DENSE("values"),
  SPMM("spmm"),
  SPMM_BACKWARD("spmm"),
  SAMPLED_GRADIENT("spmm"),
  ROW_SUMS("reduce"),
  COUNT_NONFINITE("reduce"),
  SUM_ABS("reduce"),
  PHILOX_SYMMETRIC("random"),
  PHILOX_WORDS("random"),
  ADD_NOISE("random"),
  CONDUCTANCE("conductance"),
  CONDUCTANCE_BACKWARD("conductance"),
  MEMBRANE_STEP("conductance"),
  MEMBRANE_STEP_BACKWARD("conductance"),
  SCALE_NODES("conductance"),
  SCALE_NODES_GRADIENT("conductance");

  private final String module;
  private final String symbol;

  KernelName(String module) {
    this.module = module;
    this.symbol = "np_" + name().toLowerCase(Locale.ROOT);
  }

  /** Name of the source file without its ending. */
  String module() {
    return module;
  }

  /** Name of the function in the PTX. */
  String symbol() {
    return symbol;
  }
}
