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

  /**
   * A sparse operand in products of one kind. A preprocessed buffer serves one set of strides and
   * widths; each set has its own descriptor with its own buffer, so that whoever comes back to it
   * finds it prepared. In a graph there would be no place for preparations.
   */
  private final class Sparse {
    private final int rows;
    private final int cols;
    private final long offsets;
    private final long columns;
    private final Map<Strides, Prepared> prepared = new HashMap<>();
    private long valuesAddress;

    Sparse(int rows, int cols, long offsets, long columns) {
      this.rows = rows;
      this.cols = cols;
      this.offsets = offsets;
      this.columns = columns;
      // Any address that is not null, until values() names the real one.
      this.valuesAddress = columns;
    }

    void values(long address) {
      valuesAddress = address;
    }

    /** The operand for these strides with the present values, prepared if it is the first time. */
    Prepared at(Strides strides, Preparation preparation) {
      Prepared known = prepared.get(strides);
      if (known == null) {
        cusparseSpMatDescr descriptor = new cusparseSpMatDescr();
        JCusparse.cusparseCreateCsr(
            descriptor,
            rows,
            cols,
            shape.nonzeros(),
            JCudaDevice.pointer(offsets),
            JCudaDevice.pointer(columns),
            JCudaDevice.pointer(valuesAddress),
            cusparseIndexType.CUSPARSE_INDEX_32I,
            cusparseIndexType.CUSPARSE_INDEX_32I,
            cusparseIndexBase.CUSPARSE_INDEX_BASE_ZERO,
            FLOAT);
        long[] bytes = new long[1];
        preparation.size(descriptor, bytes);
        known =
            new Prepared(
                descriptor,
                descriptor.asConst(),
                shape.arena().allocate("cuSPARSE buffer", bytes[0]),
                valuesAddress);
        preparation.prepare(descriptor, address(known.buffer));
        prepared.put(strides, known);
      } else if (known.values != valuesAddress) {
        JCusparse.cusparseSpMatSetValues(known.descriptor, JCudaDevice.pointer(valuesAddress));
        known.values = valuesAddress;
      }
      return known;
    }

    long bytes() {
      return prepared.values().stream().mapToLong(p -> p.buffer.bytes()).sum();
    }

    void close() {
      for (Prepared p : prepared.values()) {
        JCusparse.cusparseDestroySpMat(p.view);
        p.buffer.close();
      }
    }
  }

  /** Row strides of both dense matrices, and the columns that take part. */
  private record Strides(long x, long y, int width) {}

  /** What cuSPARSE wants before the first product of a kind. */
  private interface Preparation {
    void size(cusparseSpMatDescr matrix, long[] bytes);

    void prepare(cusparseSpMatDescr matrix, Pointer buffer);
  }

  /** A descriptor that is ready for products. */
  private static final class Prepared {
    final cusparseSpMatDescr descriptor;
    final cusparseConstSpMatDescr view;
    final DeviceArena.Slice buffer;
    long values;

    Prepared(
        cusparseSpMatDescr descriptor,
        cusparseConstSpMatDescr view,
        DeviceArena.Slice buffer,
        long values) {
      this.descriptor = descriptor;
      this.view = view;
      this.buffer = buffer;
      this.values = values;
    }
  }

  private static Pointer address(DeviceArena.Slice slice) {
    return JCudaDevice.pointer(slice.address());
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
    forward = new Sparse(rows, cols, shape.rowOffsets(), shape.columns());
    backward = new Sparse(cols, rows, shape.transposedOffsets(), shape.transposedColumns());
    gradient = new Sparse(rows, cols, shape.rowOffsets(), shape.columns());
  }

  @Override
  public void values(long values, long transposedValues) {
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
    Preparation preparation =
        new Preparation() {
          @Override
          public void size(cusparseSpMatDescr matrix, long[] bytes) {
            JCusparse.cusparseSpMM_bufferSize(
                handle, NONE, NONE, one, matrix.asConst(), in, beta, out, FLOAT, SPMM, bytes);
          }

          @Override
          public void prepare(cusparseSpMatDescr matrix, Pointer buffer) {
            JCusparse.cusparseSpMM_preprocess(
                handle, NONE, NONE, one, matrix.asConst(), in, beta, out, FLOAT, SPMM, buffer);
          }
        };
    Prepared matrix = a.at(new Strides(strideX, strideY, ldB), preparation);
    JCusparse.cusparseSpMM(
        handle, NONE, NONE, one, matrix.view, in, beta, out, FLOAT, SPMM, address(matrix.buffer));
  }

  @Override
  public void sampledGradient(long d, long strideD, long h, long strideH, int width, long g) {
    context.stream();
    cusparseConstDnMatDescr left =
        at('d', shape.rows(), width, strideD, cusparseOrder.CUSPARSE_ORDER_ROW, d).view;
    // H [cols x width] by rows is H^T [width x cols] by columns: no transposing operation needed.
    cusparseConstDnMatDescr right =
        at('h', width, shape.cols(), strideH, cusparseOrder.CUSPARSE_ORDER_COL, h).view;
    gradient.values(g);
    Preparation preparation =
        new Preparation() {
          @Override
          public void size(cusparseSpMatDescr matrix, long[] bytes) {
            JCusparse.cusparseSDDMM_bufferSize(
                handle, NONE, NONE, one, left, right, zero, matrix, FLOAT, SDDMM, bytes);
          }

          @Override
          public void prepare(cusparseSpMatDescr matrix, Pointer buffer) {
            JCusparse.cusparseSDDMM_preprocess(
                handle, NONE, NONE, one, left, right, zero, matrix, FLOAT, SDDMM, buffer);
          }
        };
    Prepared matrix = gradient.at(new Strides(strideD, strideH, width), preparation);
    Pointer room = address(matrix.buffer);
    JCusparse.cusparseSDDMM(
        handle, NONE, NONE, one, left, right, zero, matrix.descriptor, FLOAT, SDDMM, room);
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
    return forward.bytes() + backward.bytes() + gradient.bytes();
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
