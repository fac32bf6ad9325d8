package org.neuropil.compute.cuda;

import org.neuropil.compute.Precision;

/**
 * Dense products by some version of cuBLAS. cuBLAS reads matrices by columns; a row-major matrix is
 * its own transpose there, so {@code C = op(A) op(B)} is asked for as {@code C^T = op(B)^T
 * op(A)^T}.
 */
abstract class Blas implements Device.Gemm, AutoCloseable {
  /** Given to cuBLAS once: it then allocates nothing itself, and results are repeatable. */
  static final long WORKSPACE_BYTES = 32L << 20;

  // Numbers of cublas_api.h, the same in CUDA 12 and 13.
  static final int CUDA_R_32F = 0;
  static final int GEMM_DEFAULT = -1;
  private static final int COMPUTE_32F = 68;
  private static final int COMPUTE_32F_FAST_16BF = 75;
  private static final int COMPUTE_32F_FAST_TF32 = 77;

  /** Name and version of the library. */
  abstract String version();

  /** cublasGemmEx on floats, column-major; operations are 0 (as it is) and 1 (transposed). */
  abstract void gemm(
      int operationA,
      int operationB,
      int m,
      int n,
      int k,
      long a,
      int lda,
      long b,
      int ldb,
      float beta,
      long c,
      int ldc,
      int computeType);

  @Override
  public final void multiply(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      long a,
      long strideA,
      long b,
      long strideB,
      float beta,
      long c,
      long strideC,
      Precision precision) {
    if (m == 0 || n == 0) {
      return;
    }
    gemm(
        transposeB ? 1 : 0,
        transposeA ? 1 : 0,
        n,
        m,
        k,
        b,
        Math.toIntExact(strideB),
        a,
        Math.toIntExact(strideA),
        beta,
        c,
        Math.toIntExact(strideC),
        computeType(precision));
  }

  private static int computeType(Precision precision) {
    return switch (precision) {
      case FP32 -> COMPUTE_32F;
      case TF32 -> COMPUTE_32F_FAST_TF32;
      case BF16 -> COMPUTE_32F_FAST_16BF;
    };
  }

  @Override
  public abstract void close();
}
