package org.neuropil.compute.contract;

import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Backend;

/**
 * The back end under test: one open engine that most checks share, since opening one may be slow,
 * and the factory for checks that need an engine of their own.
 */
public final class Tested implements AutoCloseable {
  private final BackendFactory factory;
  private final Backend backend;
  private @Nullable Deviation worst;

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

  /**
   * {@link Tolerance#agree}, and the distance is remembered if it is the largest yet, as part of
   * its limit. Results that must be exact have no limit to be compared with and are not remembered.
   */
  boolean agree(double found, double expected, double tolerance) {
    if (tolerance > 0 && !Double.isNaN(expected) && !Double.isInfinite(expected)) {
      double gap = Math.abs(found - expected);
      double distance = Double.isNaN(gap) ? Double.POSITIVE_INFINITY : gap;
      Deviation before = worst;
      if (before == null || distance / tolerance > before.share()) {
        worst = new Deviation(distance, tolerance);
      }
    }
    return Tolerance.agree(found, expected, tolerance);
  }

  /** The largest deviation since this was last asked; null where nothing was rounded. */
  @Nullable Deviation takeWorst() {
    Deviation taken = worst;
    worst = null;
    return taken;
  }

  @Override
  public void close() {
    backend.close();
  }
}
