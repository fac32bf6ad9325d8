package org.neuropil.compute.contract;

import java.util.List;
import org.neuropil.compute.Backend;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.reference.ReferenceBackend;

/** The reference keeps its own contract: a check that it breaks asks for too much. */
class ReferenceBackendContractTest extends BackendContractTest {
  @Override
  Backend open() {
    return new ReferenceBackend();
  }

  @Override
  List<PlanKind> plans() {
    return List.of(PlanKind.TILED);
  }
}
