package org.neuropil.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.cuda.KernelLibrary.Slices;
import org.neuropil.kernels.KernelResources;
import org.neuropil.matrix.Philox;

/** Every typed launch fits the parameter list of the compiled kernel. */
class KernelSignaturesTest {
  /** Checks launches against PTX and runs nothing. */
  private static final class Checking extends EmulatedDevice {
    private final Map<String, String> signatures;
    private final Set<KernelName> seen = EnumSet.noneOf(KernelName.class);

    Checking(Map<String, String> signatures) {
      super(1 << 20);
      this.signatures = signatures;
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
      arguments.check(kernel, signatures.getOrDefault(kernel.symbol(), "none"));
      assertThat(blockX * blockY)
          .isLessThanOrEqualTo(kernel.takesAllSharedMemory() ? 32 * TileLayout.MOST_WARPS : 256);
      seen.add(kernel);
    }
  }

  @Test
  void launchesFitThePtx() {
    KernelResources resources = KernelResources.load();
    for (int architecture : resources.architectures()) {
      Map<String, String> signatures = new HashMap<>();
      for (KernelName kernel : KernelName.values()) {
        signatures.putAll(PtxSignatures.read(resources.ptx(kernel.module(), architecture)));
      }
      // No kernel without a launch, no launch without a kernel.
      assertThat(signatures).hasSameSizeAs(KernelName.values());
      Checking device = new Checking(signatures);
      CommandQueue queue = new CommandQueue(device, false);
      queue.constantsIn(new DeviceArena(queue));
      KernelLibrary kernels = new KernelLibrary(queue);
      Slices s = new Slices(256, 64, 3, 32);
      AdamStep step = new AdamStep(1, 0.1, 0.9, 0.999, 1e-8);
      kernels.addBias(s, 1, 5, 1, 1);
      kernels.activate(s, 5, Activation.TANH);
      kernels.derivative(s, s, 5, Activation.TANH);
      kernels.dropNodes(s, 5, 0.5, 1, 1);
      kernels.combine(s, 5, Activation.SOFTPLUS, s, new Slices[] {s, s}, new double[] {1, 2});
      kernels.addNoise(s, 1, 5, 0.1, 1, 1);
      kernels.softmaxSteps(s, 1, 5, 1, 32, 1, true, s, 1, 1);
      kernels.squaredError(s, 1, 5, true, s, s, 1, s, 1, 1);
      kernels.brokenColumns(s, 1, 5, 1, 1);
      kernels.addTotals(1, 1, 1, 1);
      kernels.embed(1, 4, 1, 32, s, 1, 5);
      kernels.embedGradient(1, 32, s, 1, 5, 4, 1);
      kernels.clamp(1, 9, -1, 1);
      kernels.writeSlices(1, 0, 9, s, 5);
      kernels.readSlices(1, 0, 9, s, 5);
      kernels.zeroPadding(s, 1, 5);
      kernels.adam(1, 1, 1, 1, 9, step);
      kernels.adamDale(1, 1, 1, 1, 9, step, 1, 1);
      kernels.permute(1, 1, 1, 9);
      kernels.scatterDense(1, 3, 1, 1, 1, 0, 3);
      kernels.gatherDense(1, 1, 3, 1, 1, 0, 3);
      launchProducts(kernels.sparse(), s);
      kernels.select().select(1, 9, 1, 1);
      kernels.select().mask(1, 9, 1, 1, 1);
      kernels.select().apply(1, 1, 9);
      kernels.rowSums(s, 1, 5, 1);
      kernels.countNonFinite(1, 9, 1);
      kernels.sumAbs(1, 9, 1);
      kernels.philoxSymmetric(1, 9, 0.5f, 1, Philox.Purpose.TEST, 0);
      kernels.philoxWords(1, 9, 0, 1, Philox.Purpose.TEST, 0);
      launchConductances(new ConductanceKernels(device), s);
      assertThat(device.seen).containsExactlyInAnyOrder(KernelName.values());
    }
    if (resources.architectures().length == 0) {
      String reason = resources.refusal(0).orElse("");
      System.out.println("skipped: " + reason);
      Assumptions.abort(reason);
    }
  }

  private static void launchProducts(SparseKernels kernels, Slices s) {
    SparseKernels.Operands o = new SparseKernels.Operands(s, s, s, 5, true, Activation.RELU);
    for (int lane = 1; lane <= 4; lane *= 2) {
      kernels.product(new TileLayout(3, 3, 32, lane, 0, 0, 0), 1, 1, 1, o);
      kernels.tiledProduct(
          new TileLayout(3, 3, 32, lane, 2, 1, TileLayout.MOST_WARPS), 1, 1, 1, 1, o);
    }
    kernels.sampledGradient(1, 1, s, s, 32, 128, 8, 1);
  }

  private static void launchConductances(ConductanceKernels kernels, Slices s) {
    ConductanceKernels.Addresses four = new ConductanceKernels.Addresses(1, 1, 1, 1);
    ConductanceKernels.Nodes three = new ConductanceKernels.Nodes(1, 1, 1);
    kernels.forward(1, 1, four, s, s, s, 5);
    kernels.backward(1, 1, 1, four, s, s, s, s, true, four, 5);
    kernels.step(three, s, s, s, s, s, s, 5);
    kernels.stepBackward(three, s, s, s, s, s, s, true, s, s, three, 5);
    kernels.scale(1, 1, s, s, 2, 5);
    kernels.scaleGradient(s, s, 2, 5, 1);
  }

  @Test
  void aWrongLaunchIsNamed() {
    LaunchArguments arguments = new LaunchArguments().reset().add(1L).add(2).add(3f);
    arguments.check(KernelName.ADAM, "lif");
    assertThatThrownBy(() -> arguments.check(KernelName.ADAM, "lff"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("np_adam takes (lff), found (lif)");
    assertThat(
            PtxSignatures.read(
                ".visible .entry k(\n.param .u64 k_param_0,\n.param .f32 k_param_1,\n"
                    + ".param .u32 .ptr k_param_2\n)\n{ .entry"))
        .containsOnly(Map.entry("k", "lfi"));
  }
}
