package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.PlanKind;

/**
 * All checks of the back-end contract. The control is the naive double-precision reference; see
 * {@link Tolerance} for how close a result has to be. Every operation on sequences and products is
 * also tried twice from the same state and must give the same bits, must leave its inputs and all
 * other time steps as they were, and must leave the columns beyond the active ones zero.
 */
public final class ContractSuite {
  private ContractSuite() {}

  /**
   * The checks, those of the products once for each plan.
   *
   * @param plans the plans that the back end supports
   */
  public static List<Check> checks(List<PlanKind> plans) {
    List<Check> checks = new ArrayList<>(withoutPlan());
    for (PlanKind plan : plans) {
      checks.addAll(products(plan));
    }
    checks.add(Sweep.check(plans));
    return List.copyOf(checks);
  }

  /** The checks that no plan matters to. */
  public static List<Check> withoutPlan() {
    List<Check> checks = new ArrayList<>();
    checks.addAll(BufferChecks.all());
    checks.addAll(SequenceChecks.all());
    checks.addAll(EngineChecks.all());
    checks.addAll(AffineChecks.all());
    checks.addAll(PointwiseChecks.all());
    checks.addAll(RandomChecks.all());
    checks.addAll(NoiseChecks.all());
    checks.addAll(CombineChecks.all());
    checks.addAll(EmbedChecks.all());
    checks.addAll(SoftmaxChecks.all());
    checks.addAll(SquaredErrorChecks.all());
    checks.addAll(AdamChecks.dense());
    checks.addAll(ConductanceChecks.all());
    checks.addAll(MembraneChecks.all());
    return List.copyOf(checks);
  }

  /** All checks of the products in one plan. */
  public static List<Check> of(PlanKind plan) {
    List<Check> checks = new ArrayList<>(products(plan));
    checks.add(Sweep.check(List.of(plan)));
    return List.copyOf(checks);
  }

  private static List<Check> products(PlanKind plan) {
    List<Check> checks = new ArrayList<>();
    checks.addAll(ProductChecks.all(plan));
    checks.addAll(ProductEdgeChecks.all(plan));
    checks.addAll(AdamChecks.sparse(plan));
    return checks;
  }

  /** Runs checks, whatever fails, and tells of each as it is done. */
  public static void run(Tested tested, List<Check> checks, long seed, Consumer<Outcome> listener) {
    for (Check check : checks) {
      long start = System.nanoTime();
      tested.takeWorst();
      String violation = null;
      try {
        check.run(tested, seed);
      } catch (ContractViolation problem) {
        violation = problem.getMessage();
      }
      listener.accept(
          new Outcome(check, violation, tested.takeWorst(), (System.nanoTime() - start) * 1e-9));
    }
  }

  /**
   * How a check went.
   *
   * @param check the check
   * @param violation what is wrong, in one line; null if the promise is kept
   * @param worst the result that came closest to its limit, or went furthest beyond it; null where
   *     all results must be exact
   * @param seconds how long it took
   */
  public record Outcome(
      Check check, @Nullable String violation, @Nullable Deviation worst, double seconds) {}
}
