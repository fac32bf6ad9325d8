package org.neuropil.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.neuropil.cli.machine.BuildInfo;
import org.neuropil.cli.machine.Machine;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.BackendProvider;

/** The examination: the machine, the back ends, and what the engine knows about libraries. */
public final class Doctor {
  private final List<BackendProvider> providers;
  private final Map<String, Supplier<List<Finding>>> libraries;

  /**
   * An examination.
   *
   * @param providers the back ends
   * @param libraries further sections by heading, e.g. "CUDA"
   */
  public Doctor(List<BackendProvider> providers, Map<String, Supplier<List<Finding>>> libraries) {
    this.providers = providers;
    this.libraries = libraries;
  }

  /** The findings by heading. */
  public Map<String, List<Finding>> examine() {
    Map<String, List<Finding>> report = new LinkedHashMap<>();
    report.put("Machine", machine());
    report.put("Java", java());
    report.put("Back ends", backends());
    libraries.forEach((heading, look) -> report.put(heading, guarded(heading, look)));
    return report;
  }

  /** Whether some back end can be used. */
  public boolean usable() {
    return providers.stream().anyMatch(provider -> refusal(provider).isEmpty());
  }

  private static List<Finding> machine() {
    List<Finding> list = new ArrayList<>();
    list.add(Finding.ok("processor", Machine.cpuModel()));
    list.add(Finding.ok("cores", Machine.cores() + " usable by this process"));
    OptionalLong memory = Machine.memoryBytes();
    list.add(
        memory.isPresent()
            ? Finding.ok("memory", Machine.bytes(memory.getAsLong()))
            : Finding.note("memory", "unknown", ""));
    list.add(disk());
    return list;
  }

  private static Finding disk() {
    Path here = Path.of("").toAbsolutePath();
    try {
      long free = Files.getFileStore(here).getUsableSpace();
      String detail = Machine.bytes(free) + " free in " + here;
      return free > 1L << 30
          ? Finding.ok("disk", detail)
          : Finding.note("disk", detail, "runs of large networks need more; use --out elsewhere");
    } catch (IOException e) {
      return Finding.note("disk", "unknown for " + here, "");
    }
  }

  private static List<Finding> java() {
    List<Finding> list = new ArrayList<>();
    list.add(Finding.ok("neuropil", BuildInfo.current().toString().replace("neuropil ", "")));
    list.add(Finding.ok("java", Machine.java()));
    list.add(Finding.ok("largest heap", Machine.bytes(Machine.maxHeapBytes())));
    OptionalInt bits = Machine.vectorBits();
    list.add(
        bits.isPresent()
            ? Finding.ok("vectors", bits.getAsInt() + " bits")
            : Finding.missing(
                "vectors",
                "the vector module is not loaded",
                "start through the launcher 'neuropil', or add --add-modules jdk.incubator.vector"));
    return list;
  }

  private List<Finding> backends() {
    List<Finding> list = new ArrayList<>();
    for (BackendProvider provider : providers) {
      Optional<String> refusal = refusal(provider);
      list.add(
          refusal.isEmpty()
              ? Finding.ok(provider.name(), "usable")
              : Finding.missing(provider.name(), refusal.get(), remedy(provider.name())));
    }
    if (list.isEmpty()) {
      list.add(Finding.missing("none", "no back end in this build", "build neuropil anew"));
    }
    return list;
  }

  private static String remedy(String backend) {
    return backend.equals("cuda")
        ? "only needed for NVIDIA GPUs; see the libraries below"
        : "see the reason";
  }

  private static Optional<String> refusal(BackendProvider provider) {
    try {
      return provider.refusal(BackendOptions.defaults());
    } catch (LinkageError | RuntimeException e) {
      return Optional.of("it fails: " + e);
    }
  }

  /** A doctor must not faint: a section that fails says so. */
  private static List<Finding> guarded(String heading, Supplier<List<Finding>> look) {
    try {
      return look.get();
    } catch (LinkageError | RuntimeException e) {
      return List.of(
          Finding.missing(heading, "cannot be examined: " + e, "run with --debug for details"));
    }
  }
}
