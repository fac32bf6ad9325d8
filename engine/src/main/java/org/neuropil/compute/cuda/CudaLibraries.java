package org.neuropil.compute.cuda;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds NVIDIA's libraries where users have them and loads them by absolute path before the first
 * JCuda class asks for them: the dynamic linker then takes the loaded ones, whatever
 * LD_LIBRARY_PATH says.
 *
 * <p>Order of the search: NEUROPIL_CUDA_LIBS (folders separated by colons), $CUDA_HOME/lib64, every
 * cuda-12* and cuda-13* under /usr/local, newest first, $CONDA_PREFIX/lib, the nvidia wheels of the
 * Pythons at hand, the folder of the command cuda-libs, at last the dynamic linker's own search.
 */
final class CudaLibraries {
  /** A library of NVIDIA's: its file names, the preferred one first, and where users get it. */
  enum Library {
    /** Part of cuBLAS, which finds it beside itself; loaded first to be on the safe side. */
    CUBLAS_LT(true, "nvidia-cublas-cu12", "libcublasLt.so.12", "libcublasLt.so.13"),
    /** Dense products. That of CUDA 13 is bound without JCublas, see {@link ForeignGemm}. */
    CUBLAS(false, "nvidia-cublas-cu12", "libcublas.so.12", "libcublas.so.13"),
    /** What cuSPARSE links kernels with. Its first releases do without. */
    NVJITLINK(true, "nvidia-nvjitlink-cu12", "libnvJitLink.so.12", "libnvJitLink.so.13"),
    /** Sparse products; CUDA 13 keeps the name. */
    CUSPARSE(false, "nvidia-cusparse-cu12", "libcusparse.so.12"),
    /** Random numbers; the name has not changed since CUDA 10. */
    CURAND(false, "nvidia-curand-cu12", "libcurand.so.10");

    private final boolean helper;
    private final String wheel;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> fileNames;

    Library(boolean helper, String wheel, String... fileNames) {
      this.helper = helper;
      this.wheel = wheel;
      this.fileNames = List.of(fileNames);
    }

    /** True where only other libraries need it, and tell if they do. */
    boolean helper() {
      return helper;
    }

    /** Name of the preferred file, e.g. "libcublas.so.12". */
    String fileName() {
      return fileNames.getFirst();
    }

    /** What to do where it is missing. */
    String remedy() {
      return helper
          ? "needed only if another library asks for it"
          : "run 'neuropil cuda-libs', or install the CUDA 12 toolkit, or 'pip install "
              + wheel
              + "', or name the folder that holds it in NEUROPIL_CUDA_LIBS";
    }
  }

  private final Map<String, String> environment;
  private final Path root;

  /** The libraries of this machine. */
  CudaLibraries() {
    this(System.getenv(), Path.of("/"));
  }

  /** A search with another environment and another root of the file system, for tests. */
  CudaLibraries(Map<String, String> environment, Path root) {
    this.environment = environment;
    this.root = root;
  }

  /** The folders that are searched, in order; those that exist, each once. */
  List<Path> folders() {
    Set<Path> folders = new LinkedHashSet<>();
    for (String part : environment.getOrDefault("NEUROPIL_CUDA_LIBS", "").split(":")) {
      if (!part.isBlank()) {
        folders.add(Path.of(part));
      }
    }
    variable("CUDA_HOME").ifPresent(home -> folders.add(home.resolve("lib64")));
    Path local = root.resolve("usr/local");
    matching(local, "cuda-12*").forEach(cuda -> folders.add(cuda.resolve("lib64")));
    matching(local, "cuda-13*").forEach(cuda -> folders.add(cuda.resolve("lib64")));
    variable("CONDA_PREFIX").ifPresent(prefix -> folders.add(prefix.resolve("lib")));
    for (Path python : pythonFolders()) {
      for (Path packages : matching(python, "{site,dist}-packages")) {
        for (Path component : matching(packages.resolve("nvidia"), "*")) {
          folders.add(component.resolve("lib"));
        }
      }
    }
    CudaRuntimeFolder.of(environment).ifPresent(folders::add);
    return folders.stream().filter(Files::isDirectory).toList();
  }

