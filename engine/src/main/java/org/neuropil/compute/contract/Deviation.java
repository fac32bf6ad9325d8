package org.neuropil.compute.contract;

/**
 * How far a result was from the control.
 *
 * @param distance absolute difference; infinite where a number should have been and was not
 * @param limit the largest difference that is allowed, above 0
 */
public record Deviation(double distance, double limit) {
  /** The distance as part of its limit: above 1 the promise is broken. */
  public double share() {
    return distance / limit;
  }
}
