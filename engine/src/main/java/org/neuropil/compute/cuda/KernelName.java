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
  SPMM_1("spmm"),
  SPMM_2("spmm"),
  SPMM_4("spmm"),
  SPMM_TILED_1("spmm"),
  SPMM_TILED_2("spmm"),
  SPMM_TILED_4("spmm"),
  SAMPLED_GRADIENT("sampled"),
  SELECT_COUNT("select"),
  SELECT_STEP("select"),
  SELECT_TIES("select"),
  SELECT_MASK("select"),
  APPLY_MASK("select"),
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

  /** Whether it may take more shared memory than a kernel gets without asking the driver. */
  boolean takesAllSharedMemory() {
    return this == SPMM_TILED_1 || this == SPMM_TILED_2 || this == SPMM_TILED_4;
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
