package org.neuropil.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.BackendProvider;
import org.neuropil.compute.Backends;
import org.neuropil.compute.Precision;
import org.neuropil.error.UserError;
import org.neuropil.kernels.KernelResources;
import org.neuropil.kernels.MadeUpResources;

/** Every rung of the ladder of refusals, and this machine's own answer. */
class CudaProbeTest {
  /** A machine whose answers are set by the test; usable as it is made. */
  private static final class Fake implements CudaProbe.Machine {
    int code;
    int devices = 1;
    int capability = 90;
    boolean natives = true;
    boolean driver = true;
    List<CudaLibraries.Library> missing = new ArrayList<>();
    List<CudaLibraries.Library> unlinkable = new ArrayList<>();

    @Override
    public int deviceCount(int[] count) {
      if (!natives) {
        throw new UnsatisfiedLinkError("no JCudaRuntime\nin java.library.path");
      }
      count[0] = code == 0 ? devices : 0;
      return code;
    }

    @Override
    public int driverVersion() {
      return 12040;
    }

    @Override
    public int capability(int device) {
      if (!driver) {
        throw new UnsatisfiedLinkError(
            "x\n libcuda.so.1: cannot open shared object file: No such file or directory\n y");
      }
      return capability;
    }

    @Override
    public String name(int device) {
      return "Test GPU";
    }

    @Override
    public List<CudaLibraries.Outcome> loadLibraries() {
      List<CudaLibraries.Outcome> outcomes = new ArrayList<>();
      for (CudaLibraries.Library library : CudaLibraries.Library.values()) {
        boolean there = !missing.contains(library);
        outcomes.add(
            new CudaLibraries.Outcome(
                library,
                there,
                there ? "/cuda/" + library.fileName() : library.fileName() + " was not found"));
      }
      return outcomes;
    }

    @Override
    public void initialise(CudaLibraries.Library library) {
      if (unlinkable.contains(library)) {
        throw new NoClassDefFoundError("Could not initialize class");
      }
    }
  }

  /** A build with kernels, also where this one has none. */
  private static final KernelResources KERNELS =
      MadeUpResources.of("nvcc=13.0.88\nsources.sha256=0123456789abcdef\narchitectures=75,80,90");

  private static Optional<String> refusal(Fake machine, int device) {
    return new CudaProbe(machine, KERNELS).refusal(device);
  }

  @Test
  void nothingIsRefusedWhereNothingIsMissing() {
    Fake machine = new Fake();
    machine.devices = 2;
    assertThat(refusal(machine, 0)).isEmpty();
    assertThat(refusal(machine, 1)).isEmpty();
  }

  @Test
  void jcudasNativePart() {
    Fake machine = new Fake();
    machine.natives = false;
    assertThat(refusal(machine, 0))
        .hasValue("JCuda's native libraries cannot be loaded: no JCudaRuntime");
  }

  @Test
  void theDriver() {
    Fake machine = new Fake();
    machine.code = 35;
    assertThat(refusal(machine, 0))
        .hasValue("no NVIDIA driver, or too old (cudaErrorInsufficientDriver)");
    machine.code = 999;
    assertThat(refusal(machine, 0)).hasValue("the NVIDIA driver reports cudaErrorUnknown");
    machine.code = 0;
    machine.driver = false;
    assertThat(refusal(machine, 0))
        .hasValue(
            "the NVIDIA driver cannot be loaded: libcuda.so.1: cannot open shared object file: No"
                + " such file or directory");
  }

  @Test
  void theDevice() {
    Fake machine = new Fake();
    machine.code = 100;
    assertThat(refusal(machine, 0)).hasValue("no NVIDIA GPU (cudaErrorNoDevice)");
    machine.code = 0;
    machine.devices = 0;
    assertThat(refusal(machine, 0)).hasValue("no NVIDIA GPU (cudaErrorNoDevice)");
    machine.devices = 2;
    assertThat(refusal(machine, 2)).hasValue("no GPU number 2: this machine has 2, counted from 0");
    assertThat(refusal(machine, -1))
        .hasValue("no GPU number -1: this machine has 2, counted from 0");
  }

