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
                library, there, there ? "/cuda" : library.fileName() + " was not found"));
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

  private static Optional<String> refusal(Fake machine, int device) {
    return new CudaProbe(machine, KernelResources.load()).refusal(device);
  }

  @Test
  void everyRung() {
    Fake machine = new Fake();
    machine.natives = false;
    assertThat(refusal(machine, 0))
        .hasValue("JCuda's native libraries cannot be loaded: no JCudaRuntime");
    machine.natives = true;
    machine.code = 35;
    assertThat(refusal(machine, 0))
        .hasValue("no NVIDIA driver, or too old (cudaErrorInsufficientDriver)");
    machine.code = 100;
    assertThat(refusal(machine, 0)).hasValue("no NVIDIA GPU (cudaErrorNoDevice)");
    machine.code = 999;
    assertThat(refusal(machine, 0)).hasValue("the NVIDIA driver reports cudaErrorUnknown");
    machine.code = 0;
    machine.devices = 2;
    assertThat(refusal(machine, 2)).hasValue("no GPU number 2: this machine has 2, counted from 0");
    int[] architectures = KernelResources.load().architectures();
    if (architectures.length == 0) {
      assertThat(refusal(machine, 0))
          .hasValueSatisfying(r -> assertThat(r).startsWith("built without"));
      return;
    }
    machine.driver = false;
    assertThat(refusal(machine, 0))
        .hasValue(
            "the NVIDIA driver cannot be loaded: libcuda.so.1: cannot open shared object file: No"
                + " such file or directory");
    machine.driver = true;
    machine.capability = 70;
    assertThat(refusal(machine, 0)).hasValueSatisfying(r -> assertThat(r).contains("7.0"));
    machine.capability = 75;
    machine.missing.add(CudaLibraries.Library.CUSPARSE);
    assertThat(refusal(machine, 0))
        .hasValueSatisfying(r ->
            assertThat(r)
                .startsWith("libcusparse.so.12 was not found; install the CUDA 12 toolkit")
                .contains("pip install nvidia-cusparse-cu12")
                .doesNotContain("\n"));
    machine.missing.clear();
    machine.missing.add(CudaLibraries.Library.NVJITLINK);
    assertThat(refusal(machine, 0)).isEmpty();
    machine.unlinkable.add(CudaLibraries.Library.CURAND);
    assertThat(refusal(machine, 0))
        .hasValueSatisfying(r -> assertThat(r).startsWith("libcurand.so.10 is there (/cuda) but"));
    machine.unlinkable.clear();
    machine.missing.clear();
    assertThat(refusal(machine, 1)).isEmpty();
  }

  @Test
  void theDiagnosisNamesEverything() {
    Fake machine = new Fake();
    machine.missing.add(CudaLibraries.Library.CUBLAS);
    List<CudaDiagnosis.Line> lines = CudaDiagnosis.lines(machine, KernelResources.load());
    assertThat(lines).extracting(CudaDiagnosis.Line::text).noneMatch(text -> text.contains("\n"));
    assertThat(lines.get(0)).isEqualTo(new CudaDiagnosis.Line(true, "driver: for CUDA 12.4"));
    assertThat(lines.getLast().text()).isEqualTo("library: libcurand.so.10: /cuda");
    assertThat(lines)
        .anyMatch(l -> !l.good() && l.text().startsWith("library: libcublas.so.12 was not found"));
    if (KernelResources.load().architectures().length > 0) {
      assertThat(lines)
          .contains(new CudaDiagnosis.Line(true, "device 0: Test GPU, compute capability 9.0"));
    }
  }

  /** On a machine without a GPU the real ladder answers in one line and throws nothing. */
  @Test
  void thisMachine() {
    CudaDiagnosis.lines().forEach(l -> System.out.println((l.good() ? "+ " : "- ") + l.text()));
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
