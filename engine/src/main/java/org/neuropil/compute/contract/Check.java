package org.neuropil.compute.contract;

/**
 * One promise of the contract that can be tried on any back end.
 *
 * @param category the operation it belongs to, e.g. "forward"
 * @param name what is tried, unique within the suite
 * @param body the trial
 */
public record Check(String category, String name, Body body) {
  /** What a check does. */
  @FunctionalInterface
  public interface Body {
    /** Returns normally if the promise is kept. */
    void run(Tested tested, long seed);
  }

  /**
   * Tries it.
   *
   * @param seed of all random inputs
   * @throws ContractViolation if the back end breaks the promise or fails
   */
  public void run(Tested tested, long seed) {
    try {
      body.run(tested, seed);
    } catch (ContractViolation violation) {
      throw violation;
    } catch (RuntimeException | Error failure) {
      throw new ContractViolation(this + ": failed with " + failure + ", seed " + seed, failure);
    }
  }

  @Override
  public String toString() {
    return category + ": " + name;
  }
}