  @Test
  void theKernels() {
    Fake machine = new Fake();
    // Said before anything is asked of the device, whatever its driver.
    machine.driver = false;
    KernelResources none = MadeUpResources.of("reason=nvcc was not found");
    assertThat(new CudaProbe(machine, none).refusal(0))
        .hasValue("built without kernels: nvcc was not found");
    machine.driver = true;
    machine.capability = 70;
    assertThat(refusal(machine, 0))
        .hasValue("compute capability 7.0 is below 7.5, the lowest the kernels are compiled for");
    machine.capability = 75;
    assertThat(refusal(machine, 0)).isEmpty();
  }

  @Test
  void eachLibrary() {
    for (CudaLibraries.Library library : CudaLibraries.Library.values()) {
      Fake machine = new Fake();
      machine.missing.add(library);
      Optional<String> refusal = refusal(machine, 0);
      if (library.helper()) {
        assertThat(refusal).as(library.name()).isEmpty();
      } else {
        assertThat(refusal)
            .as(library.name())
            .hasValueSatisfying(r ->
                assertThat(r)
                    .startsWith(library.fileName() + " was not found; run 'neuropil cuda-libs'")
                    .contains("pip install nvidia-", "-cu12'", "NEUROPIL_CUDA_LIBS")
                    .doesNotContain("\n"));
      }
    }
    Fake several = new Fake();
    several.missing.addAll(List.of(CudaLibraries.Library.CURAND, CudaLibraries.Library.CUSPARSE));
    assertThat(refusal(several, 0))
        .hasValueSatisfying(r -> assertThat(r).startsWith("libcusparse.so.12"));
  }

  @Test
  void aLibraryThatIsThereAndUnfit() {
    Fake machine = new Fake();
    machine.unlinkable.add(CudaLibraries.Library.CURAND);
    assertThat(refusal(machine, 0))
        .hasValueSatisfying(r ->
            assertThat(r)
                .startsWith(
                    "libcurand.so.10 is there (/cuda/libcurand.so.10) but JCuda's part for it cannot be loaded:"
                        + " Could not initialize class; run 'neuropil cuda-libs'"));
  }

  @Test
  void theFirstReasonIsTheOneGiven() {
    Fake machine = new Fake();
    machine.natives = false;
    machine.code = 35;
    machine.capability = 50;
    machine.missing.add(CudaLibraries.Library.CUBLAS);
    assertThat(refusal(machine, 7)).hasValueSatisfying(r -> assertThat(r).startsWith("JCuda's"));
    machine.natives = true;
    assertThat(refusal(machine, 7)).hasValueSatisfying(r -> assertThat(r).contains("driver"));
    machine.code = 0;
    assertThat(refusal(machine, 7)).hasValueSatisfying(r -> assertThat(r).contains("number 7"));
    assertThat(refusal(machine, 0)).hasValueSatisfying(r -> assertThat(r).contains("5.0"));
    machine.capability = 80;
    assertThat(refusal(machine, 0)).hasValueSatisfying(r -> assertThat(r).contains("libcublas"));
  }

  private static List<CudaDiagnosis.Line> badLines(Fake machine, KernelResources resources) {
    return CudaDiagnosis.lines(machine, resources).stream().filter(l -> !l.good()).toList();
  }

