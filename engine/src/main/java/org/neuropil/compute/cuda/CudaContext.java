package org.neuropil.compute.cuda;

import java.nio.charset.StandardCharsets;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import jcuda.runtime.cudaStream_t;

/**
 * The primary context of one GPU and one stream of our own, never the default stream: the driver
 * API, cuBLAS and cuSPARSE share it. Exceptions are switched on, so that no return code is lost.
 */
final class CudaContext implements AutoCloseable {
  /** A stream that tells its address, which JCuda keeps to its subclasses. */
  private static final class Stream extends CUstream {
    long address() {
      return getNativePointer();
    }
  }

  private final CUdevice device = new CUdevice();
  private final CUcontext context = new CUcontext();
  private final Stream stream = new Stream();
  private Thread current;

  CudaContext(int index) {
    JCudaDriver.setExceptionsEnabled(true);
    JCudaDriver.cuInit(0);
    JCudaDriver.cuDeviceGet(device, index);
    JCudaDriver.cuDevicePrimaryCtxRetain(context, device);
    JCudaDriver.cuCtxSetCurrent(context);
    current = Thread.currentThread();
    JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING);
  }

  /** 10 * major + minor of the compute capability of device {@code index}; needs a driver. */
  static int capability(int index) {
    JCudaDriver.setExceptionsEnabled(true);
    JCudaDriver.cuInit(0);
    CUdevice device = new CUdevice();
    JCudaDriver.cuDeviceGet(device, index);
    return capability(device);
  }

  private static int capability(CUdevice device) {
    return 10 * attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
        + attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
  }

  private static int attribute(CUdevice device, int attribute) {
    int[] value = new int[1];
    JCudaDriver.cuDeviceGetAttribute(value, attribute, device);
    return value[0];
  }

  /** Name of device {@code index}; needs a driver. */
  static String name(int index) {
    JCudaDriver.setExceptionsEnabled(true);
    JCudaDriver.cuInit(0);
    CUdevice device = new CUdevice();
    JCudaDriver.cuDeviceGet(device, index);
    return name(device);
  }

  private static String name(CUdevice device) {
    byte[] bytes = new byte[256];
    JCudaDriver.cuDeviceGetName(bytes, bytes.length, device);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.US_ASCII);
  }

  /** Version of the driver's CUDA, e.g. 12040 for 12.4. */
  static int driverVersion() {
    int[] version = new int[1];
    JCudaDriver.cuDriverGetVersion(version);
    return version[0];
  }

  int capability() {
    return capability(device);
  }

  Device.Limits limits() {
    int capability = capability();
    return new Device.Limits(
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN),
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE),
        // The driver does not tell. CUDA C++ programming guide, throughput of arithmetic.
        capability <= 80 ? 64 : 128);
  }

  String name() {
    return name(device);
  }

  /** The stream, after making the context current on the calling thread. */
  CUstream stream() {
    Thread thread = Thread.currentThread();
    if (!thread.equals(current)) {
      JCudaDriver.cuCtxSetCurrent(context);
      current = thread;
    }
    return stream;
  }

  /** The stream's address, for libraries that are called without JCuda. */
  long streamAddress() {
    stream();
    return stream.address();
  }

  /** The stream as the runtime libraries want it. */
  cudaStream_t runtimeStream() {
    return new cudaStream_t(stream());
  }

  @Override
  public void close() {
    JCudaDriver.cuStreamDestroy(stream());
    JCudaDriver.cuDevicePrimaryCtxRelease(device);
  }
}
