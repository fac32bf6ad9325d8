package org.neuropil.compute.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.neuropil.compute.Stopwatch;

/**
 * A GPU played by the CPU: the real kernels in their g++ build, dense and sparse libraries as naive
 * loops. Everything of the back end above {@link Device} runs unchanged on it. All addresses are
 * checked to lie in allocated memory where the host touches them.
 */
@SuppressWarnings("restricted")
class EmulatedDevice implements Device {
  private static @Nullable MethodHandle launchHandle;
  private static @Nullable MethodHandle signatureHandle;

  private final Arena arena = Arena.ofShared();
  private final TreeMap<Long, Long> blocks = new TreeMap<>();
  private final long capacity;
  private final EmulatedLibraries libraries = new EmulatedLibraries(this);
  final List<KernelName> launched = new ArrayList<>();

  /** Where the calls of a capture go; null where they are carried out. */
  private @Nullable List<Runnable> captured;

  int openGraphs;

  /** Few multiprocessors, so that small matrices meet several blocks; may be set. */
  Limits limits = new Limits(2, 48 << 10, 1 << 20, 128);

  EmulatedDevice(long capacity) {
    this.capacity = capacity;
  }

  /** A device with kernels; skips the calling test, with the reason, where there is no g++. */
  static EmulatedDevice withKernels() {
    loadKernels();
    return new EmulatedDevice(4L << 30);
  }

