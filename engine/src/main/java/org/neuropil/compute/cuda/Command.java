package org.neuropil.compute.cuda;

import java.util.Arrays;
import org.neuropil.compute.Precision;

/**
 * One call to a device that is kept for later. Two commands are equal if they would do the same; of
 * objects of the libraries that means the very same object.
 */
sealed interface Command {
  /** Makes the call. */
  void run(Device device);

  /** Whether it sets something on the host only, so that a graph does not repeat it. */
  default boolean onHost() {
    return false;
  }

  /** A launch; the arguments are a copy. */
  record Kernel(
      KernelName name, int gridX, int gridY, int blockX, int blockY, int sharedBytes, Packed packed)
      implements Command {
    @Override
    public void run(Device device) {
      device.launch(name, gridX, gridY, blockX, blockY, sharedBytes, packed.unpack());
    }
  }

  /** Arguments of a launch as they are in their slots. */
  final class Packed {
    private final LaunchArguments into;
    private final long[] slots;
    private final String kinds;

    /**
     * A copy.
     *
     * @param into where they are laid out for the launch
     */
    Packed(LaunchArguments arguments, LaunchArguments into) {
      this.into = into;
      this.slots = arguments.copySlots();
      this.kinds = arguments.kinds();
    }

    private LaunchArguments unpack() {
      return into.set(slots, kinds);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Packed packed
          && Arrays.equals(slots, packed.slots)
          && kinds.equals(packed.kinds);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(slots);
    }
  }

  /** Bytes set to zero. */
  record Zero(long address, long bytes) implements Command {
    @Override
    public void run(Device device) {
      device.zero(address, bytes);
    }
  }

  /** A dense product. */
  record Multiply(
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
      Precision precision)
      implements Command {
    @Override
    public void run(Device device) {
      device
          .gemm()
          .multiply(
              transposeA, transposeB, m, n, k, a, strideA, b, strideB, beta, c, strideC, precision);
    }
  }

  /** Where the values of a sparse matrix are. */
  record SparseValues(Device.SparseLibrary library, long values, long transposedValues)
      implements Command {
    @Override
    public void run(Device device) {
      library.values(values, transposedValues);
    }

    @Override
    public boolean onHost() {
      return true;
    }
  }

  /** A product of a sparse matrix. */
  record SparseForward(
      Device.SparseLibrary library, long x, long strideX, long y, long strideY, boolean accumulate)
      implements Command {
    @Override
    public void run(Device device) {
      library.forward(x, strideX, y, strideY, accumulate);
    }
  }

  /** A product of a transposed sparse matrix. */
  record SparseBackward(
      Device.SparseLibrary library, long d, long strideD, long out, long strideOut)
      implements Command {
    @Override
    public void run(Device device) {
      library.backward(d, strideD, out, strideOut);
    }
  }

  /** A sampled product. */
  record SparseGradient(
      Device.SparseLibrary library,
      long d,
      long strideD,
      long h,
      long strideH,
      int width,
      long gradient)
      implements Command {
    @Override
    public void run(Device device) {
      library.sampledGradient(d, strideD, h, strideH, width, gradient);
    }
  }
}
