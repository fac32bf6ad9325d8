package org.neuropil.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The PTX of the kernels as the build left it: one text per module (source file) and architecture,
 * or the reason why there is none.
 */
public final class KernelResources {
  private static final String FOLDER = "/org/neuropil/kernels/ptx/";

  /** Where the files come from. */
  interface Source {
    /** The file at a path relative to the folder of the PTX, or null. */
    @Nullable InputStream open(String path);
  }

  private final Source source;
  private final Properties facts;

  private KernelResources(Source source, Properties facts) {
    this.source = source;
    this.facts = facts;
  }

  /** The resources of this build. */
  public static KernelResources load() {
    return load(path -> KernelResources.class.getResourceAsStream(FOLDER + path));
  }

  /** The resources of another build. */
  static KernelResources load(Source source) {
    Properties facts = new Properties();
    try (InputStream in = source.open("build.properties")) {
      if (in == null) {
        facts.setProperty("reason", "this build of Neuropil carries no kernels");
      } else {
        facts.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new KernelResources(source, facts);
  }

  /** Version of the nvcc that compiled the kernels, e.g. "13.0.88"; empty if none did. */
  public Optional<String> nvccVersion() {
    return Optional.ofNullable(facts.getProperty("nvcc"));
  }

  /** SHA-256 of all kernel sources, in hexadecimal; empty if the resource is missing. */
  public Optional<String> sourcesSha256() {
    return Optional.ofNullable(facts.getProperty("sources.sha256"));
  }

  /** Compute capabilities with PTX, ascending, e.g. 75, 80, 90; none where nvcc was missing. */
  public int[] architectures() {
    String list = facts.getProperty("architectures", "");
    return list.isEmpty()
        ? new int[0]
        : Arrays.stream(list.split(",")).mapToInt(Integer::parseInt).sorted().toArray();
  }

  /**
   * Why there is no PTX for a device, in plain words, one line.
   *
   * @param capability 10 * major + minor of the device's compute capability
   * @return empty if there is PTX
   */
  public Optional<String> refusal(int capability) {
    int[] architectures = architectures();
    if (architectures.length == 0) {
      return Optional.of(
          "built without kernels: " + facts.getProperty("reason", "the build left no reason"));
    }
    if (capability < architectures[0]) {
      return Optional.of(
          "compute capability "
              + dotted(capability)
              + " is below "
              + dotted(architectures[0])
              + ", the lowest the kernels are compiled for");
    }
    return Optional.empty();
  }

  /**
   * The highest architecture not above the device's.
   *
   * @throws IllegalStateException with the reason if there is none
   */
  public int architectureFor(int capability) {
    refusal(capability)
        .ifPresent(reason -> {
          throw new IllegalStateException(reason);
        });
    return Arrays.stream(architectures()).filter(a -> a <= capability).max().orElseThrow();
  }

  /**
   * The PTX text of a module, e.g. "spmm", for a device.
   *
   * @throws IllegalStateException with the reason if there is none
   */
  public String ptx(String module, int capability) {
    String path = architectureFor(capability) + "/" + module + ".ptx";
    try (InputStream in = source.open(path)) {
      if (in == null) {
        throw new IllegalStateException("the build left no " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String dotted(int capability) {
    return capability / 10 + "." + capability % 10;
  }
}