  @Test
  void theDiagnosisNamesEverything() {
    Fake machine = new Fake();
    machine.devices = 2;
    List<CudaDiagnosis.Line> lines = CudaDiagnosis.lines(machine, KERNELS);
    assertThat(lines)
        .allMatch(CudaDiagnosis.Line::good)
        .allMatch(line -> line.remedy().isEmpty())
        .extracting(CudaDiagnosis.Line::text)
        .containsExactly(
            "driver: for CUDA 12.4",
            "device 0: Test GPU, compute capability 9.0",
            "device 1: Test GPU, compute capability 9.0",
            "kernels: compiled by nvcc 13.0.88 for compute capability 7.5, 8.0, 9.0 and newer,"
                + " sources 0123456789ab",
            "library: libcublasLt.so.12: /cuda/libcublasLt.so.12",
            "library: libcublas.so.12: /cuda/libcublas.so.12",
            "library: libnvJitLink.so.12: /cuda/libnvJitLink.so.12",
            "library: libcusparse.so.12: /cuda/libcusparse.so.12",
            "library: libcurand.so.10: /cuda/libcurand.so.10");
  }

  @Test
  void theDiagnosisOfWhatIsMissing() {
    Fake machine = new Fake();
    machine.missing.add(CudaLibraries.Library.CUBLAS);
    machine.missing.add(CudaLibraries.Library.NVJITLINK);
    assertThat(badLines(machine, KERNELS))
        .extracting(CudaDiagnosis.Line::text)
        .containsExactly(
            "library: libcublas.so.12 was not found", "library: libnvJitLink.so.12 was not found");
    assertThat(badLines(machine, KERNELS).get(0).remedy()).startsWith("run 'neuropil cuda-libs'");
    assertThat(badLines(machine, KERNELS).get(1).remedy())
        .isEqualTo("needed only if another library asks for it");

    machine = new Fake();
    machine.capability = 61;
    assertThat(badLines(machine, KERNELS))
        .containsExactly(
            new CudaDiagnosis.Line(
                false,
                "device 0: Test GPU, compute capability 6.1 is below 7.5, the lowest the kernels"
                    + " are compiled for",
                "use a newer GPU, or --backend cpu"));
    // A device is not to blame for a build without kernels.
    assertThat(badLines(machine, MadeUpResources.of("reason=nvcc was not found")))
        .containsExactly(
            new CudaDiagnosis.Line(
                false,
                "kernels: built without kernels: nvcc was not found",
                "build Neuropil again where nvcc is in PATH or CUDA_HOME is set"));

    machine = new Fake();
    machine.driver = false;
    assertThat(badLines(machine, KERNELS))
        .singleElement()
        .satisfies(line -> {
          assertThat(line.text()).startsWith("device 0: the NVIDIA driver cannot be loaded: lib");
          assertThat(line.remedy()).startsWith("install NVIDIA's driver");
        });

    machine = new Fake();
    machine.code = 35;
    assertThat(badLines(machine, KERNELS))
        .singleElement()
        .satisfies(line -> {
          assertThat(line.text()).startsWith("driver: no NVIDIA driver, or too old");
          assertThat(line.remedy()).startsWith("install NVIDIA's driver, version 525 or newer");
        });
  }

  /** On a machine without a GPU the real ladder answers in one line and throws nothing. */
  @Test
  void thisMachine() {
    CudaDiagnosis.lines()
        .forEach(l -> System.out.println((l.good() ? "+ " : "- ") + l.text() + " " + l.remedy()));
    BackendProvider cuda =
        Backends.providers().stream()
            .filter(p -> p.name().equals("cuda"))
            .findFirst()
            .orElseThrow();
    assertThat(cuda.rank()).isEqualTo(10);
    Optional<String> refusal = cuda.refusal(BackendOptions.defaults());
    Assumptions.assumeTrue(refusal.isPresent(), "a usable GPU is here");
    assertThat(refusal.get()).doesNotContain("\n").isNotBlank();
    // The same answer again: a class that failed to load once must not change it.
    assertThat(cuda.refusal(BackendOptions.defaults())).isEqualTo(refusal);
    assertThatThrownBy(() -> Backends.open("cuda", new BackendOptions(1, Precision.FP32, 0)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(refusal.get());
    assertThatThrownBy(() -> cuda.open(BackendOptions.defaults())).isInstanceOf(UserError.class);
  }
}
