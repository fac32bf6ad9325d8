package org.neuropil.compute.cuda;

import java.nio.ByteBuffer;
import org.neuropil.compute.Precision;
import org.neuropil.compute.Stopwatch;

/**
 * One GPU with one stream, as narrow as the back end needs it. Addresses are plain numbers. Calls
 * are queued in order; only {@link #synchronize}, {@link #download} and {@link #await} wait.
 */
interface Device extends AutoCloseable {
  /** Name and compute capability in words. */
  String description();

  /** What decides how kernels are launched and which of them pay. */
  Limits limits();

  /** The libraries in use with their versions. */
  String libraries();

  /** Address of new device memory, aligned to at least 256 bytes. */
  long allocate(long bytes);

  /** Gives memory of {@link #allocate} back, after the queue has run dry. */
  void free(long address);

  /** Bytes of device memory that nobody uses at present. */
  long freeBytes();

  /** Memory of the host that the device copies from and to on its own (pinned), native order. */
  ByteBuffer hostBuffer(int bytes);

  /** Sets bytes to zero, queued. */
  void zero(long address, long bytes);

  /** Copies the first {@code bytes} of a {@link #hostBuffer} to the device, queued. */
  void upload(long address, ByteBuffer pinned, long bytes);

  /** Copies from the device to the start of a {@link #hostBuffer}, and waits. */
  void download(ByteBuffer pinned, long address, long bytes);

  /** Marks this place in the queue under a small number (0 to 3), replacing its last mark. */
  void mark(int number);

  /** Waits until the device has passed the mark; returns at once where none was set. */
  void await(int number);

  /** Waits until the queue has run dry. */
  void synchronize();

  /**
   * Queues a kernel. The arguments are consumed before this returns.
   *
   * @param kernel name of the kernel, with its module
   * @param sharedBytes dynamic shared memory of a block
   */
  void launch(
      KernelName kernel,
      int gridX,
      int gridY,
      int blockX,
      int blockY,
      int sharedBytes,
      LaunchArguments arguments);

  /**
   * Runs {@code work}, whose calls are kept instead of queued, and makes one unit of them.
   *
   * @throws RuntimeException if one of the calls cannot be kept: memory, waiting and copies to the
   *     host cannot
   */
  Graph capture(Runnable work);

  /** Marks in the queue with times. */
  Stopwatch stopwatch();

  /** Kernels and products that are queued together. Pointers and sizes are fixed in it. */
  interface Graph extends AutoCloseable {
    /** Queues everything. */
    void launch();

    @Override
    void close();
  }

  /** The dense products. */
  Gemm gemm();

  /** The sparse library's products with one pattern. */
  SparseLibrary sparse(SparseShape shape);

  @Override
  void close();

  /**
   * Facts of the hardware.
   *
   * @param multiprocessors how many there are
   * @param sharedBytesPerBlock most shared memory of a block, when a kernel asks for it
   * @param cacheBytes size of the L2 cache
   * @param fmasPerCycle 32-bit multiplications and additions of a multiprocessor in a cycle
   */
  record Limits(int multiprocessors, int sharedBytesPerBlock, int cacheBytes, int fmasPerCycle) {
    /** Those of NVIDIA's H100 SXM, for tables and tests. */
    static final Limits H100 = new Limits(132, 227 << 10, 50_000_000, 128);
  }

  /**
   * Dense products of row-major matrices in 32-bit float: {@code C = op(A) op(B) + beta C}, op(A)
   * [m x k], op(B) [k x n], C [m x n]. Row strides are in elements.
   */
  interface Gemm {
    /** Queues one product. */
    void multiply(
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
        Precision precision);
  }

  /** Addresses and sizes of a pattern and its transpose on the device. */
  record SparseShape(
      int rows,
      int cols,
      int nonzeros,
      int ldB,
      long rowOffsets,
      long columns,
      long transposedOffsets,
      long transposedColumns,
      DeviceArena arena) {}

  /** Products of the vendor's sparse library. Matrices are node-major slices. */
  interface SparseLibrary extends AutoCloseable {
    /** Where the values of W and of W^T are; must be called before the first product. */
    void values(long values, long transposedValues);

    /** {@code y = W x + (accumulate ? y : 0)}, over all ldB columns. */
    void forward(long x, long strideX, long y, long strideY, boolean accumulate);

    /** {@code out = W^T d}, over all ldB columns. */
    void backward(long d, long strideD, long out, long strideOut);

    /** {@code g[e] = sum over c < width of d[row(e), c] h[column(e), c]}. */
    void sampledGradient(long d, long strideD, long h, long strideH, int width, long g);

    /** Bytes of external buffers. */
    long bytes();

    @Override
    void close();
  }
}
