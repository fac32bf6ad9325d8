package org.neuropil.compute.contract;

import java.util.List;
import org.neuropil.compute.Activation;
import org.neuropil.compute.PlanKind;
import org.neuropil.matrix.Philox;

/** Products of random size, density, batch and options: what nobody thought of. */
final class Sweep {
  private static final int CASES = 60;
  private static final List<Activation> PHIS = List.of(Activation.values());

  private Sweep() {}

  static Check check(List<PlanKind> plans) {
    return new Check("sweep", CASES + " random cases", (tested, seed) -> run(plans, tested, seed));
  }

  private static void run(List<PlanKind> plans, Tested tested, long seed) {
    Philox random = Trial.random(seed, "sweep");
    for (int k = 0; k < CASES; k++) {
      int rows = size(random, 200);
      int cols = random.nextInt(3) == 0 ? rows : size(random, 200);
      int batch = size(random, 70);
      double density = Math.pow(random.nextUnit(), 2);
      ProductCase trial =
          new ProductCase(
              Patterns.random(rows, cols, density, random),
              plans.get(k % plans.size()),
              2 + random.nextInt(5),
              batch,
              1 + random.nextInt(batch),
              random.nextInt(2) == 0,
              PHIS.get(random.nextInt(PHIS.size())));
      for (ProductCase.Operation operation : ProductCase.Operation.values()) {
        trial.run(operation, tested, seed);
      }
    }
  }

  /** Uniform in the logarithm: as many sizes below 14 as above, for a largest of 200. */
  private static int size(Philox random, int largest) {
    return (int) Math.exp(random.nextUnit() * Math.log(largest + 1.0));
  }
}
