package org.neuropil.compute.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jcuda.CudaException;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Stopwatch;
import org.neuropil.error.UserError;
import org.neuropil.kernels.KernelResources;

/** A real GPU through JCuda's driver API. */
final class JCudaDevice implements Device {
  /** A device pointer that tells its address, which JCuda keeps to its subclasses. */
  private static final class Address extends CUdeviceptr {
    long value() {
      return getNativePointer() + getByteOffset();
    }
  }

  private final CudaContext context;
  private final int capability;
  private final Limits limits;
  private final Map<KernelName, CUfunction> functions = new EnumMap<>(KernelName.class);
  private final Map<KernelName, String> signatures = new EnumMap<>(KernelName.class);
  private final List<CUmodule> modules = new ArrayList<>();
  private final Map<Long, Address> memory = new HashMap<>();
  private final List<Pointer> pinned = new ArrayList<>();
  private final @Nullable CUevent[] events = new @Nullable CUevent[4];
  private final Map<LaunchArguments, Pointer[]> packed = new HashMap<>();
  private final Blas gemm;
  private final String libraries;

  /**
   * Opens a device.
   *
   * @param foreignBlas the cuBLAS to bind without JCublas: a path or a name; empty for JCublas
   */
  JCudaDevice(int index, KernelResources resources, Optional<String> foreignBlas) {
    context = new CudaContext(index);
    capability = context.capability();
    limits = context.limits();
    loadKernels(resources);
    Address workspace = new Address();
    JCudaDriver.cuMemAlloc(workspace, Blas.WORKSPACE_BYTES);
    memory.put(workspace.value(), workspace);
    gemm =
        foreignBlas.isPresent()
            ? new ForeignGemm(context, foreignBlas.get(), workspace.value())
            : new CublasGemm(context, workspace);
    libraries =
        gemm.version()
            + ", "
            + CusparseLibrary.version()
            + ", "
            + CurandCheck.run()
            + ", kernels by nvcc "
            + resources.nvccVersion().orElse("?");
  }

  private void loadKernels(KernelResources resources) {
    Map<String, CUmodule> byName = new HashMap<>();
    Map<String, String> parameters = new HashMap<>();
    for (KernelName kernel : KernelName.values()) {
      CUmodule module = byName.get(kernel.module());
      if (module == null) {
        String ptx = resources.ptx(kernel.module(), capability);
        parameters.putAll(PtxSignatures.read(ptx));
        module = new CUmodule();
        // The overload for strings: it alone appends the zero that ends PTX.
        JCudaDriver.cuModuleLoadData(module, ptx);
        byName.put(kernel.module(), module);
        modules.add(module);
      }
      CUfunction function = new CUfunction();
      JCudaDriver.cuModuleGetFunction(function, module, kernel.symbol());
      if (kernel.takesAllSharedMemory()) {
        JCudaDriver.cuFuncSetAttribute(
            function,
            CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
            limits.sharedBytesPerBlock());
      }
      functions.put(kernel, function);
      signatures.put(kernel, parameters.getOrDefault(kernel.symbol(), "?"));
    }
  }

  /** A pointer to a device address. */
  static CUdeviceptr pointer(long address) {
    // JCuda adds the byte offset to the base in every call; a null base leaves the address itself.
    return new CUdeviceptr().withByteOffset(address);
  }

  @Override
  public String description() {
    return context.name() + ", compute capability " + capability / 10 + "." + capability % 10;
  }

  @Override
  public Limits limits() {
    return limits;
  }

  @Override
  public String libraries() {
    int version = CudaContext.driverVersion();
    return "driver for CUDA " + version / 1000 + "." + version % 1000 / 10 + ", " + libraries;
  }

  @Override
  public long allocate(long bytes) {
    context.stream();
    Address address = new Address();
    try {
      JCudaDriver.cuMemAlloc(address, bytes);
    } catch (CudaException e) {
      throw UserError.environment(
          "the GPU refuses " + DeviceArena.gibibytes(bytes) + ": " + e.getMessage(),
          "end other programs that use it, or train a smaller network",
          e);
    }
    memory.put(address.value(), address);
    return address.value();
  }

