package org.neuropil.compute.cuda;

import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/** A captured piece of the stream. */
final class CudaGraph implements Device.Graph {
  private final CudaContext context;
  private final CUgraphExec executable;

  private CudaGraph(CudaContext context, CUgraphExec executable) {
    this.context = context;
    this.executable = executable;
  }

  /** What {@code work} queues on the stream, which does not run now. */
  static CudaGraph capture(CudaContext context, Runnable work) {
    CUstream stream = context.stream();
    // Other threads of the process may have engines of their own; they are not to be disturbed.
    JCudaDriver.cuStreamBeginCapture(
        stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
    CUgraph graph = new CUgraph();
    boolean done = false;
    try {
      work.run();
      done = true;
    } finally {
      if (!done) {
        abandon(stream, graph);
      }
    }
    JCudaDriver.cuStreamEndCapture(stream, graph);
    try {
      CUgraphExec executable = new CUgraphExec();
      JCudaDriver.cuGraphInstantiate(executable, graph, 0);
      return new CudaGraph(context, executable);
    } finally {
      JCudaDriver.cuGraphDestroy(graph);
    }
  }

  /** Ends a capture that has failed; the reason is the exception on its way, not this call's. */
  private static void abandon(CUstream stream, CUgraph graph) {
    JCudaDriver.setExceptionsEnabled(false);
    try {
      if (JCudaDriver.cuStreamEndCapture(stream, graph) == 0) {
        JCudaDriver.cuGraphDestroy(graph);
      }
    } finally {
      JCudaDriver.setExceptionsEnabled(true);
    }
  }

  @Override
  public void launch() {
    JCudaDriver.cuGraphLaunch(executable, context.stream());
  }

  @Override
  public void close() {
    context.stream();
    JCudaDriver.cuGraphExecDestroy(executable);
  }
}
