package org.neuropil.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * the plan that needs no library; its products also on a device that makes the plan take small
 * tiles and sample the gradient. The other plans have CudaProductTest.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmulatedContractTest {
  private static final long SEED = Long.getLong("neuropil.contract.seed", 1);

  /** Hardly any arithmetic: dense panels, which take a library, never pay. */
  private static final Device.Limits USUAL = new Device.Limits(2, 48 << 10, 1 << 20, 1);

  /** Besides, on one multiprocessor tiles often pay. */
  private static final Device.Limits SMALL_TILES = new Device.Limits(1, 6 << 10, 1 << 14, 1);

  private final List<Tested> opened = new ArrayList<>();

  private Tested open(Device.Limits limits) {
    EmulatedDevice.withKernels().close();
    Tested subject =
        new Tested(() -> {
          EmulatedDevice device = EmulatedDevice.withKernels();
          device.limits = limits;
          return backend(device);
        });
    opened.add(subject);
    return subject;
  }

  @TestFactory
  List<DynamicNode> contract() {
    return nodes(open(USUAL), List.of());
  }

  @TestFactory
  List<DynamicNode> productsWithSmallTiles() {
    return nodes(
        open(SMALL_TILES), List.of("forward", "backward", "gradient", "update", "product"));
  }

  /** The checks of some categories; of all, if none are named. */
  private static List<DynamicNode> nodes(Tested subject, List<String> categories) {
    Map<String, List<DynamicTest>> groups = new LinkedHashMap<>();
    for (Check check : ContractSuite.checks(List.of(PlanKind.TILED))) {
      if (categories.isEmpty() || categories.contains(check.category())) {
        groups
            .computeIfAbsent(check.category(), category -> new ArrayList<>())
            .add(DynamicTest.dynamicTest(check.name(), () -> check.run(subject, SEED)));
      }
    }
    assertThat(groups).hasSizeGreaterThanOrEqualTo(Math.max(1, categories.size()));
    List<DynamicNode> nodes = new ArrayList<>();
    groups.forEach((name, tests) -> nodes.add(DynamicContainer.dynamicContainer(name, tests)));
    return nodes;
  }

  /** Timing plans is for real devices, and takes long here. */
  private static CudaBackend backend(Device device) {
    PlanTimes known =
        new PlanTimes(null) {
          @Override
          Optional<Map<PlanKind, Double>> of(String shape) {
            return Optional.of(
                Map.of(PlanKind.TILED, 1.0, PlanKind.DENSE, 2.0, PlanKind.LIBRARY, 2.0));
          }
        };
    return new CudaBackend(device, Precision.FP32, true, known);
  }

  @AfterAll
  void close() {
    opened.forEach(Tested::close);
  }
}
