package org.neuropil.compute.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;

/** cuBLAS of CUDA 12, through JCublas. */
final class CublasGemm extends Blas {
  private final CudaContext context;
  private final cublasHandle handle = new cublasHandle();
  private final FloatBuffer betaValue = direct(0);
  private final Pointer alpha = Pointer.to(direct(1));
  private final Pointer beta = Pointer.to(betaValue);

  CublasGemm(CudaContext context, CUdeviceptr workspace) {
    this.context = context;
    context.stream();
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

  @Override
  String version() {
    int[] version = new int[1];
    JCublas2.cublasGetVersion(handle, version);
    return "cuBLAS " + version[0];
  }

  @Override
  void gemm(
      int operationA,
      int operationB,
      int m,
      int n,
      int k,
      long a,
      int lda,
      long b,
      int ldb,
      float betaFactor,
      long c,
      int ldc,
      int computeType) {
    context.stream();
    betaValue.put(0, betaFactor);
    // cublasGemmEx without "_new" has no working native method in this version of JCublas.
    JCublas2.cublasGemmEx_new(
        handle,
        operationA,
        operationB,
        m,
        n,
        k,
        alpha,
        JCudaDevice.pointer(a),
        CUDA_R_32F,
        lda,
        JCudaDevice.pointer(b),
        CUDA_R_32F,
        ldb,
        beta,
        JCudaDevice.pointer(c),
        CUDA_R_32F,
        ldc,
        computeType,
        GEMM_DEFAULT);
  }

  @Override
  public void close() {
    JCublas2.cublasDestroy(handle);
  }
}
