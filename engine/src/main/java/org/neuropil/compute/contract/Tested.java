package org.neuropil.compute.contract;

import org.neuropil.compute.Backend;

/**
 * The back end under test: one open engine that most checks share, since opening one may be slow,
 * and the factory for checks that need an engine of their own.
 */
public final class Tested implements AutoCloseable {
  private final BackendFactory factory;
  private final Backend backend;

  /** Opens the shared engine. */
  public Tested(BackendFactory factory) {
    this.factory = factory;
    this.backend = factory.open();
  }

  /** The shared engine. */
  public Backend backend() {
    return backend;
  }

  /** Opens further engines. */
  public BackendFactory factory() {
    return factory;
  }

  @Override
  public void close() {
    backend.close();
  }
}
