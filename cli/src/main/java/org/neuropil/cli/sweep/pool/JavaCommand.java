package org.neuropil.cli.sweep.pool;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How to start another process of this program: the same virtual machine, flags and class path.
 *
 * @param jvm the virtual machine and its flags, without those of the heap
 * @param program class path, main class and arguments
 */
public record JavaCommand(List<String> jvm, List<String> program) {
  private static final List<String> NOT_INHERITED =
      List.of(
          "-Xmx",
          "-Xms",
          "-XX:MaxRAM",
          "-XX:InitialRAM",
          "-XX:ErrorFile",
          "-javaagent",
          "-agent",
          "-Xrunjdwp",
          "-Dneuropil.stderr",
          "-Dneuropil.tty",
          "-Dcom.sun.management");

  /** A worker like this process. */
  public static JavaCommand worker() {
    List<String> jvm = new ArrayList<>();
    jvm.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (NOT_INHERITED.stream().noneMatch(flag::startsWith)) {
        jvm.add(flag);
      }
    }
    jvm.add("-Djava.awt.headless=true");
    return new JavaCommand(
        List.copyOf(jvm),
        List.of("-cp", System.getProperty("java.class.path"), "org.neuropil.cli.Main", "worker"));
  }
}
