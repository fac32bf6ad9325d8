package org.neuropil.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
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
}
