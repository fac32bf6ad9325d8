package org.neuropil.compute.contract;

import org.neuropil.compute.Backend;

/** Opens engines of the kind under test. */
@FunctionalInterface
public interface BackendFactory {
  /** A new engine; the caller closes it. */
  Backend open();
}
