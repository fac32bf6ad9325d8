package org.neuropil.compute.contract;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.neuropil.compute.Backend;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.cpu.CpuBackend;

/** The CPU back end, alone and with a second thread. */
class CpuBackendContractTest {
  @Nested
  class OneThread extends BackendContractTest {
    @Override
    Backend open() {
      return new CpuBackend(1);
    }

    @Override
    List<PlanKind> plans() {
      return List.of(PlanKind.TILED, PlanKind.DENSE, PlanKind.AUTO);
    }
  }

  @Nested
  class TwoThreads extends BackendContractTest {
    @Override
    Backend open() {
      return new CpuBackend(2);
    }

    @Override
    List<PlanKind> plans() {
      // AUTO is one of these.
      return List.of(PlanKind.TILED, PlanKind.DENSE);
    }
  }
}
