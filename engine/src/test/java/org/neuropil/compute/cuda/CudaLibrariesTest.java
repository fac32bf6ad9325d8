package org.neuropil.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search for NVIDIA's libraries, in folders made up for it. */
class CudaLibrariesTest {
  @TempDir Path root;

  private Path file(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "");
  }

  /** The folder of a new file. */
  private Path folder(String path) throws IOException {
    return file(path).resolveSibling("").normalize();
  }

  @Test
  void theOrderOfTheSearch() throws IOException {
    Path own = folder("own/libcublas.so.12");
    Path home = folder("home/lib64/libcublas.so.12");
    Path older = folder("usr/local/cuda-12.0/lib64/libcublas.so.12");
    Path newer = folder("usr/local/cuda-12.6/lib64/libcublas.so.12");
    Path thirteen = folder("usr/local/cuda-13.0/lib64/libcusparse.so.12");
    Path conda = folder("conda/lib/libcublas.so.12");
    Path wheel = folder("venv/lib/python3.12/site-packages/nvidia/cublas/lib/libcublas.so.12");
    Path system =
        folder("usr/local/lib/python3.11/dist-packages/nvidia/curand/lib/libcurand.so.10");
    Map<String, String> environment = new HashMap<>();
    environment.put("NEUROPIL_CUDA_LIBS", own + ":" + root.resolve("missing"));
    environment.put("CUDA_HOME", root.resolve("home").toString());
    environment.put("CONDA_PREFIX", root.resolve("conda").toString());
    environment.put("VIRTUAL_ENV", root.resolve("venv").toString());
    CudaLibraries libraries = new CudaLibraries(environment, root);
    assertThat(libraries.folders())
        .containsExactly(own, home, newer, older, thirteen, conda, wheel, system);
    assertThat(libraries.find("libcublas.so.12")).hasValue(own.resolve("libcublas.so.12"));
    assertThat(libraries.find("libcusparse.so.12")).hasValue(thirteen.resolve("libcusparse.so.12"));
    environment.remove("NEUROPIL_CUDA_LIBS");
    assertThat(libraries.find("libcublas.so.12")).hasValue(home.resolve("libcublas.so.12"));
    environment.clear();
    assertThat(libraries.find("libcublas.so.12")).hasValue(newer.resolve("libcublas.so.12"));
    assertThat(libraries.find("libnothing.so.1")).isEmpty();
  }

  @Test
  void dependenciesAreLoadedFirstAndFailuresAreOneLine() throws IOException {
    file("usr/local/cuda-12.6/lib64/libcublasLt.so.12");
    file("usr/local/cuda-12.6/lib64/libnvJitLink.so.12");
    file("usr/local/cuda-12.6/lib64/libcusparse.so.12");
    List<String> loaded = new ArrayList<>();
    List<CudaLibraries.Outcome> outcomes =
        new CudaLibraries(Map.of(), root)
            .load(
                path -> {
                  String name = String.valueOf(path.getFileName());
                  loaded.add(name);
                  return name.startsWith("libcusparse") ? "libfoo.so: invalid ELF header" : "";
                },
                name -> name.equals("libcurand.so.10"));
    assertThat(loaded)
        .containsExactly("libcublasLt.so.12", "libnvJitLink.so.12", "libcusparse.so.12");
    assertThat(outcomes)
        .extracting(CudaLibraries.Outcome::loaded)
        .containsExactly(true, false, true, false, true);
    assertThat(outcomes.get(1).where())
        .isEqualTo("libcublas.so.12 or libcublas.so.13 was not found");
    assertThat(outcomes.get(3).where())
        .endsWith("libcusparse.so.12 cannot be loaded: libfoo.so: invalid ELF header");
    assertThat(outcomes.get(4).where()).isEqualTo("libcurand.so.10");
    assertThat(CudaLibraries.foreignBlas(outcomes)).isEmpty();
  }

  @Test
  void cublasOfCuda13IsTakenWhereThereIsNoOther() throws IOException {
    Path wheels = folder("venv/lib/python3.12/site-packages/nvidia/cu13/lib/libcublas.so.13");
    file("venv/lib/python3.12/site-packages/nvidia/cu13/lib/libcusparse.so.12");
    file("venv/bin/python3");
    // Not activated, but the python3 of the shell.
    CudaLibraries libraries =
        new CudaLibraries(Map.of("PATH", "/nowhere:" + root.resolve("venv/bin")), root);
    List<CudaLibraries.Outcome> outcomes = libraries.load(path -> "", name -> false);
    assertThat(CudaLibraries.foreignBlas(outcomes))
        .hasValue(wheels.resolve("libcublas.so.13").toString());
    assertThat(outcomes.get(3).where()).isEqualTo(wheels.resolve("libcusparse.so.12").toString());
    file("usr/local/cuda-12.4/lib64/libcublas.so.12");
    assertThat(CudaLibraries.foreignBlas(libraries.load(path -> "", name -> false))).isEmpty();
  }

  @Test
  void jcudasStackTracesBecomeOneLine() {
    String message =
        "Error while loading native library \"JCublas2\"\nStack trace from the attempt:\n"
            + "  java.lang.UnsatisfiedLinkError: /x/libJCublas2.so: libcublas.so.12: cannot open"
            + " shared object file: No such file or directory\n\tat java.base/Foo";
    assertThat(CudaLibraries.oneLine(new UnsatisfiedLinkError(message)))
        .startsWith("java.lang.UnsatisfiedLinkError: /x/libJCublas2.so: libcublas.so.12")
        .doesNotContain("\n");
    assertThat(CudaLibraries.oneLine(new NoClassDefFoundError("a\nb"))).isEqualTo("a");
    assertThat(CudaLibraries.oneLine(new NoClassDefFoundError())).isEqualTo("null");
  }
}
