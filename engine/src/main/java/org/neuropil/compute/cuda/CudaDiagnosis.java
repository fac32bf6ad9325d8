package org.neuropil.compute.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.neuropil.kernels.KernelResources;

/** What there is of CUDA on this machine, one fact a line, for the command {@code doctor}. */
public final class CudaDiagnosis {
  /**
   * One fact.
   *
   * @param good false where something is missing that CUDA needs
   * @param text the fact, and what to do where it is not good
   */
  public record Line(boolean good, String text) {}

  private CudaDiagnosis() {}

  /** Driver, kernels, devices and libraries of this machine. Never fails. */
  public static List<Line> lines() {
    return lines(new CudaProbe.ThisMachine(), KernelResources.load());
  }

  static List<Line> lines(CudaProbe.Machine machine, KernelResources resources) {
    CudaProbe probe = new CudaProbe(machine, resources);
    List<Line> lines = new ArrayList<>();
    Optional<String> noDevice = probe.noDevice(0);
    if (noDevice.isPresent()) {
      lines.add(
          new Line(
              false,
              "driver: "
                  + noDevice.get()
                  + "; install NVIDIA's driver, version 525 or newer, or start the container with"
                  + " access to the GPU"));
    } else {
      int version = machine.driverVersion();
      lines.add(new Line(true, "driver: for CUDA " + version / 1000 + "." + version % 1000 / 10));
      lines.addAll(devices(machine, probe));
    }
    lines.add(kernels(resources));
    for (CudaProbe.LibraryLine library : probe.libraries()) {
      lines.add(new Line(library.usable(), "library: " + library.text()));
    }
    return lines;
  }

  private static Line kernels(KernelResources resources) {
    int[] architectures = resources.architectures();
    if (architectures.length == 0) {
      return new Line(
          false,
          "kernels: "
              + resources.refusal(0).orElse("none")
              + "; build Neuropil again where nvcc is in PATH or CUDA_HOME is set");
    }
    String list =
        Arrays.stream(architectures)
            .mapToObj(a -> a / 10 + "." + a % 10)
            .collect(Collectors.joining(", "));
    return new Line(
        true,
        "kernels: compiled by nvcc "
            + resources.nvccVersion().orElse("?")
            + " for compute capability "
            + list
            + " and newer, sources "
            + resources.sourcesSha256().map(hash -> hash.substring(0, 12)).orElse("?"));
  }

  private static List<Line> devices(CudaProbe.Machine machine, CudaProbe probe) {
    int[] count = new int[1];
    machine.deviceCount(count);
    List<Line> lines = new ArrayList<>();
    for (int index = 0; index < count[0]; index++) {
      Optional<String> refusal = probe.noKernels(index);
      String text = refusal.isPresent() ? refusal.get() : describe(machine, index);
      lines.add(new Line(refusal.isEmpty(), "device " + index + ": " + text));
    }
    return lines;
  }

  private static String describe(CudaProbe.Machine machine, int index) {
    int capability = machine.capability(index);
    return machine.name(index) + ", compute capability " + capability / 10 + "." + capability % 10;
  }
}
