package org.neuropil.compute.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jcuda.jcublas.JCublas2;
import jcuda.jcurand.JCurand;
import jcuda.jcusparse.JCusparse;
import jcuda.runtime.JCuda;
import jcuda.runtime.cudaError;
import org.neuropil.kernels.KernelResources;

/**
 * The ladder of reasons for which CUDA cannot be used, from the bottom: native code of JCuda,
 * driver, device, kernels, compute capability, libraries. The runtime API asks first, as the only
 * call that answers with a code where there is no driver; the driver API's class cannot even be
 * loaded there.
 */
final class CudaProbe {
  /** What the ladder asks the machine; replaced in tests. */
  interface Machine {
    /** Writes the number of GPUs and returns the code of cudaGetDeviceCount. */
    int deviceCount(int[] count);

    /** Version of CUDA that the driver is made for, e.g. 12040 for 12.4. */
    int driverVersion();

    /** 10 * major + minor of a device's compute capability. */
    int capability(int device);

    /** Name of a device. */
    String name(int device);

    /** Loads NVIDIA's libraries. */
    List<CudaLibraries.Outcome> loadLibraries();

    /** Loads JCuda's own part for a library; throws a LinkageError where that fails. */
    void initialise(CudaLibraries.Library library);
  }

  /** This machine. */
  static final class ThisMachine implements Machine {
    @Override
    public int deviceCount(int[] count) {
      return JCuda.cudaGetDeviceCount(count);
    }

    @Override
    public int driverVersion() {
      int[] version = new int[1];
      JCuda.cudaDriverGetVersion(version);
      return version[0];
    }

    @Override
    public int capability(int device) {
      return CudaContext.capability(device);
    }

    @Override
    public String name(int device) {
      return CudaContext.name(device);
    }

    @Override
    public List<CudaLibraries.Outcome> loadLibraries() {
      return new CudaLibraries().load();
    }

    @Override
    public void initialise(CudaLibraries.Library library) {
      switch (library) {
        case CUBLAS -> JCublas2.setExceptionsEnabled(true);
        case CUSPARSE -> JCusparse.setExceptionsEnabled(true);
        case CURAND -> JCurand.setExceptionsEnabled(true);
        case CUBLAS_LT, NVJITLINK -> {}
      }
    }
  }

  private final Machine machine;
  private final KernelResources resources;

  CudaProbe(Machine machine, KernelResources resources) {
    this.machine = machine;
    this.resources = resources;
  }

  /** Empty if device {@code index} can be used, else the first reason, one line. */
  Optional<String> refusal(int index) {
    return noDevice(index)
        .or(() -> noKernels(index))
        .or(() ->
            libraries().stream()
                .filter(line -> line.state == State.MISSING)
                .map(line -> line.text + "; " + line.remedy)
                .findFirst());
  }

  /** Driver and device. */
  Optional<String> noDevice(int index) {
    int[] count = new int[1];
    int code;
    try {
      code = machine.deviceCount(count);
    } catch (LinkageError e) {
      return Optional.of("JCuda's native libraries cannot be loaded: " + CudaLibraries.oneLine(e));
    }
    if (code == cudaError.cudaErrorInsufficientDriver) {
      return Optional.of("no NVIDIA driver, or too old (cudaErrorInsufficientDriver)");
    }
    if (code == cudaError.cudaErrorNoDevice || (code == 0 && count[0] == 0)) {
      return Optional.of("no NVIDIA GPU (cudaErrorNoDevice)");
    }
    if (code != 0) {
      return Optional.of("the NVIDIA driver reports " + cudaError.stringFor(code));
    }
    if (index < 0 || index >= count[0]) {
      return Optional.of(
          "no GPU number " + index + ": this machine has " + count[0] + ", counted from 0");
    }
    return Optional.empty();
  }

  /** Kernels for the device. */
  Optional<String> noKernels(int index) {
    if (resources.architectures().length == 0) {
      return resources.refusal(0);
    }
    try {
      return resources.refusal(machine.capability(index));
    } catch (LinkageError e) {
      return Optional.of("the NVIDIA driver cannot be loaded: " + CudaLibraries.oneLine(e));
    }
  }

  /** How a library is. */
  enum State {
    /** Loaded. */
    USABLE,
    /** Not there, and nothing has asked for it yet. */
    OPTIONAL,
    /** Not there or not to be loaded, and CUDA does not work without it. */
    MISSING
  }

  /**
   * One line about a library.
   *
   * @param text where it is, or how it is missing
   * @param remedy what to do; empty where it is usable
   */
  record LibraryLine(State state, String text, String remedy) {}

  /** Every library: where it is, or that it is missing and what to do. */
  List<LibraryLine> libraries() {
    List<LibraryLine> lines = new ArrayList<>();
    for (CudaLibraries.Outcome outcome : machine.loadLibraries()) {
      CudaLibraries.Library library = outcome.library();
      if (outcome.loaded()) {
        lines.add(
            outcome.foreign()
                ? new LibraryLine(
                    State.USABLE,
                    "libcublas.so.13: " + outcome.where() + ", bound without JCublas",
                    "")
                : linked(library, outcome.where()));
      } else {
        State state = library.helper() ? State.OPTIONAL : State.MISSING;
        lines.add(new LibraryLine(state, outcome.where(), library.remedy()));
      }
    }
    return lines;
  }

  private LibraryLine linked(CudaLibraries.Library library, String where) {
    try {
      machine.initialise(library);
      return new LibraryLine(State.USABLE, nameOf(library, where) + ": " + where, "");
    } catch (LinkageError e) {
      return new LibraryLine(
          State.MISSING,
          library.fileName()
              + " is there ("
              + where
              + ") but JCuda's part for it cannot be loaded: "
              + CudaLibraries.oneLine(e),
          library.remedy());
    }
  }

  /** The name that was found, which for a helper may be that of CUDA 13. */
  private static String nameOf(CudaLibraries.Library library, String where) {
    return library.helper() ? where.substring(where.lastIndexOf('/') + 1) : library.fileName();
  }
}
