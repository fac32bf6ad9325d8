package org.neuropil.compute.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this processor is called. */
public final class CpuInfo {
  private CpuInfo() {}

  /** The processor's model name; its architecture where the system does not tell. */
  public static String model() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException missing) {
      return System.getProperty("os.arch");
    }
  }
}
