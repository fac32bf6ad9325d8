package org.neuropil.compute.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.neuropil.error.UserError;

/**
 * All device memory of a back end: one block reserved up front for a network whose sizes are known
 * ({@link CudaMemory}), cut into slices of multiples of 256 bytes. Where it does not suffice,
 * further blocks follow; no operation of a training step allocates, so that happens outside steps
 * only.
 */
final class DeviceArena implements AutoCloseable {
  /** Slices start at multiples of this; what cuMemAlloc and the tensor cores like. */
  static final long ALIGNMENT = 256;

  private static final long SMALLEST_BLOCK = 16L << 20;

  private record Block(long address, long bytes, FreeList free) {}

  /** A piece of device memory with a name; use after close is an IllegalStateException. */
  final class Slice implements AutoCloseable {
    private final String name;
    private final Block block;
    private final long offset;
    private final long bytes;
    private boolean closed;

    private Slice(String name, Block block, long offset, long bytes) {
      this.name = name;
      this.block = block;
      this.offset = offset;
      this.bytes = bytes;
    }

    String name() {
      return name;
    }

    long bytes() {
      return bytes;
    }

    long address() {
      if (closed) {
        throw new IllegalStateException(name + " is closed");
      }
      return block.address + offset;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        usedBytes -= bytes;
        block.free.give(offset, bytes);
      }
    }
  }

  private final Device device;
  private final List<Block> blocks = new ArrayList<>();
  private long usedBytes;

  DeviceArena(Device device) {
    this.device = device;
  }

  static long aligned(long bytes) {
    return (Math.max(1, bytes) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /**
   * Makes sure that {@code bytes} more bytes are at hand in one block.
   *
   * @throws UserError environment, with the numbers, if the device has not so much memory left
   */
  void reserve(long bytes) {
    grow("the network", aligned(bytes));
  }

  /** A slice of zeros. */
  Slice allocate(String name, long bytes) {
    long size = aligned(bytes);
    for (Block block : blocks) {
      long offset = block.free.take(size);
      if (offset >= 0) {
        return slice(name, block, offset, size);
      }
    }
    Block block = grow(name, size);
    return slice(name, block, block.free.take(size), size);
  }

  private Slice slice(String name, Block block, long offset, long size) {
    usedBytes += size;
    device.zero(block.address + offset, size);
    return new Slice(name, block, offset, size);
  }

  private Block grow(String name, long bytes) {
    long available = device.freeBytes();
    if (bytes > available) {
      throw UserError.environment(
          String.format(
              Locale.ROOT,
              "not enough GPU memory for %s: %s more needed, %s free, %s in use here",
              name,
              gibibytes(bytes),
              gibibytes(available),
              gibibytes(usedBytes)),
          "use fewer nodes, a smaller batch, a lower density or --plan library, or another GPU");
    }
    long size = Math.min(Math.max(bytes, SMALLEST_BLOCK), Math.max(bytes, available));
    Block block = new Block(device.allocate(size), size, new FreeList(size));
    blocks.add(block);
    return block;
  }

  static String gibibytes(long bytes) {
    return bytes < 1L << 30
        ? String.format(Locale.ROOT, "%.1f MiB", bytes / 0x1p20)
        : String.format(Locale.ROOT, "%.2f GiB", bytes / 0x1p30);
  }

  /** Bytes in open slices. */
  long usedBytes() {
    return usedBytes;
  }

  /** Bytes that could still be had: free in the blocks, and free on the device. */
  long availableBytes() {
    return device.freeBytes() + blocks.stream().mapToLong(b -> b.free.freeBytes()).sum();
  }

  /** Bytes taken from the device. */
  long reservedBytes() {
    return blocks.stream().mapToLong(Block::bytes).sum();
  }

  @Override
  public void close() {
    blocks.forEach(block -> device.free(block.address));
    blocks.clear();
  }
}
