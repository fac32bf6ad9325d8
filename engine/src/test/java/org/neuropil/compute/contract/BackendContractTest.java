package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.neuropil.compute.Backend;
import org.neuropil.compute.PlanKind;

/** The contract suite as tests, one for each check, grouped by operation. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BackendContractTest {
  static final long SEED = Long.getLong("neuropil.contract.seed", 1);

  private @Nullable Tested tested;

  abstract Backend open();

  abstract List<PlanKind> plans();

  @TestFactory
  List<DynamicNode> contract() {
    Tested subject = new Tested(this::open);
    tested = subject;
    Map<String, List<DynamicTest>> groups = new LinkedHashMap<>();
    for (Check check : ContractSuite.checks(plans())) {
      groups
          .computeIfAbsent(check.category(), category -> new ArrayList<>())
          .add(DynamicTest.dynamicTest(check.name(), () -> check.run(subject, SEED)));
    }
    List<DynamicNode> nodes = new ArrayList<>();
    groups.forEach((name, tests) -> nodes.add(DynamicContainer.dynamicContainer(name, tests)));
    return nodes;
  }

  @AfterAll
  void close() {
    if (tested != null) {
      tested.close();
    }
  }
}
