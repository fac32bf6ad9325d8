package org.neuropil.compute.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import jcuda.CudaException;

/**
 * cuBLAS of CUDA 13, through the foreign-function API: JCublas asks for libcublas.so.12 by name and
 * version and cannot load beside CUDA 13 alone.
 */
@SuppressWarnings("restricted") // Started with --enable-native-access.
final class ForeignGemm extends Blas {
  private final CudaContext context;
  private final Arena arena = Arena.ofShared();
  private final MethodHandle gemm;
  private final MethodHandle destroy;
  private final MemorySegment handle;
  private final MemorySegment alpha;
  private final MemorySegment beta;
  private final int version;

  /**
   * Binds the library.
   *
   * @param library path, or a name for the dynamic linker
   * @param workspace device address of {@link Blas#WORKSPACE_BYTES}
   */
  ForeignGemm(CudaContext context, String library, long workspace) {
    this.context = context;
    SymbolLookup symbols = lookup(library);
    gemm =
        bind(
            symbols,
            "cublasGemmEx",
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT);
    destroy = bind(symbols, "cublasDestroy_v2", ADDRESS);
    alpha = arena.allocate(JAVA_FLOAT);
    alpha.set(JAVA_FLOAT, 0, 1);
    beta = arena.allocate(JAVA_FLOAT);
    MemorySegment place = arena.allocate(ADDRESS);
    MemorySegment number = arena.allocate(JAVA_INT);
    long stream = context.streamAddress();
    try {
      check((int) bind(symbols, "cublasCreate_v2", ADDRESS).invokeExact(place), "cublasCreate");
      handle = place.get(ADDRESS, 0);
      check(
          (int) bind(symbols, "cublasSetStream_v2", ADDRESS, JAVA_LONG).invokeExact(handle, stream),
          "cublasSetStream");
      check(
          (int)
              bind(symbols, "cublasSetWorkspace_v2", ADDRESS, JAVA_LONG, JAVA_LONG)
                  .invokeExact(handle, workspace, WORKSPACE_BYTES),
          "cublasSetWorkspace");
      check(
          (int) bind(symbols, "cublasGetVersion_v2", ADDRESS, ADDRESS).invokeExact(handle, number),
          "cublasGetVersion");
    } catch (Throwable e) {
      throw rethrow(e);
    }
    version = number.get(JAVA_INT, 0);
  }

  /** Opens a library; an IllegalArgumentException where that fails. */
  static SymbolLookup lookup(String library) {
    return library.contains("/")
        ? SymbolLookup.libraryLookup(java.nio.file.Path.of(library), Arena.global())
        : SymbolLookup.libraryLookup(library, Arena.global());
  }

  private static MethodHandle bind(SymbolLookup symbols, String name, MemoryLayout... arguments) {
    return Linker.nativeLinker()
        .downcallHandle(symbols.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private static void check(int status, String call) {
    if (status != 0) {
      throw new CudaException(call + " returned cublasStatus_t " + status);
    }
  }

  /** Downcalls are declared to throw anything; only unchecked exceptions occur. */
  private static RuntimeException rethrow(Throwable e) {
    if (e instanceof RuntimeException unchecked) {
      return unchecked;
    }
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e);
  }

  @Override
  String version() {
    return "cuBLAS " + version + " (bound directly)";
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
    beta.set(JAVA_FLOAT, 0, betaFactor);
    int status;
    try {
      status =
          (int)
              gemm.invokeExact(
                  handle,
                  operationA,
                  operationB,
                  m,
                  n,
                  k,
                  alpha,
                  a,
                  CUDA_R_32F,
                  lda,
                  b,
                  CUDA_R_32F,
                  ldb,
                  beta,
                  c,
                  CUDA_R_32F,
                  ldc,
                  computeType,
                  GEMM_DEFAULT);
    } catch (Throwable e) {
      throw rethrow(e);
    }
    check(status, "cublasGemmEx");
  }

  @Override
  public void close() {
    try {
      check((int) destroy.invokeExact(handle), "cublasDestroy");
    } catch (Throwable e) {
      throw rethrow(e);
    }
    arena.close();
  }
}
