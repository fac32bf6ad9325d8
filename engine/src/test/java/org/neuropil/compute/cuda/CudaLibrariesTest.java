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
    environment.put("HOME", root.resolve("me").toString());
    Path fetched = folder("me/.cache/neuropil/cuda-12.6/libcurand.so.10");
    CudaLibraries libraries = new CudaLibraries(environment, root);
    assertThat(libraries.folders())
        .containsExactly(own, home, newer, older, thirteen, conda, wheel, system, fetched);
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

  private List<CudaLibraries.Outcome> outcomes(Map<String, String> environment) {
    return new CudaLibraries(environment, root).load(path -> "", name -> false);
  }

  /** What is found below {@link #root}, in the order of {@link CudaLibraries.Library}. */
  private List<String> found(Map<String, String> environment) {
    return outcomes(environment).stream()
        .map(outcome ->
            outcome.loaded() ? root.relativize(Path.of(outcome.where())).toString() : "missing")
        .toList();
  }

  @Test
  void whatCudaLibsFetchedIsFoundWithoutBeingTold() throws IOException {
    for (String name : CudaRuntimeFolder.fileNames()) {
      file("cache/neuropil/cuda-12.6/" + name);
    }
    assertThat(found(Map.of("XDG_CACHE_HOME", root.resolve("cache").toString())))
        .containsExactly(
            "cache/neuropil/cuda-12.6/libcublasLt.so.12",
            "cache/neuropil/cuda-12.6/libcublas.so.12",
            "cache/neuropil/cuda-12.6/libnvJitLink.so.12",
            "cache/neuropil/cuda-12.6/libcusparse.so.12",
            "cache/neuropil/cuda-12.6/libcurand.so.10");
    assertThat(found(Map.of())).containsOnly("missing");
  }

  @Test
  void theFolderOfCudaLibs() {
    assertThat(CudaRuntimeFolder.of(Map.of("HOME", "/me")))
        .hasValue(Path.of("/me/.cache/neuropil/cuda-12.6"));
    assertThat(CudaRuntimeFolder.of(Map.of("HOME", "/me", "XDG_CACHE_HOME", "/c")))
        .hasValue(Path.of("/c/neuropil/cuda-12.6"));
    assertThat(CudaRuntimeFolder.of(Map.of("HOME", "/me", "XDG_CACHE_HOME", "c")))
        .hasValue(Path.of("/me/.cache/neuropil/cuda-12.6"));
    assertThat(CudaRuntimeFolder.of(Map.of("HOME", " "))).isEmpty();
  }

  /** The wheels of PyTorch for CUDA 12: a folder for each component. */
  @Test
  void wheelsOfCuda12() throws IOException {
    String nvidia = "venv/lib/python3.12/site-packages/nvidia/";
    file(nvidia + "cublas/lib/libcublas.so.12");
    file(nvidia + "cublas/lib/libcublasLt.so.12");
    file(nvidia + "cusparse/lib/libcusparse.so.12");
    file(nvidia + "nvjitlink/lib/libnvJitLink.so.12");
    file(nvidia + "curand/lib/libcurand.so.10");
    assertThat(found(Map.of("VIRTUAL_ENV", root.resolve("venv").toString())))
        .containsExactly(
            nvidia + "cublas/lib/libcublasLt.so.12",
            nvidia + "cublas/lib/libcublas.so.12",
            nvidia + "nvjitlink/lib/libnvJitLink.so.12",
            nvidia + "cusparse/lib/libcusparse.so.12",
            nvidia + "curand/lib/libcurand.so.10");
    // Debian's Python, and a user's own packages.
    file("usr/lib/python3/dist-packages/nvidia/curand/lib/libcurand.so.10");
    assertThat(found(Map.of()).getLast())
        .isEqualTo("usr/lib/python3/dist-packages/nvidia/curand/lib/libcurand.so.10");
    file("me/.local/lib/python3.13/site-packages/nvidia/curand/lib/libcurand.so.10");
    assertThat(found(Map.of("HOME", root.resolve("me").toString())).getLast())
        .isEqualTo("me/.local/lib/python3.13/site-packages/nvidia/curand/lib/libcurand.so.10");
  }

  /** The wheels of PyTorch for CUDA 13: one folder for all. */
  @Test
  void wheelsOfCuda13() throws IOException {
    String folder = "venv/lib/python3.12/site-packages/nvidia/cu13/lib/";
    file(folder + "libcublas.so.13");
    file(folder + "libcublasLt.so.13");
    file(folder + "libcusparse.so.12");
    file(folder + "libnvJitLink.so.13");
    file(folder + "libcurand.so.10");
    file("venv/bin/python3");
    // Not activated, but the python3 of the shell.
    Map<String, String> environment = Map.of("PATH", "/nowhere:" + root.resolve("venv/bin"));
    assertThat(found(environment))
        .containsExactly(
            folder + "libcublasLt.so.13",
            folder + "libcublas.so.13",
            folder + "libnvJitLink.so.13",
            folder + "libcusparse.so.12",
            folder + "libcurand.so.10");
    assertThat(CudaLibraries.foreignBlas(outcomes(environment)))
        .hasValue(root.resolve(folder + "libcublas.so.13").toString());
    // JCublas can use that of CUDA 12, so it is preferred wherever it is.
    file("usr/local/cuda-12.4/lib64/libcublas.so.12");
    assertThat(CudaLibraries.foreignBlas(outcomes(environment))).isEmpty();
  }

  @Test
  void aToolkitOfCuda13Alone() throws IOException {
    String folder = "usr/local/cuda-13.0/lib64/";
    file(folder + "libcublas.so.13");
    file(folder + "libcublasLt.so.13");
    file(folder + "libcusparse.so.12");
    file(folder + "libnvJitLink.so.13");
    file(folder + "libcurand.so.10");
    assertThat(found(Map.of()))
        .containsExactly(
            folder + "libcublasLt.so.13",
            folder + "libcublas.so.13",
            folder + "libnvJitLink.so.13",
            folder + "libcusparse.so.12",
            folder + "libcurand.so.10");
    assertThat(CudaLibraries.foreignBlas(outcomes(Map.of())))
        .hasValue(root.resolve(folder + "libcublas.so.13").toString());
  }

  /** Each library in turn is taken away from a complete folder. */
  @Test
  void eachMissingLibraryIsNamed() throws IOException {
    Map<String, String> environment = Map.of("NEUROPIL_CUDA_LIBS", root.resolve("own").toString());
    for (String name : CudaRuntimeFolder.fileNames()) {
      file("own/" + name);
    }
    assertThat(outcomes(environment)).allMatch(CudaLibraries.Outcome::loaded);
    for (CudaLibraries.Library library : CudaLibraries.Library.values()) {
      Path gone = root.resolve("own").resolve(library.fileName());
      Files.delete(gone);
      List<CudaLibraries.Outcome> bad =
          outcomes(environment).stream().filter(outcome -> !outcome.loaded()).toList();
      assertThat(bad)
          .singleElement()
          .satisfies(outcome -> {
            assertThat(outcome.library()).isEqualTo(library);
            assertThat(outcome.where()).startsWith(library.fileName()).endsWith(" was not found");
          });
      Files.writeString(gone, "");
    }
  }

  /** The real loader: what is no library is refused in one line. */
  @Test
  void aFileThatIsNoLibraryIsRefused() throws IOException {
    Path own = folder("own/libcurand.so.10");
    Files.writeString(own.resolve("libcurand.so.10"), "<html>404 Not Found</html>".repeat(20));
    List<CudaLibraries.Outcome> outcomes =
        new CudaLibraries(Map.of("NEUROPIL_CUDA_LIBS", own.toString()), root).load();
    assertThat(outcomes.getLast().loaded()).isFalse();
    assertThat(outcomes.getLast().where())
        .startsWith(own.resolve("libcurand.so.10") + " cannot be loaded: ")
        .contains("invalid ELF header")
        .doesNotContain("\n");
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
    assertThat(CudaLibraries.oneLine(new NoClassDefFoundError())).isEqualTo("NoClassDefFoundError");
    NoClassDefFoundError again = new NoClassDefFoundError("Could not initialize class jcuda.JCuda");
    again.initCause(new ExceptionInInitializerError("Exception java.lang.Error: " + message));
    assertThat(CudaLibraries.oneLine(again)).contains("libcublas.so.12: cannot open shared object");
  }
}
