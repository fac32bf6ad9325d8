package org.neuropil.cli.bench;

import java.util.Locale;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;

/**
 * One line of the table.
 *
 * @param nodes hidden nodes, N
 * @param density probability p of a hidden-to-hidden connection
 * @param plan of the products
 * @param precision of the products
 */
public record Setting(int nodes, double density, PlanKind plan, Precision precision) {
  /** Expected number of connections. */
  long connections() {
    return Math.round(density * nodes * nodes);
  }

  @Override
  public String toString() {
    return "N="
        + nodes
        + " p="
        + density
        + " "
        + plan.name().toLowerCase(Locale.ROOT)
        + " "
        + precision.name().toLowerCase(Locale.ROOT);
  }
}
