package org.neuropil.compute.cuda;

import java.util.Optional;
import jcuda.CudaException;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.BackendProvider;
import org.neuropil.error.UserError;
import org.neuropil.kernels.KernelResources;

/** Offers the CUDA back end, or says why not. */
public final class CudaProvider implements BackendProvider {
  /** For the service loader. */
  public CudaProvider() {}

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public int rank() {
    return 10;
  }

  @Override
  public Optional<String> refusal(BackendOptions options) {
    return new CudaProbe(new CudaProbe.ThisMachine(), KernelResources.load())
        .refusal(options.device());
  }

  @Override
  public Backend open(BackendOptions options) {
    Optional<String> refusal = refusal(options);
    if (refusal.isPresent()) {
      throw UserError.environment(
          "CUDA cannot be used: " + refusal.get(), "run 'neuropil doctor' to see what is missing");
    }
    Device device;
    try {
      device =
          new JCudaDevice(
              options.device(),
              KernelResources.load(),
              CudaLibraries.foreignBlas(new CudaLibraries().load()));
    } catch (CudaException e) {
      throw UserError.environment(
          "GPU " + options.device() + " cannot be opened: " + e.getMessage(),
          "update the NVIDIA driver, see that no one else has the GPU to himself, or use --backend"
              + " cpu",
          e);
    }
    try {
      boolean graphs = !"off".equals(System.getenv("NEUROPIL_CUDA_GRAPHS"));
      PlanTimes times = new PlanTimes(PlanTimes.defaultFile(System.getenv()));
      return new CudaBackend(device, options.precision(), graphs, times);
    } catch (RuntimeException e) {
      device.close();
      throw e;
    }
  }
}
