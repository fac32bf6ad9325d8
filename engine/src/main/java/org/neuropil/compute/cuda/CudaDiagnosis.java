package org.neuropil.compute.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.neuropil.kernels.KernelResources;

/** What there is of CUDA on this machine, one fact a line, for the command {@code doctor}. */
public final class CudaDiagnosis {
  /**
   * One fact.
   *
   * @param good false where something is missing
   * @param text what it is about, a colon, and the fact
   * @param remedy what to do, or whom it concerns, where it is not good; else empty
   */
  public record Line(boolean good, String text, String remedy) {
    private static Line good(String text) {
      return new Line(true, text, "");
    }
  }

  private static final String DRIVER_REMEDY =
      "install NVIDIA's driver, version 525 or newer, or start the container with access to the GPU";

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
      lines.add(new Line(false, "driver: " + noDevice.get(), DRIVER_REMEDY));
    } else {
      int version = machine.driverVersion();
      lines.add(Line.good("driver: for CUDA " + version / 1000 + "." + version % 1000 / 10));
      lines.addAll(devices(machine, resources));
    }
    lines.add(kernels(resources));
    for (CudaProbe.LibraryLine library : probe.libraries()) {
      boolean usable = library.state() == CudaProbe.State.USABLE;
      lines.add(new Line(usable, "library: " + library.text(), library.remedy()));
    }
    return lines;
  }

  private static Line kernels(KernelResources resources) {
    int[] architectures = resources.architectures();
    if (architectures.length == 0) {
      return new Line(
          false,
          "kernels: " + resources.refusal(0).orElse("none"),
          "build Neuropil again where nvcc is in PATH or CUDA_HOME is set");
    }
    String list =
        Arrays.stream(architectures)
            .mapToObj(a -> a / 10 + "." + a % 10)
            .collect(Collectors.joining(", "));
    return Line.good(
        "kernels: compiled by nvcc "
            + resources.nvccVersion().orElse("?")
            + " for compute capability "
            + list
            + " and newer, sources "
            + resources.sourcesSha256().map(hash -> hash.substring(0, 12)).orElse("?"));
  }

  private static List<Line> devices(CudaProbe.Machine machine, KernelResources resources) {
    int[] count = new int[1];
    machine.deviceCount(count);
    return IntStream.range(0, count[0]).mapToObj(i -> device(machine, resources, i)).toList();
  }

  private static Line device(CudaProbe.Machine machine, KernelResources resources, int index) {
    String name = "device " + index + ": ";
    try {
      int capability = machine.capability(index);
      // Where there are no kernels at all, that is not the device's fault and has its own line.
      Optional<String> refusal =
          resources.architectures().length == 0 ? Optional.empty() : resources.refusal(capability);
      String text = name + machine.name(index) + ", ";
      return refusal.isPresent()
          ? new Line(false, text + refusal.get(), "use a newer GPU, or --backend cpu")
          : Line.good(text + "compute capability " + capability / 10 + "." + capability % 10);
    } catch (LinkageError e) {
      String reason = "the NVIDIA driver cannot be loaded: " + CudaLibraries.oneLine(e);
      return new Line(false, name + reason, DRIVER_REMEDY);
    }
  }
}
