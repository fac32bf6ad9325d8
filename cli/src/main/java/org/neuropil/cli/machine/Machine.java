package org.neuropil.cli.machine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;

/** The processor, the memory and the Java of this process. */
public final class Machine {
  private Machine() {}

  /** The processor's name, e.g. "Intel(R) Xeon(R) Gold 6248"; the architecture if it has none. */
  public static String cpuModel() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .filter(model -> !model.isEmpty())
          .findFirst()
          .orElseGet(Machine::architecture);
    } catch (IOException | RuntimeException e) {
      return architecture();
    }
  }

  private static String architecture() {
    return System.getProperty("os.arch", "unknown");
  }

  /** Cores that this process may use. */
  public static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Bits of a vector register; empty where the JVM was started without the vector module. */
  public static OptionalInt vectorBits() {
    try {
      return OptionalInt.of(FloatVector.SPECIES_PREFERRED.vectorBitSize());
    } catch (LinkageError e) {
      return OptionalInt.empty();
    }
  }

  /** Java's version and maker, e.g. "25.0.3 (Eclipse Adoptium)". */
  public static String java() {
    return System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")";
  }

  /** The operating system, e.g. "Linux 6.1.0 amd64". */
  public static String os() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " "
        + architecture();
  }

  /** Bytes of memory of the machine, or of the container where that is less. */
  public static OptionalLong memoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean bean
        ? OptionalLong.of(bean.getTotalMemorySize())
        : OptionalLong.empty();
  }

  /** The largest part of memory that this process has held so far, 0 if unknown. */
  public static long peakMemoryBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  /** The heap's limit in bytes. */
  public static long maxHeapBytes() {
    return Runtime.getRuntime().maxMemory();
  }

  /** Versions for the record of a run. */
  public static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("neuropil", BuildInfo.current().version());
    versions.put("commit", BuildInfo.current().commit());
    versions.put("java", java());
    versions.put("os", os());
    versions.put("cpu", cpuModel());
    return versions;
  }

  /** Bytes in words, e.g. "15.6 GiB". */
  public static String bytes(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
  }
}
