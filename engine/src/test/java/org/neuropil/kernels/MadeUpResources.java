package org.neuropil.kernels;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** Builds that never were, for tests of what is said about them. */
public final class MadeUpResources {
  private MadeUpResources() {}

  /**
   * A build that left these facts and no PTX.
   *
   * @param facts lines of its build.properties, e.g. "reason=nvcc was not found"
   */
  public static KernelResources of(String facts) {
    return KernelResources.load(path ->
        path.equals("build.properties")
            ? new ByteArrayInputStream(facts.getBytes(StandardCharsets.US_ASCII))
            : null);
  }
}
