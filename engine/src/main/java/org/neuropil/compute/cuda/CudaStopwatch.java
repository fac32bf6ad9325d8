package org.neuropil.compute.cuda;

import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.JCudaDriver;
import org.neuropil.compute.Stopwatch;

/** Two CUDA events. */
final class CudaStopwatch implements Stopwatch {
  private final CudaContext context;
  private final CUevent begin = new CUevent();
  private final CUevent end = new CUevent();
  private boolean closed;

  CudaStopwatch(CudaContext context) {
    this.context = context;
    context.stream();
    JCudaDriver.cuEventCreate(begin, CUevent_flags.CU_EVENT_DEFAULT);
    JCudaDriver.cuEventCreate(end, CUevent_flags.CU_EVENT_DEFAULT);
  }

  @Override
  public void start() {
    JCudaDriver.cuEventRecord(begin, context.stream());
  }

  @Override
  public void stop() {
    JCudaDriver.cuEventRecord(end, context.stream());
  }

  @Override
  public double seconds() {
    context.stream();
    JCudaDriver.cuEventSynchronize(end);
    float[] millis = new float[1];
    JCudaDriver.cuEventElapsedTime(millis, begin, end);
    return millis[0] / 1e3;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      context.stream();
      JCudaDriver.cuEventDestroy(begin);
      JCudaDriver.cuEventDestroy(end);
    }
  }
}
