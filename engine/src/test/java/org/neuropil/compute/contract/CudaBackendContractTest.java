package org.neuropil.compute.contract;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.BackendProvider;
import org.neuropil.compute.Backends;
import org.neuropil.compute.PlanKind;

/** The CUDA back end, where there is one and a GPU to run it on. */
class CudaBackendContractTest extends BackendContractTest {
  private @Nullable BackendProvider provider;

  @BeforeAll
  void findDevice() {
    Optional<BackendProvider> cuda =
        Backends.providers().stream().filter(p -> p.name().equals("cuda")).findFirst();
    Optional<String> reason =
        cuda.map(p -> p.refusal(BackendOptions.defaults()))
            .orElse(Optional.of("this build has no CUDA back end"));
    reason.ifPresent(why -> System.out.println("CUDA contract tests are skipped: " + why));
    Assumptions.assumeTrue(reason.isEmpty(), () -> "CUDA: " + reason.orElse(""));
    provider = cuda.orElseThrow();
  }

  @Override
  Backend open() {
    BackendProvider cuda = provider;
    if (cuda == null) {
      throw new IllegalStateException("no CUDA provider");
    }
    return cuda.open(BackendOptions.defaults());
  }

  @Override
  List<PlanKind> plans() {
    return List.of(PlanKind.TILED, PlanKind.DENSE, PlanKind.LIBRARY, PlanKind.AUTO);
  }
}
