package org.neuropil.compute.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import jcuda.Pointer;
import jcuda.cudaDataType;
import jcuda.jcusparse.JCusparse;
import jcuda.jcusparse.cusparseConstDnMatDescr;
import jcuda.jcusparse.cusparseConstSpMatDescr;
import jcuda.jcusparse.cusparseDnMatDescr;
import jcuda.jcusparse.cusparseHandle;
import jcuda.jcusparse.cusparseIndexBase;
import jcuda.jcusparse.cusparseIndexType;
import jcuda.jcusparse.cusparseOperation;
import jcuda.jcusparse.cusparseOrder;
import jcuda.jcusparse.cusparseSDDMMAlg;
import jcuda.jcusparse.cusparseSpMMAlg;
import jcuda.jcusparse.cusparseSpMatDescr;
import jcuda.runtime.cudaStream_t;
import org.jspecify.annotations.Nullable;

/**
 * cuSPARSE's generic SpMM and SDDMM for one pattern. CSR_ALG3 with opA = N is the only SpMM
 * algorithm documented to give the same bits in every run, which is why W^T is a CSR matrix of its
 * own. Descriptors and external buffers are made once; a product switches pointers only.
 */
final class CusparseLibrary implements Device.SparseLibrary {
  private static final int NONE = cusparseOperation.CUSPARSE_OPERATION_NON_TRANSPOSE;
  private static final int FLOAT = cudaDataType.CUDA_R_32F;
  private static final int SPMM = cusparseSpMMAlg.CUSPARSE_SPMM_CSR_ALG3;
  private static final int SDDMM = cusparseSDDMMAlg.CUSPARSE_SDDMM_ALG_DEFAULT;

  /** A dense matrix of a shape; {@code role} keeps two operands of one product apart. */
  private record Shape(char role, long rows, long cols, long ld, int order) {}

  /** A descriptor with its read-only view. */
  private record Dense(cusparseDnMatDescr descriptor, cusparseConstDnMatDescr view) {}

  /** A sparse operand, its external buffer, and for which strides it was preprocessed. */
  private static final class Sparse {
    final cusparseSpMatDescr descriptor = new cusparseSpMatDescr();
    final cusparseConstSpMatDescr view;
    DeviceArena.@Nullable Slice buffer;
    long valuesAddress;
    long preparedX = -1;
    long preparedY = -1;

    Sparse(int rows, int cols, int nonzeros, long offsets, long columns) {
      JCusparse.cusparseCreateCsr(
          descriptor,
          rows,
          cols,
          nonzeros,
          JCudaDevice.pointer(offsets),
          JCudaDevice.pointer(columns),
          // Any address that is not null, until values() names the real one.
          JCudaDevice.pointer(columns),
          cusparseIndexType.CUSPARSE_INDEX_32I,
          cusparseIndexType.CUSPARSE_INDEX_32I,
          cusparseIndexBase.CUSPARSE_INDEX_BASE_ZERO,
          FLOAT);
      view = descriptor.asConst();
    }

    void values(long address) {
      if (address != valuesAddress) {
        JCusparse.cusparseSpMatSetValues(descriptor, JCudaDevice.pointer(address));
        valuesAddress = address;
        preparedX = -1;
      }
    }

    Pointer room(DeviceArena arena, String name, long bytes) {
      DeviceArena.Slice present = buffer;
      if (present == null || present.bytes() < bytes) {
        if (present != null) {
          present.close();
        }
        present = arena.allocate(name, bytes);
        buffer = present;
      }
      return address(present);
    }

    static Pointer address(DeviceArena.Slice slice) {
      return JCudaDevice.pointer(slice.address());
    }

    void close() {
      JCusparse.cusparseDestroySpMat(view);
      if (buffer != null) {
        buffer.close();
      }
    }
  }

  private final CudaContext context;
  private final Device.SparseShape shape;
  private final cusparseHandle handle = new cusparseHandle();
  private final Map<Shape, Dense> dense = new HashMap<>();
  private final Sparse forward;
  private final Sparse backward;
  private final Sparse gradient;
  private final Pointer one = scalar(1);
  private final Pointer zero = scalar(0);

  CusparseLibrary(CudaContext context, Device.SparseShape shape) {
    this.context = context;
    this.shape = shape;
    JCusparse.setExceptionsEnabled(true);
    // Asking for the stream makes the context current, which the handle is bound to.
    cudaStream_t stream = context.runtimeStream();
    JCusparse.cusparseCreate(handle);
    JCusparse.cusparseSetStream(handle, stream);
    int rows = shape.rows();
    int cols = shape.cols();
    int nnz = shape.nonzeros();
    forward = new Sparse(rows, cols, nnz, shape.rowOffsets(), shape.columns());
    backward = new Sparse(cols, rows, nnz, shape.transposedOffsets(), shape.transposedColumns());
    gradient = new Sparse(rows, cols, nnz, shape.rowOffsets(), shape.columns());
  }

  @Override
  public void values(long values, long transposedValues) {
    context.stream();
    forward.values(values);
    backward.values(transposedValues);
  }

