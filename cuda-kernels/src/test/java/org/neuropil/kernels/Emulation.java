package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Launches a kernel three times on the same data and demands the same bits: in this process with
 * threads in ascending and in descending order, and under the address sanitizer.
 */
final class Emulation {
  private static @Nullable Emulation instance;
  private static Path base = EmulatorBuild.base();

  private final LibraryRunner library;
  private final DriverRunner driver;

  private Emulation(LibraryRunner library, DriverRunner driver) {
    this.library = library;
    this.driver = driver;
  }

  /** The emulation; skips the calling test, with the reason, where there is none. */
  static synchronized Emulation get() {
    Emulation emulation = instance;
    if (emulation == null) {
      try {
        EmulatorBuild.Result built = EmulatorBuild.build(base);
        if (built.library() == null || built.driver() == null) {
          System.out.println("skipped: " + built.reason());
          Assumptions.abort(built.reason());
        }
        emulation =
            new Emulation(new LibraryRunner(built.library()), new DriverRunner(built.driver()));
      } catch (IOException e) {
        throw new AssertionError(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
      instance = emulation;
    }
    return emulation;
  }

  /** From now on the kernels of another folder, laid out like the module. */
  static synchronized void use(Path folder) {
    Emulation emulation = instance;
    if (emulation != null) {
      emulation.driver.close();
    }
    instance = null;
    base = folder;
  }

  LibraryRunner library() {
    return library;
  }

  DriverRunner driver() {
    return driver;
  }

  /** Runs with one thread per element, {@code block} threads a block. */
  void flat(String kernel, long threads, int block, @Nullable Object... args) {
    int grid = (int) Math.max(1, (threads + block - 1) / block);
    launch(kernel, new Arguments.Dims(grid, 1, block, 1), 0, args);
  }

  /** Runs with one warp per row, {@code warps} rows a block. */
  void rows(String kernel, int rows, int warps, @Nullable Object... args) {
    int grid = Math.max(1, (rows + warps - 1) / warps);
    launch(kernel, new Arguments.Dims(grid, 1, 32, warps), 0, args);
  }

  /** Runs a kernel and leaves the results in the arrays. */
  void launch(String kernel, Arguments.Dims dims, int sharedBytes, @Nullable Object... args) {
    Arguments arguments = new Arguments(args);
    assertThat(arguments.signature()).as(kernel).isEqualTo(library.signature(kernel));
    List<byte[]> before = snapshot(arguments);
    // First where a write outside the arrays does no harm to this process.
    driver.launch(kernel, dims, sharedBytes, arguments);
    List<byte[]> sanitized = snapshot(arguments);
    restore(arguments, before);
    library.launch(kernel, dims, sharedBytes, true, arguments);
    List<byte[]> descending = snapshot(arguments);
    restore(arguments, before);
    library.launch(kernel, dims, sharedBytes, false, arguments);
    List<byte[]> ascending = snapshot(arguments);
    for (int n = 0; n < before.size(); n++) {
      assertThat(descending.get(n))
          .as("%s, threads in descending order", kernel)
          .isEqualTo(ascending.get(n));
      assertThat(sanitized.get(n))
          .as("%s, under the address sanitizer", kernel)
          .isEqualTo(ascending.get(n));
    }
  }

  private static List<byte[]> snapshot(Arguments arguments) {
    List<byte[]> bytes = new ArrayList<>();
    for (MemorySegment array : arguments.memory()) {
      bytes.add(array.toArray(ValueLayout.JAVA_BYTE));
    }
    return bytes;
  }

  private static void restore(Arguments arguments, List<byte[]> bytes) {
    for (int n = 0; n < bytes.size(); n++) {
      arguments.memory().get(n).copyFrom(MemorySegment.ofArray(bytes.get(n)));
    }
  }
}
