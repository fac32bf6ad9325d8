package org.neuropil.cli.verify;

import java.util.List;
import java.util.Optional;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.BackendProvider;
import org.neuropil.compute.reference.ReferenceBackend;

/** What a back end's trainings are held against. */
public final class Controls {
  private Controls() {}

  /**
   * The CPU back end for all others; for itself, and where it cannot be used, plain loops in double
   * precision.
   */
  public static BackendProvider of(
      BackendProvider tested, List<BackendProvider> providers, BackendOptions options) {
    return providers.stream()
        .filter(provider -> provider.name().equals("cpu") && !tested.name().equals("cpu"))
        .filter(provider -> provider.refusal(options).isEmpty())
        .findFirst()
        .orElseGet(Reference::new);
  }

  private static final class Reference implements BackendProvider {
    @Override
    public String name() {
      return "reference";
    }

    @Override
    public int rank() {
      return -1;
    }

    @Override
    public Optional<String> refusal(BackendOptions options) {
      return Optional.empty();
    }

    @Override
    public Backend open(BackendOptions options) {
      return new ReferenceBackend();
    }
  }
}
