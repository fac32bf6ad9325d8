package org.neuropil.cli.bench;

import org.jspecify.annotations.Nullable;
import org.neuropil.compute.MemoryNeed;
import org.neuropil.compute.PlanKind;

/**
 * What came out for a setting.
 *
 * @param setting what was asked for
 * @param plan the plan that was used
 * @param connections hidden-to-hidden connections; the expected number where nothing was made
 * @param memory predicted for the network, of which at least as much as is taken; null where the
 *     back end was not reached
 * @param times null where nothing was measured
 * @param end how it went
 * @param reason why nothing was measured, in one line; empty otherwise
 */
public record Line(
    Setting setting,
    PlanKind plan,
    long connections,
    @Nullable MemoryNeed memory,
    @Nullable Times times,
    End end,
    String reason) {
  /** How it went. */
  public enum End {
    /** Measured. */
    MEASURED,
    /** Not enough memory. */
    DOES_NOT_FIT,
    /** Something is wrong. */
    FAILED
  }
}