  @Override
  public void free(long address) {
    synchronize();
    Address owner = memory.remove(address);
    if (owner == null) {
      throw new IllegalStateException("not allocated here: " + address);
    }
    JCudaDriver.cuMemFree(owner);
  }

  @Override
  public long freeBytes() {
    context.stream();
    long[] free = new long[1];
    JCudaDriver.cuMemGetInfo(free, new long[1]);
    return free[0];
  }

  @Override
  public ByteBuffer hostBuffer(int bytes) {
    context.stream();
    Pointer pointer = new Pointer();
    JCudaDriver.cuMemAllocHost(pointer, bytes);
    pinned.add(pointer);
    return pointer.getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public void zero(long address, long bytes) {
    JCudaDriver.cuMemsetD8Async(pointer(address), (byte) 0, bytes, context.stream());
  }

  @Override
  public void upload(long address, ByteBuffer source, long bytes) {
    JCudaDriver.cuMemcpyHtoDAsync(pointer(address), start(source), bytes, context.stream());
  }

  @Override
  public void download(ByteBuffer target, long address, long bytes) {
    JCudaDriver.cuMemcpyDtoHAsync(start(target), pointer(address), bytes, context.stream());
    synchronize();
  }

  /**
   * The start of a direct buffer, whatever its position; a heap array would not outlive the call.
   */
  private static Pointer start(ByteBuffer buffer) {
    if (!buffer.isDirect()) {
      throw new IllegalArgumentException("only pinned or direct memory can be copied in the queue");
    }
    return Pointer.to(buffer.duplicate().clear());
  }

  @Override
  public void mark(int number) {
    CUevent event = events[number];
    if (event == null) {
      event = new CUevent();
      JCudaDriver.cuEventCreate(event, CUevent_flags.CU_EVENT_DISABLE_TIMING);
      events[number] = event;
    }
    JCudaDriver.cuEventRecord(event, context.stream());
  }

  @Override
  public void await(int number) {
    CUevent event = events[number];
    if (event != null) {
      context.stream();
      JCudaDriver.cuEventSynchronize(event);
    }
  }

  @Override
  public void synchronize() {
    JCudaDriver.cuStreamSynchronize(context.stream());
  }

  @Override
  public void launch(
      KernelName kernel,
      int gridX,
      int gridY,
      int blockX,
      int blockY,
      int sharedBytes,
      LaunchArguments arguments) {
    arguments.check(kernel, signatures.getOrDefault(kernel, "?"));
    CUfunction function = functions.get(kernel);
    Pointer parameters = parameters(arguments);
    JCudaDriver.cuLaunchKernel(
        function,
        gridX,
        gridY,
        1,
        blockX,
        blockY,
        1,
        sharedBytes,
        context.stream(),
        parameters,
        null);
  }

  /** Pointers to the slots, made once for each number of arguments. */
  private Pointer parameters(LaunchArguments arguments) {
    Pointer[] byCount =
        packed.computeIfAbsent(
            arguments,
            a -> {
              Pointer base = Pointer.to(a.slots());
              Pointer[] pointers = new Pointer[LaunchArguments.CAPACITY + 1];
              for (int n = 1; n <= LaunchArguments.CAPACITY; n++) {
                Pointer[] slots = new Pointer[n];
                for (int s = 0; s < n; s++) {
                  slots[s] = base.withByteOffset(8L * s);
                }
                pointers[n] = Pointer.to(slots);
              }
              return pointers;
            });
    return byCount[arguments.count()];
  }

  @Override
  public Graph capture(Runnable work) {
    return CudaGraph.capture(context, work);
  }

  @Override
  public Stopwatch stopwatch() {
    return new CudaStopwatch(context);
  }

  @Override
  public Gemm gemm() {
    return gemm;
  }

  @Override
  public SparseLibrary sparse(SparseShape shape) {
    return new CusparseLibrary(context, shape);
  }

  @Override
  public void close() {
    synchronize();
    gemm.close();
    for (CUevent event : events) {
      if (event != null) {
        JCudaDriver.cuEventDestroy(event);
      }
    }
    pinned.forEach(JCudaDriver::cuMemFreeHost);
    memory.values().forEach(JCudaDriver::cuMemFree);
    modules.forEach(JCudaDriver::cuModuleUnload);
    context.close();
  }
}
