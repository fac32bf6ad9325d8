package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The net itself holds: planted faults are caught. */
class EmulationFaultsTest {
  private static final Arguments.Dims ONE_BLOCK = new Arguments.Dims(1, 1, 33, 1);

  @Test
  void theAddressSanitizerCatchesAWriteBeyondAnArray() {
    Emulation emulation = Emulation.get();
    assertThatThrownBy(() ->
            emulation
                .driver()
                .launch("fault_out_of_bounds", ONE_BLOCK, 0, new Arguments(new float[5], 5)))
        .isInstanceOf(EmulationFailure.class)
        .hasMessageContaining("heap-buffer-overflow")
        .hasMessageContaining("WRITE of size 4");
  }

  @Test
  void theAddressSanitizerCatchesAWriteBeyondSharedMemory() {
    Emulation emulation = Emulation.get();
    assertThatThrownBy(() ->
            emulation
                .driver()
                .launch("fault_shared", ONE_BLOCK, 32 * 4, new Arguments(new float[1])))
        .isInstanceOf(EmulationFailure.class)
        .hasMessageContaining("heap-buffer-overflow");
  }

  @Test
  void theUndefinedBehaviourSanitizerCatchesASignedOverflow() {
    Emulation emulation = Emulation.get();
    assertThatThrownBy(() ->
            emulation.driver().launch("fault_overflow", ONE_BLOCK, 0, new Arguments(new int[] {1})))
        .isInstanceOf(EmulationFailure.class)
        .hasMessageContaining("signed integer overflow");
  }

  @Test
  void aBarrierThatNotAllThreadsReachIsAnError() {
    Emulation emulation = Emulation.get();
    assertThatThrownBy(() ->
            emulation
                .library()
                .launch("fault_divergent_barrier", ONE_BLOCK, 0, false, new Arguments(new int[1])))
        .isInstanceOf(EmulationFailure.class)
        .hasMessageContaining("not all threads reach");
  }

  @Test
  void aMissingBarrierShowsInTheOrderOfThreads() {
    Emulation emulation = Emulation.get();
    assertThatThrownBy(
            () -> emulation.launch("fault_missing_barrier", ONE_BLOCK, 33 * 4, new float[33], 33))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("threads in descending order");
  }

  @Test
  void aCopyThatNobodyWaitsForIsAnError() {
    Emulation emulation = Emulation.get();
    assertThatThrownBy(() -> emulation.launch("fault_unfinished_copy", ONE_BLOCK, 4, new float[1]))
        .isInstanceOf(EmulationFailure.class)
        .hasMessageContaining("ends before its copies");
  }

  @Test
  void theDriverGoesOnAfterAFault() {
    Emulation emulation = Emulation.get();
    float[] out = new float[3];
    emulation.flat("np_permute", 3, 32, out, new float[] {1, 2, 3}, new int[] {2, 0, 1}, 3L);
    assertThat(out).containsExactly(3, 1, 2);
  }
}
