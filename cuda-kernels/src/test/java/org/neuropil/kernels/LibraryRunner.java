package org.neuropil.kernels;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Calls the emulated kernels in this process through the foreign-function API. */
@SuppressWarnings("restricted")
final class LibraryRunner {
  private final MethodHandle launch;
  private final MethodHandle signature;

  LibraryRunner(Path library) {
    SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
    Linker linker = Linker.nativeLinker();
    launch =
        linker.downcallHandle(
            symbols.findOrThrow("emulation_launch"),
            FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    signature =
        linker.downcallHandle(
            symbols.findOrThrow("emulation_signature"), FunctionDescriptor.of(ADDRESS, ADDRESS));
  }

  /** Letters of the kernel's arguments. */
  String signature(String kernel) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = (MemorySegment) signature.invokeExact(arena.allocateFrom(kernel));
      return text.equals(MemorySegment.NULL) ? "none" : string(text);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a kernel and leaves the results in the arrays. */
  void launch(
      String kernel, Arguments.Dims dims, int sharedBytes, boolean descending, Arguments args) {
    try (Arena arena = Arena.ofConfined()) {
      List<MemorySegment> copies = new ArrayList<>();
      for (MemorySegment array : args.memory()) {
        copies.add(arena.allocate(array.byteSize(), 16).copyFrom(array));
      }
      MemorySegment slots = arena.allocate(JAVA_LONG, Math.max(1, args.count()));
      MemorySegment pointers = arena.allocate(ADDRESS, Math.max(1, args.count()));
      for (int a = 0; a < args.count(); a++) {
        long value = args.value(a);
        if (args.signature().charAt(a) == 'p') {
          value = value < 0 ? 0 : copies.get((int) value).address() + args.offset(a);
        }
        slots.setAtIndex(JAVA_LONG, a, value);
        pointers.setAtIndex(ADDRESS, a, slots.asSlice(8L * a));
      }
      MemorySegment message =
          (MemorySegment)
              launch.invokeExact(
                  arena.allocateFrom(kernel),
                  arena.allocateFrom(JAVA_INT, dims.all()),
                  sharedBytes,
                  descending ? 1 : 0,
                  pointers);
      if (!message.equals(MemorySegment.NULL)) {
        throw new EmulationFailure(kernel + ": " + string(message));
      }
      for (int n = 0; n < copies.size(); n++) {
        args.memory().get(n).copyFrom(copies.get(n));
      }
    } catch (EmulationFailure e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static String string(MemorySegment text) {
    return text.reinterpret(Long.MAX_VALUE).getString(0);
  }
}
