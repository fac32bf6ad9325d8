package org.neuropil.cli.verify;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.compute.contract.Deviation;

/** Trials of one operation, in one plan and precision. */
public final class Row {
  private final String check;
  private final @Nullable PlanKind plan;
  private final Precision precision;
  private final List<String> failures = new ArrayList<>();
  private int trials;
  private @Nullable Deviation worst;
  private double seconds;

  /**
   * A row without trials.
   *
   * @param check what is tried
   * @param plan null where plans do not matter
   */
  Row(String check, @Nullable PlanKind plan, Precision precision) {
    this.check = check;
    this.plan = plan;
    this.precision = precision;
  }

  /** Counts one trial; {@code failure} says in one line what is wrong. */
  void add(@Nullable String failure, @Nullable Deviation deviation, double took) {
    trials++;
    seconds += took;
    if (failure != null) {
      failures.add(failure);
    }
    Deviation before = worst;
    if (deviation != null && (before == null || deviation.share() > before.share())) {
      worst = deviation;
    }
  }

  /** What is tried. */
  public String check() {
    return check;
  }

  /** The plan of the products; null where plans do not matter. */
  public @Nullable PlanKind plan() {
    return plan;
  }

  /** Arithmetic of the products. */
  public Precision precision() {
    return precision;
  }

  /** How many trials there were. */
  public int trials() {
    return trials;
  }

  /** What was wrong, one line a trial. */
  public List<String> failures() {
    return failures;
  }

  /**
   * The result that came closest to its limit, or went furthest beyond it; null where all must be
   * exact.
   */
  public @Nullable Deviation worst() {
    return worst;
  }

  /** Time of all trials. */
  public double seconds() {
    return seconds;
  }
}