  private static Pointer scalar(float value) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder()).asFloatBuffer();
    return Pointer.to(buffer.put(0, value));
  }

  /** Version of the library; asks a handle of its own, as JCuda offers no other way. */
  static String version() {
    JCusparse.setExceptionsEnabled(true);
    cusparseHandle handle = new cusparseHandle();
    JCusparse.cusparseCreate(handle);
    int[] version = new int[1];
    JCusparse.cusparseGetVersion(handle, version);
    JCusparse.cusparseDestroy(handle);
    return "cuSPARSE " + version[0];
  }

  @Override
  public void forward(long x, long strideX, long y, long strideY, boolean accumulate) {
    multiply(forward, shape.rows(), shape.cols(), x, strideX, y, strideY, accumulate);
  }

  @Override
  public void backward(long d, long strideD, long out, long strideOut) {
    multiply(backward, shape.cols(), shape.rows(), d, strideD, out, strideOut, false);
  }

  private void multiply(
      Sparse a, int rows, int cols, long x, long strideX, long y, long strideY, boolean add) {
    context.stream();
    int ldB = shape.ldB();
    int byRows = cusparseOrder.CUSPARSE_ORDER_ROW;
    cusparseConstDnMatDescr in = at('x', cols, ldB, strideX, byRows, x).view;
    cusparseDnMatDescr out = at('y', rows, ldB, strideY, byRows, y).descriptor;
    Pointer beta = add ? one : zero;
    if (a.preparedX != strideX || a.preparedY != strideY) {
      // A preprocessed buffer serves one set of parameters, pointers and factors excepted.
      long[] bytes = new long[1];
      JCusparse.cusparseSpMM_bufferSize(
          handle, NONE, NONE, one, a.view, in, beta, out, FLOAT, SPMM, bytes);
      Pointer room = a.room(shape.arena(), "cuSPARSE SpMM buffer", bytes[0]);
      JCusparse.cusparseSpMM_preprocess(
          handle, NONE, NONE, one, a.view, in, beta, out, FLOAT, SPMM, room);
      a.preparedX = strideX;
      a.preparedY = strideY;
    }
    DeviceArena.Slice buffer = a.buffer;
    if (buffer == null) {
      throw new IllegalStateException("SpMM without a buffer");
    }
    JCusparse.cusparseSpMM(
        handle, NONE, NONE, one, a.view, in, beta, out, FLOAT, SPMM, Sparse.address(buffer));
  }

  @Override
  public void sampledGradient(long d, long strideD, long h, long strideH, int width, long g) {
    context.stream();
    cusparseConstDnMatDescr left =
        at('d', shape.rows(), width, strideD, cusparseOrder.CUSPARSE_ORDER_ROW, d).view;
    // H [cols x width] by rows is H^T [width x cols] by columns: no transposing operation needed.
    cusparseConstDnMatDescr right =
        at('h', width, shape.cols(), strideH, cusparseOrder.CUSPARSE_ORDER_COL, h).view;
    Sparse c = gradient;
    c.values(g);
    // The width takes part in the key: another number of steps is another product.
    long keyX = strideD * 0x1_0000_0000L + width;
    if (c.preparedX != keyX || c.preparedY != strideH) {
      long[] bytes = new long[1];
      JCusparse.cusparseSDDMM_bufferSize(
          handle, NONE, NONE, one, left, right, zero, c.descriptor, FLOAT, SDDMM, bytes);
      Pointer room = c.room(shape.arena(), "cuSPARSE SDDMM buffer", bytes[0]);
      JCusparse.cusparseSDDMM_preprocess(
          handle, NONE, NONE, one, left, right, zero, c.descriptor, FLOAT, SDDMM, room);
      c.preparedX = keyX;
      c.preparedY = strideH;
    }
    DeviceArena.Slice buffer = c.buffer;
    if (buffer == null) {
      throw new IllegalStateException("SDDMM without a buffer");
    }
    Pointer room = Sparse.address(buffer);
    JCusparse.cusparseSDDMM(
        handle, NONE, NONE, one, left, right, zero, c.descriptor, FLOAT, SDDMM, room);
  }

  private Dense at(char role, long rows, long cols, long ld, int order, long address) {
    Shape key = new Shape(role, rows, cols, ld, order);
    Pointer values = JCudaDevice.pointer(address);
    Dense known = dense.get(key);
    if (known == null) {
      cusparseDnMatDescr descriptor = new cusparseDnMatDescr();
      JCusparse.cusparseCreateDnMat(descriptor, rows, cols, ld, values, FLOAT, order);
      known = new Dense(descriptor, descriptor.asConst());
      dense.put(key, known);
    } else {
      JCusparse.cusparseDnMatSetValues(known.descriptor, values);
    }
    return known;
  }

  @Override
  public long bytes() {
    return bytes(forward) + bytes(backward) + bytes(gradient);
  }

  private static long bytes(Sparse sparse) {
    return sparse.buffer == null ? 0 : sparse.buffer.bytes();
  }

  @Override
  public void close() {
    forward.close();
    backward.close();
    gradient.close();
    dense.values().forEach(d -> JCusparse.cusparseDestroyDnMat(d.view));
    JCusparse.cusparseDestroy(handle);
  }
}
