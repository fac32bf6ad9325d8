package org.neuropil.compute.cuda;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the parameter lists of the kernels out of PTX text. */
final class PtxSignatures {
  private static final Pattern ENTRY = Pattern.compile("\\.entry\\s+(\\w+)\\s*\\(([^)]*)\\)");
  private static final Pattern PARAMETER = Pattern.compile("\\.param\\s+\\.(\\w)(\\d+)");

  private PtxSignatures() {}

  /**
   * By name of the kernel: one letter per parameter, l (64 bits), i (32 bits), f and d (floats).
   */
  static Map<String, String> read(String ptx) {
    Map<String, String> signatures = new HashMap<>();
    Matcher entry = ENTRY.matcher(ptx);
    while (entry.find()) {
      StringBuilder letters = new StringBuilder();
      Matcher parameter = PARAMETER.matcher(entry.group(2));
      while (parameter.find()) {
        boolean wide = parameter.group(2).equals("64");
        letters.append(parameter.group(1).equals("f") ? (wide ? 'd' : 'f') : wide ? 'l' : 'i');
      }
      signatures.put(entry.group(1), letters.toString());
    }
    return signatures;
  }
}