  private List<Path> pythonFolders() {
    List<Path> prefixes = new ArrayList<>();
    variable("VIRTUAL_ENV").ifPresent(prefixes::add);
    variable("CONDA_PREFIX").ifPresent(prefixes::add);
    // The prefix of each python3 that the shell would find: that of an environment not activated.
    for (String folder : environment.getOrDefault("PATH", "").split(":")) {
      Path python = Path.of(folder).resolve("python3");
      Path prefix = Path.of(folder).getParent();
      if (prefix != null && Files.exists(python)) {
        prefixes.add(prefix);
      }
    }
    variable("HOME").ifPresent(home -> prefixes.add(home.resolve(".local")));
    prefixes.add(root.resolve("usr/local"));
    prefixes.add(root.resolve("usr"));
    List<Path> pythons = new ArrayList<>();
    prefixes.forEach(prefix -> pythons.addAll(matching(prefix.resolve("lib"), "python3*")));
    return pythons;
  }

  private Optional<Path> variable(String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? Optional.empty() : Optional.of(Path.of(value));
  }

  /** Entries of a folder that match a pattern, last name first: newer versions before older. */
  private static List<Path> matching(Path folder, String glob) {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
        entries.forEach(found::add);
      } catch (IOException e) {
        // A folder that cannot be read holds nothing for us; the library will be reported missing.
        return List.of();
      }
    }
    found.sort(Collections.reverseOrder());
    return found;
  }

  /** The first file of this name in the folders. */
  Optional<Path> find(String fileName) {
    return folders().stream()
        .map(f -> f.resolve(fileName))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /**
   * What became of one library.
   *
   * @param loaded true if the process has it now
   * @param where its path, or its name where the dynamic linker found it, or why it is missing
   */
  record Outcome(Library library, boolean loaded, String where) {
    /** True for a cuBLAS that JCublas cannot use. */
    boolean foreign() {
      return library == Library.CUBLAS && loaded && where.endsWith(".so.13");
    }
  }

  /** The cuBLAS to bind without JCublas, if that is the one there is. */
  static Optional<String> foreignBlas(List<Outcome> outcomes) {
    return outcomes.stream().filter(Outcome::foreign).map(Outcome::where).findFirst();
  }

  /** Loads all, dependencies first. */
  List<Outcome> load() {
    return load(CudaLibraries::loadFile, CudaLibraries::loadByName);
  }

  /**
   * The same with other means of loading, for tests.
   *
   * @param loadFile loads a path and returns an empty text, or why that failed
   * @param loadByName true if the dynamic linker finds and loads a file of this name
   */
  List<Outcome> load(Function<Path, String> loadFile, Predicate<String> loadByName) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Library library : Library.values()) {
      outcomes.add(load(library, loadFile, loadByName));
    }
    return outcomes;
  }

  private Outcome load(
      Library library, Function<Path, String> loadFile, Predicate<String> loadByName) {
    for (String fileName : library.fileNames) {
      Optional<Path> path = find(fileName);
      if (path.isPresent()) {
        String failure = loadFile.apply(path.get());
        return failure.isEmpty()
            ? new Outcome(library, true, path.get().toString())
            : new Outcome(library, false, path.get() + " cannot be loaded: " + failure);
      }
      if (loadByName.test(fileName)) {
        return new Outcome(library, true, fileName);
      }
    }
    String others = String.join(" or ", library.fileNames);
    return new Outcome(library, false, others + " was not found");
  }

  @SuppressWarnings("restricted") // Started with --enable-native-access.
  private static String loadFile(Path path) {
    try {
      System.load(path.toAbsolutePath().toString());
      return "";
    } catch (LinkageError e) {
      return oneLine(e);
    }
  }

  @SuppressWarnings("restricted")
  private static boolean loadByName(String fileName) {
    try {
      SymbolLookup.libraryLookup(fileName, Arena.global());
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The one line of a linkage error that says something: JCuda's messages hold whole stack traces,
   * and a class that failed to load once names the reason only in the causes from then on.
   */
  static String oneLine(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      Optional<String> line =
          lines(cause).filter(l -> l.contains("cannot open shared object file")).findFirst();
      if (line.isPresent()) {
        return line.get();
      }
    }
    return lines(error).findFirst().orElse(error.getClass().getSimpleName());
  }

  private static Stream<String> lines(Throwable error) {
    String message = error.getMessage();
    return message == null
        ? Stream.empty()
        : message.lines().map(String::strip).filter(line -> !line.isEmpty());
  }
}