  private static synchronized void loadKernels() {
    if (launchHandle != null) {
      return;
    }
    try {
      SymbolLookup symbols = SymbolLookup.libraryLookup(build(), Arena.global());
      Linker linker = Linker.nativeLinker();
      signatureHandle =
          linker.downcallHandle(
              symbols.findOrThrow("emulation_signature"), FunctionDescriptor.of(ADDRESS, ADDRESS));
      launchHandle =
          linker.downcallHandle(
              symbols.findOrThrow("emulation_launch"),
              FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static Path build() throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("neuropil.root", "..")).toAbsolutePath();
    Path emulation = root.resolve("cuda-kernels/src/test/emulation");
    Path library = root.resolve("engine/target/emulation/libkernels.so");
    if (!Files.isDirectory(emulation)) {
      skip("the sources of the kernels are not beside this module");
    }
    long newest = 0;
    for (Path folder : List.of(emulation, root.resolve("cuda-kernels/src/main/cuda"))) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          newest = Math.max(newest, Files.getLastModifiedTime(file).toMillis());
        }
      }
    }
    if (!Files.exists(library) || Files.getLastModifiedTime(library).toMillis() < newest) {
      Files.createDirectories(library.getParent());
      List<String> command =
          List.of(
              "g++",
              "-std=c++17",
              "-O2",
              "-ffp-contract=off",
              "-fPIC",
              "-shared",
              "-o",
              library.toString(),
              emulation.resolve("scheduler.cpp").toString(),
              emulation.resolve("registry.cpp").toString());
      Process process;
      try {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
      } catch (IOException e) {
        skip("no g++ on this machine: the CUDA back end is not emulated");
        throw e;
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(output);
      }
    }
    return library;
  }

  private static void skip(String reason) {
    System.out.println("skipped: " + reason);
    Assumptions.abort(reason);
  }

  @Override
  public String description() {
    return "emulated GPU";
  }

  @Override
  public Limits limits() {
    return limits;
  }

  @Override
  public String libraries() {
    return "naive loops";
  }

  /** Calls that a real device refuses while it captures. */
  private void refuseInCapture(String call) {
    if (captured != null) {
      throw new IllegalStateException(call + " while a graph is captured");
    }
  }

  /** Carries out, or keeps for the graph. */
  void queue(Runnable call) {
    if (captured == null) {
      call.run();
    } else {
      captured.add(call);
    }
  }

  @Override
  public Graph capture(Runnable work) {
    refuseInCapture("a capture");
    List<Runnable> calls = new ArrayList<>();
    captured = calls;
    try {
      work.run();
    } finally {
      captured = null;
    }
    openGraphs++;
    return new Graph() {
      @Override
      public void launch() {
        refuseInCapture("a launch of a graph");
        calls.forEach(Runnable::run);
      }

      @Override
      public void close() {
        openGraphs--;
      }
    };
  }

  @Override
  public Stopwatch stopwatch() {
    return Stopwatch.ofHost();
  }

  @Override
  public long allocate(long bytes) {
    refuseInCapture("an allocation");
    MemorySegment block = arena.allocate(bytes, 256);
    // Fresh device memory holds anything; NaN shows what relies on zeros.
    block.fill((byte) 0xFF);
    blocks.put(block.address(), bytes);
    return block.address();
  }

  @Override
  public void free(long address) {
    refuseInCapture("giving memory back");
    if (blocks.remove(address) == null) {
      throw new IllegalStateException("not allocated: " + address);
    }
  }

  @Override
  public long freeBytes() {
    return capacity - blocks.values().stream().mapToLong(Long::longValue).sum();
  }

  int openBlocks() {
    return blocks.size();
  }

  /** Device memory, after a check that all of it is allocated. */
  MemorySegment memory(long address, long bytes) {
    Map.Entry<Long, Long> block = blocks.floorEntry(address);
    if (block == null || address + bytes > block.getKey() + block.getValue()) {
      throw new IllegalStateException(bytes + " bytes at " + address + " are not allocated");
    }
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  @Override
  public ByteBuffer hostBuffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public void zero(long address, long bytes) {
    queue(() -> memory(address, bytes).fill((byte) 0));
  }

  @Override
  public void upload(long address, ByteBuffer pinned, long bytes) {
    refuseInCapture("a copy from the host");
    memory(address, bytes).copyFrom(MemorySegment.ofBuffer(pinned).asSlice(0, bytes));
  }

  @Override
  public void download(ByteBuffer pinned, long address, long bytes) {
    refuseInCapture("a copy to the host");
    MemorySegment.ofBuffer(pinned).asSlice(0, bytes).copyFrom(memory(address, bytes));
  }

  @Override
  public void mark(int number) {
    refuseInCapture("a mark");
  }

  @Override
  public void await(int number) {
    refuseInCapture("waiting");
  }

  @Override
  public void synchronize() {
    refuseInCapture("waiting");
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
    if (captured != null) {
      LaunchArguments copy = new LaunchArguments().set(arguments.copySlots(), arguments.kinds());
      captured.add(() -> launch(kernel, gridX, gridY, blockX, blockY, sharedBytes, copy));
      return;
    }
    launched.add(kernel);
    int most = kernel.takesAllSharedMemory() ? limits.sharedBytesPerBlock() : 48 << 10;
    if (sharedBytes > most) {
      throw new IllegalStateException(kernel + " wants " + sharedBytes + " of " + most + " bytes");
    }
    MethodHandle launch = launchHandle;
    MethodHandle signature = signatureHandle;
    if (launch == null || signature == null) {
      throw new IllegalStateException("a device without kernels");
    }
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment name = scratch.allocateFrom(kernel.symbol());
      MemorySegment letters = (MemorySegment) signature.invokeExact(name);
      arguments.check(kernel, letters.reinterpret(64).getString(0).replace('p', 'l'));
      MemorySegment slots = MemorySegment.ofBuffer(arguments.slots());
      MemorySegment pointers = scratch.allocate(ADDRESS, LaunchArguments.CAPACITY);
      for (int a = 0; a < arguments.count(); a++) {
        pointers.setAtIndex(ADDRESS, a, slots.asSlice(8L * a));
      }
      MemorySegment dims = scratch.allocateFrom(JAVA_INT, gridX, gridY, 1, blockX, blockY, 1);
      MemorySegment message =
          (MemorySegment) launch.invokeExact(name, dims, sharedBytes, 0, pointers);
      if (!message.equals(MemorySegment.NULL)) {
        throw new IllegalStateException(message.reinterpret(256).getString(0));
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Gemm gemm() {
    return (transposeA, transposeB, m, n, k, a, strideA, b, strideB, beta, c, strideC, precision) ->
        queue(() ->
            libraries.multiply(
                transposeA, transposeB, m, n, k, a, strideA, b, strideB, beta, c, strideC));
  }

  @Override
  public SparseLibrary sparse(SparseShape shape) {
    return libraries.sparse(shape);
  }

  @Override
  public void close() {
    if (openGraphs != 0) {
      throw new IllegalStateException(openGraphs + " graphs were not closed");
    }
    if (!blocks.isEmpty()) {
      throw new IllegalStateException(blocks.size() + " blocks of memory were not given back");
    }
    arena.close();
  }
}
