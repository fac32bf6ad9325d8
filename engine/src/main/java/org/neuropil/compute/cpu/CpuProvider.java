package org.neuropil.compute.cpu;

import java.util.Optional;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.BackendProvider;
import org.neuropil.compute.Precision;

/** Makes the CPU back end known. */
public final class CpuProvider implements BackendProvider {
  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public Optional<String> refusal(BackendOptions options) {
    if (options.precision() != Precision.FP32) {
      return Optional.of("the CPU computes in fp32 only, not " + options.precision());
    }
    return OpenBlas.isAvailable()
        ? Optional.empty()
        : Optional.of("OpenBLAS " + OpenBlas.describe());
  }

  @Override
  public Backend open(BackendOptions options) {
    int usable = Runtime.getRuntime().availableProcessors();
    return new CpuBackend(options.threads() > 0 ? options.threads() : usable);
  }
}
