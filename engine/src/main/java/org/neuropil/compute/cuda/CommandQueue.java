package org.neuropil.compute.cuda;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Stopwatch;

/**
 * A device whose calls within a batch are collected and queued together ({@link BatchGraphs}).
 * Whoever copies, waits or measures within a batch cuts it into two pieces at that place; the order
 * of all calls stays as it is.
 */
final class CommandQueue implements Device {
  private final Device device;
  private final BatchGraphs graphs;
  private final LaunchArguments arguments = new LaunchArguments();
  private final Gemm gemm;
  private @Nullable StepConstants constants;

  /** The calls of the present piece; null outside of a batch. */
  private @Nullable List<Command> piece;

  CommandQueue(Device device, boolean graphsEnabled) {
    this.device = device;
    this.graphs = new BatchGraphs(device, graphsEnabled);
    Gemm direct = device.gemm();
    this.gemm =
        (transposeA, transposeB, m, n, k, a, strideA, b, strideB, beta, c, strideC, precision) -> {
          if (piece == null) {
            direct.multiply(
                transposeA,
                transposeB,
                m,
                n,
                k,
                a,
                strideA,
                b,
                strideB,
                beta,
                c,
                strideC,
                precision);
          } else {
            piece.add(
                new Command.Multiply(
                    transposeA,
                    transposeB,
                    m,
                    n,
                    k,
                    a,
                    strideA,
                    b,
                    strideB,
                    beta,
                    c,
                    strideC,
                    precision));
          }
        };
  }

  /** Takes memory for the numbers of {@link #place} from an arena on this device. */
  void constantsIn(DeviceArena arena) {
    constants = new StepConstants(device, arena);
  }

  /** How often a whole piece was queued as one graph. */
  long replays() {
    return graphs.replays();
  }

  /**
   * The device address of {@code words}, at most {@value StepConstants#WORDS}, for the next kernel.
   * A graph reads there what was placed in the batch that it is launched for.
   */
  long place(long... words) {
    StepConstants places = constants;
    if (places == null) {
      throw new IllegalStateException("no memory for constants");
    }
    if (places.full()) {
      flush();
    }
    long address = places.place(words);
    if (piece == null) {
      places.send();
    }
    return address;
  }

  /** Collects what {@code work} asks for, and queues it. */
  void batch(Runnable work) {
    if (piece != null) {
      work.run();
      return;
    }
    piece = new ArrayList<>();
    try {
      work.run();
    } finally {
      // Also where the work has failed half-way: what it asked for before must not be lost.
      flush();
      piece = null;
    }
  }

  /** Queues what was collected so far. */
  private void flush() {
    List<Command> collected = piece;
    if (constants != null) {
      constants.send();
    }
    if (collected != null && !collected.isEmpty()) {
      piece = new ArrayList<>(collected.size());
      graphs.run(collected);
    }
  }

  /** Keeps the command for the end of the piece, or runs it where there is no batch. */
  private void put(Command command) {
    if (piece == null) {
      command.run(device);
    } else {
      piece.add(command);
    }
  }

  @Override
  public String description() {
    return device.description();
  }

  @Override
  public String libraries() {
    return device.libraries();
  }

  @Override
  public Limits limits() {
    return device.limits();
  }

  @Override
  public long allocate(long bytes) {
    return device.allocate(bytes);
  }

  @Override
  public void free(long address) {
    flush();
    device.free(address);
  }

  @Override
  public long freeBytes() {
    return device.freeBytes();
  }

  @Override
  public ByteBuffer hostBuffer(int bytes) {
    return device.hostBuffer(bytes);
  }

  @Override
  public void zero(long address, long bytes) {
    put(new Command.Zero(address, bytes));
  }

  @Override
  public void upload(long address, ByteBuffer pinned, long bytes) {
    flush();
    device.upload(address, pinned, bytes);
  }

  @Override
  public void download(ByteBuffer pinned, long address, long bytes) {
    flush();
    device.download(pinned, address, bytes);
  }

  @Override
  public void mark(int number) {
    flush();
    device.mark(number);
  }

  @Override
  public void await(int number) {
    device.await(number);
  }

  @Override
  public void synchronize() {
    flush();
    device.synchronize();
  }

  @Override
  public void launch(
      KernelName kernel,
      int gridX,
      int gridY,
      int blockX,
      int blockY,
      int sharedBytes,
      LaunchArguments a) {
    if (piece == null) {
      device.launch(kernel, gridX, gridY, blockX, blockY, sharedBytes, a);
    } else {
      Command.Packed packed = new Command.Packed(a, arguments);
      piece.add(new Command.Kernel(kernel, gridX, gridY, blockX, blockY, sharedBytes, packed));
    }
  }

  @Override
  public Graph capture(Runnable work) {
    throw new IllegalStateException("graphs are made by batch()");
  }

  @Override
  public Stopwatch stopwatch() {
    Stopwatch watch = device.stopwatch();
    return new Stopwatch() {
      @Override
      public void start() {
        flush();
        watch.start();
      }

      @Override
      public void stop() {
        flush();
        watch.stop();
      }

      @Override
      public double seconds() {
        return watch.seconds();
      }

      @Override
      public void close() {
        watch.close();
      }
    };
  }

  @Override
  public Gemm gemm() {
    return gemm;
  }

  @Override
  public SparseLibrary sparse(SparseShape shape) {
    return new Sparse(device.sparse(shape));
  }

  /** Products of the sparse library in their turn. */
  private final class Sparse implements SparseLibrary {
    private final SparseLibrary library;

    Sparse(SparseLibrary library) {
      this.library = library;
    }

    @Override
    public void values(long values, long transposedValues) {
      put(new Command.SparseValues(library, values, transposedValues));
    }

    @Override
    public void forward(long x, long strideX, long y, long strideY, boolean accumulate) {
      put(new Command.SparseForward(library, x, strideX, y, strideY, accumulate));
    }

    @Override
    public void backward(long d, long strideD, long out, long strideOut) {
      put(new Command.SparseBackward(library, d, strideD, out, strideOut));
    }

    @Override
    public void sampledGradient(long d, long strideD, long h, long strideH, int width, long g) {
      put(new Command.SparseGradient(library, d, strideD, h, strideH, width, g));
    }

    @Override
    public long bytes() {
      return library.bytes();
    }

    @Override
    public void close() {
      flush();
      library.close();
    }
  }

  @Override
  public void close() {
    graphs.close();
    device.close();
  }
}
