package org.neuropil.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.MemoryNeed;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.compute.Stopwatch;
import org.neuropil.matrix.SparsityPattern;

/** AUTO takes the plan that the device's own clock says is the quickest of those that fit. */
class PlanChoiceTest {
  /** A device whose clock goes by what was asked for last. */
  private static final class Clocked extends EmulatedDevice {
    double tiled = 1;
    double dense = 1;
    double library = 1;
    int readings;
    private double last;

    Clocked(long capacity) {
      super(capacity);
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
      if (kernel.symbol().contains("spmm")) {
        last = tiled;
      }
      super.launch(kernel, gridX, gridY, blockX, blockY, sharedBytes, arguments);
    }

    @Override
    public Gemm gemm() {
      Gemm gemm = super.gemm();
      return (transposeA, transposeB, m, n, k, a, strideA, b, strideB, beta, c, strideC, p) -> {
        // The dense product of a gradient is not the plan's own mark.
        if (!transposeB) {
          last = dense;
        }
        gemm.multiply(transposeA, transposeB, m, n, k, a, strideA, b, strideB, beta, c, strideC, p);
      };
    }

    @Override
    public SparseLibrary sparse(SparseShape shape) {
      SparseLibrary all = super.sparse(shape);
      return new SparseLibrary() {
        @Override
        public void values(long values, long transposedValues) {
          all.values(values, transposedValues);
        }

        @Override
        public void forward(long x, long strideX, long y, long strideY, boolean accumulate) {
          last = library;
          all.forward(x, strideX, y, strideY, accumulate);
        }

        @Override
        public void backward(long d, long strideD, long out, long strideOut) {
          all.backward(d, strideD, out, strideOut);
        }

        @Override
        public void sampledGradient(long d, long strideD, long h, long strideH, int w, long g) {
          all.sampledGradient(d, strideD, h, strideH, w, g);
        }

        @Override
        public long bytes() {
          return 0;
        }

        @Override
        public void close() {
          all.close();
        }
      };
    }

    @Override
    public Stopwatch stopwatch() {
      return new Stopwatch() {
        private double reading;

        @Override
        public void start() {
          last = 0;
        }

        @Override
        public void stop() {
          reading = last;
        }

        @Override
        public double seconds() {
          readings++;
          return reading;
        }

        @Override
        public void close() {}
      };
    }
  }

  private static final int STEPS = 4;
  private static final int BATCH = 33;

  @TempDir Path folder;

  @BeforeAll
  static void kernels() {
    EmulatedDevice.withKernels().close();
  }

  private static SparsityPattern pattern(double density) {
    return SparsityPattern.bernoulli(70, 70, density, 5, 0);
  }

  private static PlanKind chosen(CudaBackend backend, SparsityPattern pattern) {
    try (HiddenProduct product = backend.product("W", pattern, PlanKind.AUTO, STEPS, BATCH)) {
      return product.plan();
    }
  }

  private static CudaBackend backend(Clocked device, PlanTimes times) {
    return new CudaBackend(device, Precision.FP32, true, times);
  }

  @Test
  void theQuickestPlanIsTaken() {
    for (PlanKind quickest : new PlanKind[] {PlanKind.TILED, PlanKind.DENSE, PlanKind.LIBRARY}) {
      Clocked device = new Clocked(1L << 30);
      device.tiled = quickest == PlanKind.TILED ? 0.5 : 2;
      device.dense = quickest == PlanKind.DENSE ? 0.5 : 2;
      device.library = quickest == PlanKind.LIBRARY ? 0.5 : 2;
      try (CudaBackend backend = backend(device, new PlanTimes(null))) {
        assertThat(chosen(backend, pattern(0.2))).isEqualTo(quickest);
      }
    }
  }

