package org.neuropil.kernels;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Runs the emulated kernels under the address sanitizer, in a process of their own. */
final class DriverRunner {
  private final Path driver;
  private final Path errors;
  private @Nullable Process process;

  DriverRunner(Path driver) {
    this.driver = driver;
    this.errors = driver.resolveSibling("driver-" + ProcessHandle.current().pid() + ".log");
    errors.toFile().deleteOnExit();
  }

  /** Runs a kernel and leaves the results in the arrays. */
  void launch(String kernel, Arguments.Dims dims, int sharedBytes, Arguments args) {
    Process running = process();
    try {
      OutputStream out = new BufferedOutputStream(running.getOutputStream(), 1 << 16);
      byte[] name = kernel.getBytes(StandardCharsets.US_ASCII);
      ints(out, name.length);
      out.write(name);
      ints(out, dims.all());
      ints(out, sharedBytes, 0, args.memory().size());
      for (MemorySegment array : args.memory()) {
        longs(out, array.byteSize());
        out.write(array.toArray(ValueLayout.JAVA_BYTE));
      }
      ints(out, args.count());
      for (int a = 0; a < args.count(); a++) {
        out.write(args.signature().charAt(a));
        longs(out, args.value(a), args.offset(a));
      }
      out.flush();
      InputStream in = running.getInputStream();
      int length = ByteBuffer.wrap(bytes(in, 4)).order(ByteOrder.nativeOrder()).getInt();
      String message = new String(bytes(in, length), StandardCharsets.US_ASCII);
      for (MemorySegment array : args.memory()) {
        array.copyFrom(MemorySegment.ofArray(bytes(in, Math.toIntExact(array.byteSize()))));
      }
      if (!message.isEmpty()) {
        throw new EmulationFailure(kernel + ": " + message);
      }
    } catch (IOException e) {
      // The pipe broke: a sanitizer has ended the process and written why.
      process = null;
      throw new EmulationFailure(kernel + ": " + report(running));
    }
  }

  /** Ends the process; a later launch starts another. */
  void close() {
    Process running = process;
    if (running != null) {
      running.destroy();
      process = null;
    }
  }

  private String report(Process ended) {
    try {
      ended.waitFor();
      return Files.readString(errors);
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private Process process() {
    Process running = process;
    if (running == null || !running.isAlive()) {
      try {
        ProcessBuilder builder = new ProcessBuilder(driver.toString());
        builder.environment().put("ASAN_OPTIONS", "detect_stack_use_after_return=0:color=never");
        running = builder.redirectError(errors.toFile()).start();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      process = running;
      Runtime.getRuntime().addShutdownHook(new Thread(running::destroy));
    }
    return running;
  }

  private static byte[] bytes(InputStream in, int n) throws IOException {
    byte[] bytes = new byte[n];
    new DataInputStream(in).readFully(bytes);
    return bytes;
  }

  private static void ints(OutputStream out, int... values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.nativeOrder());
    bytes.asIntBuffer().put(values);
    out.write(bytes.array());
  }

  private static void longs(OutputStream out, long... values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.nativeOrder());
    bytes.asLongBuffer().put(values);
    out.write(bytes.array());
  }
}
