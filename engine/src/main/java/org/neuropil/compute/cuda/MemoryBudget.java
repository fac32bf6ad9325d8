package org.neuropil.compute.cuda;

import java.util.function.ToLongFunction;
import org.neuropil.compute.MemoryNeed;
import org.neuropil.compute.PlanKind;

/** What was reserved for a network, and how much of it the plan of a matrix may have. */
final class MemoryBudget {
  private final DeviceArena arena;

  /** What the arena's slices will hold when the network is complete; 0 where nothing was said. */
  private long expected;

  MemoryBudget(DeviceArena arena) {
    this.arena = arena;
  }

  /** Takes the memory of a network in one piece, before its buffers are made. */
  void reserve(MemoryNeed need) {
    // What the back end itself holds is in the prediction, and is there already.
    long held = arena.usedBytes() + Blas.WORKSPACE_BYTES;
    long more = Math.max(0, need.total() - held);
    expected = arena.usedBytes() + more;
    arena.reserve(more);
  }

  /**
   * Bytes that may be spent on the plan of a matrix, its pattern included: what is left when the
   * rest of the network has its share of what was reserved, in which the cheapest plan is counted;
   * half of all memory where nothing was reserved.
   *
   * @param matrixBytes what the matrix takes with a plan
   */
  long forPlans(ToLongFunction<PlanKind> matrixBytes) {
    long available = arena.availableBytes();
    if (expected == 0) {
      return available / 2;
    }
    long cheapest = CudaMemory.DECIDED.stream().mapToLong(matrixBytes).min().orElseThrow();
    return available - Math.max(0, expected - arena.usedBytes() - cheapest);
  }
}
