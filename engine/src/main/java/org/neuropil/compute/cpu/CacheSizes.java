package org.neuropil.compute.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Sizes of a core's own caches in bytes. They steer the tiling only, never a result, so a wrong
 * guess costs time and nothing else.
 */
final class CacheSizes {
  /** First-level data cache. */
  static final int L1 = read("index0", 32 << 10);

  /** Second-level cache. */
  static final int L2 = read("index2", 512 << 10);

  private CacheSizes() {}

  private static int read(String index, int otherwise) {
    Path file = Path.of("/sys/devices/system/cpu/cpu0/cache", index, "size");
    try {
      String text = Files.readString(file).strip();
      int unit = text.endsWith("K") ? 1 << 10 : text.endsWith("M") ? 1 << 20 : 1;
      String digits = unit == 1 ? text : text.substring(0, text.length() - 1);
      long bytes = Long.parseLong(digits) * unit;
      return bytes >= 8 << 10 && bytes <= 64 << 20 ? (int) bytes : otherwise;
    } catch (IOException | NumberFormatException e) {
      return otherwise;
    }
  }
}
