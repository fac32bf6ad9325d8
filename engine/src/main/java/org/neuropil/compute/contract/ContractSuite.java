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
    for (PlanKind plan : plans) {
      checks.addAll(ProductChecks.all(plan));
      checks.addAll(ProductEdgeChecks.all(plan));
      checks.addAll(AdamChecks.sparse(plan));
    }
    checks.add(Sweep.check(plans));
    return List.copyOf(checks);
  }

  /**
   * Runs all checks, whatever fails, and tells of each as it is done.
   *
   * @return number of violations
   */
  public static int run(
      BackendFactory factory, List<PlanKind> plans, long seed, Consumer<Outcome> listener) {
    int violations = 0;
    try (Tested tested = new Tested(factory)) {
      for (Check check : checks(plans)) {
        long start = System.nanoTime();
        String violation = null;
        try {
          check.run(tested, seed);
        } catch (ContractViolation problem) {
          violation = problem.getMessage();
          violations++;
        }
        listener.accept(new Outcome(check, violation, (System.nanoTime() - start) * 1e-9));
      }
    }
    return violations;
  }

  /**
   * How a check went.
   *
   * @param check the check
   * @param violation what is wrong, in one line; null if the promise is kept
   * @param seconds how long it took
   */
  public record Outcome(Check check, @Nullable String violation, double seconds) {}
}
