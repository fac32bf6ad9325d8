package org.neuropil.compute.cuda;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the command {@code cuda-libs} puts NVIDIA's run-time libraries for machines that have a
 * driver and no toolkit, and where the search for libraries finds them without being told.
 */
public final class CudaRuntimeFolder {
  private CudaRuntimeFolder() {}

  /**
   * The user's folder: {@code neuropil/cuda-12.6} in $XDG_CACHE_HOME or, without it, in ~/.cache.
   *
   * @param environment the variables of the process
   * @return empty where neither XDG_CACHE_HOME nor HOME is an absolute path
   */
  public static Optional<Path> of(Map<String, String> environment) {
    return absolute(environment, "XDG_CACHE_HOME")
        .or(() -> absolute(environment, "HOME").map(home -> home.resolve(".cache")))
        .map(cache -> cache.resolve("neuropil").resolve("cuda-12.6"));
  }

  /** The files that the back end loads, those of CUDA 12. */
  public static List<String> fileNames() {
    return Arrays.stream(CudaLibraries.Library.values())
        .map(CudaLibraries.Library::fileName)
        .toList();
  }

  /** The rules for XDG folders say to ignore what is not absolute. */
  private static Optional<Path> absolute(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .filter(value -> !value.isBlank())
        .map(Path::of)
        .filter(Path::isAbsolute);
  }
}
