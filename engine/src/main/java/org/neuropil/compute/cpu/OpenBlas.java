package org.neuropil.compute.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.UserError;

/**
 * Single-precision matrix products by OpenBLAS, called through the foreign-function interface on
 * heap arrays without copying. OpenBLAS itself runs on one thread per call; the thread team divides
 * the work, so that the division, and with it every bit of the result, does not depend on the
 * number of threads.
 */
public final class OpenBlas {
  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANSPOSE = 111;
  private static final int TRANSPOSE = 112;

  /** What loading led to: the library, or why there is none. */
  private record Loaded(@Nullable OpenBlas library, List<String> attempts) {}

  private static final Loaded LOADED = load();

  private final MethodHandle sgemm;
  private final String description;

  private OpenBlas(SymbolLookup lookup, String where) throws Throwable {
    Linker linker = Linker.nativeLinker();
    ValueLayout.OfInt i = ValueLayout.JAVA_INT;
    ValueLayout.OfFloat f = ValueLayout.JAVA_FLOAT;
    var p = ValueLayout.ADDRESS;
    // critical(true): heap arrays are passed as they are; the collector waits for the call, which
    // lasts milliseconds.
    sgemm =
        linker.downcallHandle(
            lookup.findOrThrow("cblas_sgemm"),
            FunctionDescriptor.ofVoid(i, i, i, i, i, i, f, p, i, p, i, f, p, i),
            Linker.Option.critical(true));
    MethodHandle setThreads =
        linker.downcallHandle(
            lookup.findOrThrow("openblas_set_num_threads"), FunctionDescriptor.ofVoid(i));
    setThreads.invokeExact(1);
    MethodHandle config =
        linker.downcallHandle(lookup.findOrThrow("openblas_get_config"), FunctionDescriptor.of(p));
    MethodHandle core =
        linker.downcallHandle(
            lookup.findOrThrow("openblas_get_corename"), FunctionDescriptor.of(p));
    description =
        text((MemorySegment) config.invokeExact()).split(" ")[0]
            + " "
            + version((MemorySegment) config.invokeExact())
            + " ("
            + text((MemorySegment) core.invokeExact())
            + ", "
            + where
            + ")";
  }

  private static String version(MemorySegment config) {
    String[] words = text(config).split(" ");
    return words.length > 1 ? words[1] : "";
  }

  private static String text(MemorySegment pointer) {
    return pointer.reinterpret(4096).getString(0);
  }

  /**
   * The library.
   *
   * @throws UserError environment, where none could be loaded
   */
  public static OpenBlas get() {
    OpenBlas library = LOADED.library;
    if (library == null) {
      throw UserError.environment(
          "OpenBLAS could not be loaded: " + String.join("; ", LOADED.attempts),
          "install libopenblas0 or name the library with -Dneuropil.openblas=FILE");
    }
    return library;
  }

  /** Name, version, processor kernels and origin; or each attempt that failed. */
  public static String describe() {
    OpenBlas library = LOADED.library;
    return library != null
        ? library.description
        : "not found: " + String.join("; ", LOADED.attempts);
  }

  /** True when a library was found. */
  public static boolean isAvailable() {
    return LOADED.library != null;
  }

  /**
   * {@code C = alpha op(A) op(B) + beta C}, all row-major; op(A) is [m x k], op(B) [k x n], C [m x
   * n]. Offsets and leading dimensions count floats.
   */
  void gemm(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float beta,
      float[] c,
      int cOffset,
      int ldc) {
    if (m == 0 || n == 0) {
      return;
    }
    try {
      sgemm.invokeExact(
          ROW_MAJOR,
          transposeA ? TRANSPOSE : NO_TRANSPOSE,
          transposeB ? TRANSPOSE : NO_TRANSPOSE,
          m,
          n,
          k,
          1f,
          at(a, aOffset),
          lda,
          at(b, bOffset),
          ldb,
          beta,
          at(c, cOffset),
          ldc);
    } catch (Throwable problem) {
      throw new IllegalStateException("cblas_sgemm", problem);
    }
  }

  private static MemorySegment at(float[] array, int offset) {
    return MemorySegment.ofArray(array).asSlice(4L * offset);
  }

  private static Loaded load() {
    List<String> attempts = new ArrayList<>();
    String named = System.getProperty("neuropil.openblas");
    if (named != null) {
      OpenBlas library = tryFile(Path.of(named), attempts);
      return new Loaded(library, attempts);
    }
    String natives = System.getProperty("neuropil.native");
    if (natives != null) {
      Path folder = Path.of(natives).toAbsolutePath();
      // The bundled library needs these three; loading them first spares a search path.
      for (String needed : List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5")) {
        preload(folder.resolve(needed));
      }
      OpenBlas library = tryFile(folder.resolve("libopenblas.so.0"), attempts);
      if (library != null) {
        return new Loaded(library, attempts);
      }
    }
    for (String name : List.of("libopenblas.so.0", "libopenblas.so")) {
      OpenBlas library = tryLookup(name, attempts);
      if (library != null) {
        return new Loaded(library, attempts);
      }
    }
    return new Loaded(null, attempts);
  }

  private static void preload(Path file) {
    if (Files.exists(file)) {
      try {
        System.load(file.toString());
      } catch (UnsatisfiedLinkError ignored) {
        // The system's own copy may serve; if not, loading OpenBLAS itself says what is missing.
        return;
      }
    }
  }

  private static @Nullable OpenBlas tryFile(Path file, List<String> attempts) {
    if (!Files.exists(file)) {
      attempts.add("no " + file);
      return null;
    }
    return tryLookup(file.toAbsolutePath().toString(), attempts);
  }

  private static @Nullable OpenBlas tryLookup(String name, List<String> attempts) {
    try {
      SymbolLookup lookup =
          name.contains("/")
              ? SymbolLookup.libraryLookup(Path.of(name), Arena.global())
              : SymbolLookup.libraryLookup(name, Arena.global());
      return new OpenBlas(lookup, name);
    } catch (Throwable problem) {
      attempts.add(name + ": " + problem.getMessage());
      return null;
    }
  }
}
