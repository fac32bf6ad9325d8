package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The choice of PTX for a device, and the reasons where there is none. */
class KernelResourcesTest {
  private static KernelResources of(Map<String, String> files) {
    return KernelResources.load(path -> {
      String text = files.get(path);
      return text == null
          ? null
          : new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    });
  }

  @Test
  void theHighestArchitectureNotAboveTheDevice() {
    KernelResources resources =
        of(
            Map.of(
                "build.properties",
                "nvcc=13.0.88\nsources.sha256=abc\narchitectures=75,80,90",
                "80/spmm.ptx",
                "// for 80"));
    assertThat(resources.architectureFor(75)).isEqualTo(75);
    assertThat(resources.architectureFor(79)).isEqualTo(75);
    assertThat(resources.architectureFor(86)).isEqualTo(80);
    assertThat(resources.architectureFor(89)).isEqualTo(80);
    assertThat(resources.architectureFor(120)).isEqualTo(90);
    assertThat(resources.ptx("spmm", 89)).isEqualTo("// for 80");
    assertThat(resources.refusal(80)).isEmpty();
    assertThat(resources.refusal(70))
        .hasValue("compute capability 7.0 is below 7.5, the lowest the kernels are compiled for");
    assertThatThrownBy(() -> resources.ptx("spmm", 70)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> resources.ptx("spmm", 90)).hasMessageContaining("90/spmm.ptx");
    assertThat(resources.nvccVersion()).hasValue("13.0.88");
    assertThat(resources.sourcesSha256()).hasValue("abc");
  }

  @Test
  void theReasonOfABuildWithoutKernels() {
    assertThat(of(Map.of("build.properties", "reason=nvcc was not found")).refusal(90))
        .hasValue("built without kernels: nvcc was not found");
    assertThat(of(Map.of()).refusal(90))
        .hasValue("built without kernels: this build of Neuropil carries no kernels");
  }

  @Test
  void thisBuildHasKernelsOrAReason() {
    KernelResources resources = KernelResources.load();
    int[] architectures = resources.architectures();
    if (architectures.length == 0) {
      System.out.println(resources.refusal(999).orElseThrow());
    } else {
      assertThat(resources.refusal(architectures[0])).isEmpty();
      assertThat(resources.ptx("spmm", architectures[0])).contains(".visible .entry np_spmm_1(");
    }
    assertThat(resources.sourcesSha256()).isPresent();
  }
}