  @Test
  void nearlyTheSamePatternIsNotTimedAgain() {
    Clocked device = new Clocked(1L << 30);
    device.tiled = 0.5;
    try (CudaBackend backend = backend(device, new PlanTimes(null))) {
      SparsityPattern one = SparsityPattern.bernoulli(70, 70, 0.2, 5, 0);
      SparsityPattern other = SparsityPattern.bernoulli(70, 70, 0.2, 6, 0);
      chosen(backend, one);
      int readings = device.readings;
      // Three plans, three kinds of products, ten repeats.
      assertThat(readings).isEqualTo(90);
      assertThat(chosen(backend, other)).isEqualTo(PlanKind.TILED);
      assertThat(device.readings).isEqualTo(readings);
      chosen(backend, pattern(0.5));
      assertThat(device.readings).isEqualTo(2 * readings);
    }
  }

  @Test
  void timesOutliveTheProcess() throws IOException {
    Path file = folder.resolve("cache/cuda-plans.tsv");
    Clocked first = new Clocked(1L << 30);
    first.library = 0.5;
    try (CudaBackend backend = backend(first, new PlanTimes(file))) {
      assertThat(chosen(backend, pattern(0.2))).isEqualTo(PlanKind.LIBRARY);
    }
    Clocked second = new Clocked(1L << 30);
    second.tiled = 0.1;
    try (CudaBackend backend = backend(second, new PlanTimes(file))) {
      assertThat(chosen(backend, pattern(0.2))).isEqualTo(PlanKind.LIBRARY);
      assertThat(second.readings).isZero();
    }
    // A file that someone has spoilt is no obstacle.
    Files.writeString(file, "neuropil-plan-times-1\nshape\ttiled\tmuch\n");
    try (CudaBackend backend = backend(new Clocked(1L << 30), new PlanTimes(file))) {
      chosen(backend, pattern(0.2));
    }
    assertThat(Files.readString(file)).contains("tiled\t").doesNotContain("much");
  }

  @Test
  void noFolderToKeepTimesIn() throws IOException {
    Path occupied = Files.writeString(folder.resolve("file"), "no folder");
    try (CudaBackend backend =
        backend(new Clocked(1L << 30), new PlanTimes(occupied.resolve("cuda-plans.tsv")))) {
      assertThat(chosen(backend, pattern(0.2))).isNotEqualTo(PlanKind.AUTO);
    }
    assertThat(PlanTimes.defaultFile(Map.of())).isNull();
    assertThat(PlanTimes.defaultFile(Map.of("HOME", "/home/a")))
        .isEqualTo(Path.of("/home/a/.cache/neuropil/cuda-plans.tsv"));
    assertThat(PlanTimes.defaultFile(Map.of("HOME", "/home/a", "XDG_CACHE_HOME", "/c")))
        .isEqualTo(Path.of("/c/neuropil/cuda-plans.tsv"));
  }

  /** A quick plan that would leave no room for the rest of the network is not taken. */
  @Test
  void theRestOfTheNetworkKeepsItsRoom() {
    SparsityPattern sparse = SparsityPattern.bernoulli(500, 500, 0.002, 5, 0);
    for (boolean crowded : new boolean[] {false, true}) {
      Clocked device = new Clocked(64L << 20);
      device.dense = 0.5;
      device.tiled = 1;
      device.library = 2;
      try (CudaBackend backend = backend(device, new PlanTimes(null))) {
        // What is left of the first blocks would blur the sums.
        DeviceArena arena = backend.arena();
        while (arena.availableBytes() - device.freeBytes() > 1 << 16) {
          arena.allocate("filler", 4096);
        }
        // The dense matrix takes 1 MB, its panel as much, and the timing of any plan 1.3 MB.
        long left = crowded ? 1_700_000 : 10_000_000;
        long rest = backend.arena().availableBytes() - left;
        long held = backend.arena().usedBytes() + Blas.WORKSPACE_BYTES;
        backend.reserve(new MemoryNeed(held + rest, 0, 1L << 40, "here"));
        assertThat(chosen(backend, sparse)).isEqualTo(crowded ? PlanKind.TILED : PlanKind.DENSE);
      }
    }
  }
}
