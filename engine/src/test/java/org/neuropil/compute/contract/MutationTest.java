package org.neuropil.compute.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neuropil.compute.PlanKind;

/** The suite finds mistakes: each of these back ends is broken in one place. */
class MutationTest {
  /** Storage, and checks that repeat those of other categories at unusual sizes. */
  private static final Set<String> NO_MISTAKES_HERE =
      Set.of("buffer", "sequence", "engine", "product", "sweep");

  static Stream<Faults.Mistake> mistakes() {
    return Mistakes.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void isFound(Faults.Mistake mistake) {
    int found = 0;
    try (Tested tested = new Tested(mistake::open)) {
      for (Check check : ContractSuite.checks(List.of(PlanKind.TILED))) {
        if (found == 0 && check.category().equals(mistake.category())) {
          try {
            check.run(tested, BackendContractTest.SEED);
          } catch (ContractViolation violation) {
            assertThat(violation.getMessage()).hasLineCount(1).contains("seed");
            assertThat(violation.getCause()).as("found by comparison, not by failing").isNull();
            found++;
          }
        }
      }
    }
    assertThat(found).as("violations by '%s'", mistake).isPositive();
  }

  @Test
  void everyCategoryOfComputationFindsSomeMistake() {
    Set<String> computed = new TreeSet<>();
    ContractSuite.checks(List.of(PlanKind.TILED)).forEach(c -> computed.add(c.category()));
    computed.removeAll(NO_MISTAKES_HERE);
    assertThat(mistakes().map(Faults.Mistake::category)).containsAll(computed);
  }
}
