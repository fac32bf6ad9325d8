package org.neuropil.compute.cuda;

import java.util.Arrays;
import java.util.Optional;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.kernels.KernelResources;

/** Runs the scenario through JCuda, for {@link FakeCudaTest}, in a process of its own. */
final class FakeCudaMain {
  private FakeCudaMain() {}

  /**
   * Prints one line per run: the largest difference from the emulation. An argument names a cuBLAS
   * to bind without JCublas.
   */
  public static void main(String[] args) {
    Optional<String> foreignBlas = Arrays.stream(args).findFirst();
    run(PlanKind.DENSE, 0.2, Precision.FP32, foreignBlas);
    run(PlanKind.DENSE, 0.2, Precision.TF32, foreignBlas);
    run(PlanKind.DENSE, 0.2, Precision.BF16, foreignBlas);
    if (foreignBlas.isPresent()) {
      return;
    }
    run(PlanKind.TILED, 0.2, Precision.FP32, foreignBlas);
    // Sparse enough for our own sampled product.
    run(PlanKind.TILED, 0.02, Precision.FP32, foreignBlas);
    run(PlanKind.LIBRARY, 0.2, Precision.FP32, foreignBlas);
    // Sparse enough for the library's own sampled product.
    run(PlanKind.LIBRARY, 0.004, Precision.FP32, foreignBlas);
  }

  private static void run(
      PlanKind kind, double density, Precision precision, Optional<String> foreignBlas) {
    double[] real;
    try (CudaBackend backend =
        new CudaBackend(new JCudaDevice(0, KernelResources.load(), foreignBlas), precision)) {
      System.out.println(backend.info());
      real = Scenario.run(backend, kind, density);
    }
    double[] expected;
    try (CudaBackend backend = new CudaBackend(EmulatedDevice.withKernels(), Precision.FP32)) {
      expected = Scenario.run(backend, kind, density);
    }
    double largest = real.length == expected.length ? 0 : Double.POSITIVE_INFINITY;
    for (int e = 0; e < expected.length; e++) {
      double difference = Math.abs(real[e] - expected[e]) / (1 + Math.abs(expected[e]));
      largest = difference <= largest ? largest : difference;
    }
    System.out.println("outcome " + precision + " " + kind + " " + density + " " + largest);
  }
}
