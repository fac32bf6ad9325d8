package org.neuropil.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;

/** The arena's book-keeping, and the prediction of memory. */
class DeviceArenaTest {
  @Test
  void slicesAreAlignedDisjointAndUsedAgain() {
    long seed = 20250601;
    System.out.println("test seed " + seed);
    Philox random = new Philox(seed, Philox.Purpose.TEST, 0);
    EmulatedDevice device = new EmulatedDevice(1L << 28);
    DeviceArena arena = new DeviceArena(device);
    arena.reserve(1 << 20);
    List<DeviceArena.Slice> open = new ArrayList<>();
    for (int round = 0; round < 2000; round++) {
      if (open.size() > 20 || (!open.isEmpty() && random.nextInt(2) == 0)) {
        open.remove(random.nextInt(open.size())).close();
      } else {
        open.add(arena.allocate("slice " + round, random.nextInt(20000)));
      }
      open.sort((a, b) -> Long.compare(a.address(), b.address()));
      for (int n = 0; n < open.size(); n++) {
        assertThat(open.get(n).address() % DeviceArena.ALIGNMENT).isZero();
        if (n > 0) {
          DeviceArena.Slice before = open.get(n - 1);
          assertThat(before.address() + before.bytes()).isLessThanOrEqualTo(open.get(n).address());
        }
      }
    }
    assertThat(arena.usedBytes()).isEqualTo(open.stream().mapToLong(s -> s.bytes()).sum());
    open.forEach(DeviceArena.Slice::close);
    assertThat(arena.usedBytes()).isZero();
    // All neighbours have been joined: the block is one piece again.
    assertThat(device.openBlocks()).isEqualTo(1);
    arena.allocate("everything", arena.reservedBytes()).close();
    assertThat(device.openBlocks()).isEqualTo(1);
    arena.close();
    device.close();
  }

  @Test
  void tooLittleMemoryIsSaidInNumbers() {
    DeviceArena arena = new DeviceArena(new EmulatedDevice(32 << 20));
    assertThatThrownBy(() -> arena.allocate("hidden weights", 3L << 30))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "not enough GPU memory for hidden weights: 3.00 GiB more needed, 32.0 MiB free")
        .hasMessageContaining("smaller batch");
    // A request larger than the usual block but within the memory is met.
    assertThat(arena.allocate("fits", 20 << 20).bytes()).isEqualTo(20 << 20);
  }

  @Test
  void aClosedSliceNamesItself() {
    DeviceArena arena = new DeviceArena(new EmulatedDevice(32 << 20));
    DeviceArena.Slice slice = arena.allocate("inputs", 4);
    slice.close();
    slice.close();
    assertThatThrownBy(slice::address)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("inputs is closed");
    assertThat(arena.usedBytes()).isZero();
  }

  @Test
  void predictionsOfPublishedSizes() {
    // 20,000 nodes at density 0.1, MNIST: 16 bytes of parameters a connection; of pattern 4 for
    // columns, 4 for the permutation; of the plan 4 for values of the transpose, twice 2 for
    // columns in tiles. Each of 88 tiles has an offset a row, in both directions.
    CudaMemory tiled = predict(PlanKind.TILED);
    assertThat(tiled.parameters()).isBetween(640_000_000L, 660_000_000L);
    assertThat(tiled.pattern()).isBetween(320_000_000L, 321_000_000L);
    assertThat(tiled.activations()).isBetween(583_000_000L, 586_000_000L);
    long panel = 4L * CudaMemory.panelRows(20_000, 20_000) * 20_000;
    assertThat(tiled.plan() - panel).isBetween(320_000_000L, 340_000_000L);
    CudaMemory dense = predict(PlanKind.DENSE);
    assertThat(dense.plan()).isGreaterThan(1_700_000_000L);
    assertThat(predict(PlanKind.AUTO).total())
        .isGreaterThan(dense.total())
        .isGreaterThan(predict(PlanKind.LIBRARY).total());
    assertThat(tiled.explain()).contains("GiB of GPU memory: parameters").doesNotContain("\n");
    assertThat(CudaMemory.panelRows(20_000, 20_000)).isBetween(1000, 2000);
    assertThat(CudaMemory.panelRows(5, 20)).isEqualTo(5);
  }

  /** On an H100: 132 multiprocessors, 227 KiB of shared memory, 50 MB of cache. */
  private static CudaMemory predict(PlanKind kind) {
    return CudaMemory.predict(
        20_000,
        40_000_000,
        28,
        10,
        28,
        100,
        kind,
        Precision.FP32,
        new Device.Limits(132, 227 << 10, 50_000_000, 128));
  }
}
