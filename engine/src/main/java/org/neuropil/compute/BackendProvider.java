package org.neuropil.compute;

import java.util.Optional;

/** How a concrete back end makes itself known; found through {@link java.util.ServiceLoader}. */
public interface BackendProvider {
  /** The name users choose it by. */
  String name();

  /** Providers of higher rank are tried first under {@code auto}. */
  int rank();

  /**
   * Empty if the back end can be opened with these options; else the reason in plain words, one
   * line, e.g. "no NVIDIA driver (cudaErrorInsufficientDriver)".
   */
  Optional<String> refusal(BackendOptions options);

  /** Opens an engine. */
  Backend open(BackendOptions options);
}
