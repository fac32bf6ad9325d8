package org.neuropil.compute.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import jcuda.Pointer;
import jcuda.cudaDataType;
import jcuda.driver.CUdeviceptr;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasComputeType;
import jcuda.jcublas.cublasGemmAlgo;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasOperation;
import org.neuropil.compute.Precision;

/**
 * Dense products by cuBLAS. cuBLAS reads matrices by columns; a row-major matrix is its own
 * transpose there, so {@code C = op(A) op(B)} is asked for as {@code C^T = op(B)^T op(A)^T}.
 */
final class CublasGemm implements Device.Gemm, AutoCloseable {
  /** Given to cuBLAS once: it then allocates nothing itself, and results are repeatable. */
  static final long WORKSPACE_BYTES = 32L << 20;

  private final CudaContext context;
  private final cublasHandle handle = new cublasHandle();
  private final FloatBuffer one = direct(1);
  private final FloatBuffer betaValue = direct(0);
  private final Pointer alpha = Pointer.to(one);
  private final Pointer beta = Pointer.to(betaValue);

  CublasGemm(CudaContext context, CUdeviceptr workspace) {
    this.context = context;
    JCublas2.setExceptionsEnabled(true);
    JCublas2.cublasCreate(handle);
    // The stream first: setting it resets the workspace to the library's own.
    JCublas2.cublasSetStream(handle, context.runtimeStream());
    JCublas2.cublasSetWorkspace(handle, workspace, WORKSPACE_BYTES);
  }

  private static FloatBuffer direct(float value) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder()).asFloatBuffer();
    return buffer.put(0, value);
  }

  String version() {
    int[] version = new int[1];
    JCublas2.cublasGetVersion(handle, version);
    return "cuBLAS " + version[0];
  }

  @Override
  public void multiply(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      long a,
      long strideA,
      long b,
      long strideB,
      float betaFactor,
      long c,
      long strideC,
      Precision precision) {
    if (m == 0 || n == 0) {
      return;
    }
    context.stream();
    betaValue.put(0, betaFactor);
    // cublasGemmEx without "_new" has no working native method in this version of JCublas.
    JCublas2.cublasGemmEx_new(
        handle,
        operation(transposeB),
        operation(transposeA),
        n,
        m,
        k,
        alpha,
        JCudaDevice.pointer(b),
        cudaDataType.CUDA_R_32F,
        Math.toIntExact(strideB),
        JCudaDevice.pointer(a),
        cudaDataType.CUDA_R_32F,
        Math.toIntExact(strideA),
        beta,
        JCudaDevice.pointer(c),
        cudaDataType.CUDA_R_32F,
        Math.toIntExact(strideC),
        computeType(precision),
        cublasGemmAlgo.CUBLAS_GEMM_DEFAULT);
  }

  private static int operation(boolean transpose) {
    return transpose ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
  }

  private static int computeType(Precision precision) {
    return switch (precision) {
      case FP32 -> cublasComputeType.CUBLAS_COMPUTE_32F;
      case TF32 -> cublasComputeType.CUBLAS_COMPUTE_32F_FAST_TF32;
      case BF16 -> cublasComputeType.CUBLAS_COMPUTE_32F_FAST_16BF;
    };
  }

  @Override
  public void close() {
    JCublas2.cublasDestroy(handle);
  }
}
