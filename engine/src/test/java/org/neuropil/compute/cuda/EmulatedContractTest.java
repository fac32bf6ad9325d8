package org.neuropil.compute.cuda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.compute.contract.Check;
import org.neuropil.compute.contract.ContractSuite;
import org.neuropil.compute.contract.Tested;

/**
 * The contract that every back end keeps, kept by the whole CUDA back end on emulated kernels, with
 * the plan that needs no library. The other plans have CudaProductTest.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmulatedContractTest {
  private static final long SEED = Long.getLong("neuropil.contract.seed", 1);

  private @Nullable Tested tested;

  @TestFactory
  List<DynamicNode> contract() {
    EmulatedDevice.withKernels().close();
    Tested subject = new Tested(EmulatedContractTest::backend);
    tested = subject;
    Map<String, List<DynamicTest>> groups = new LinkedHashMap<>();
    for (Check check : ContractSuite.checks(List.of(PlanKind.TILED))) {
      groups
          .computeIfAbsent(check.category(), category -> new ArrayList<>())
          .add(DynamicTest.dynamicTest(check.name(), () -> check.run(subject, SEED)));
    }
    List<DynamicNode> nodes = new ArrayList<>();
    groups.forEach((name, tests) -> nodes.add(DynamicContainer.dynamicContainer(name, tests)));
    return nodes;
  }

  /** Timing plans is for real devices, and takes long here. */
  private static CudaBackend backend() {
    PlanTimes known =
        new PlanTimes(null) {
          @Override
          Optional<Map<PlanKind, Double>> of(String shape) {
            return Optional.of(
                Map.of(PlanKind.TILED, 1.0, PlanKind.DENSE, 2.0, PlanKind.LIBRARY, 2.0));
          }
        };
    return new CudaBackend(EmulatedDevice.withKernels(), Precision.FP32, true, known);
  }

  @AfterAll
  void close() {
    if (tested != null) {
      tested.close();
    }
  }
}
