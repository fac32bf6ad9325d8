package org.neuropil.compute.cuda;

import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.kernels.KernelResources;

/** Runs the scenario through JCuda, for {@link FakeCudaTest}, in a process of its own. */
final class FakeCudaMain {
  private FakeCudaMain() {}

  /** Prints one line per run: the largest difference from the emulation. */
  public static void main(String[] args) {
    run(PlanKind.TILED, 0.2, Precision.FP32);
    run(PlanKind.DENSE, 0.2, Precision.FP32);
    run(PlanKind.DENSE, 0.2, Precision.TF32);
    run(PlanKind.DENSE, 0.2, Precision.BF16);
    run(PlanKind.LIBRARY, 0.2, Precision.FP32);
    // Sparse enough for the library's own sampled product.
    run(PlanKind.LIBRARY, 0.004, Precision.FP32);
  }

  private static void run(PlanKind kind, double density, Precision precision) {
    double[] real;
    try (CudaBackend backend =
        new CudaBackend(new JCudaDevice(0, KernelResources.load()), precision)) {
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
