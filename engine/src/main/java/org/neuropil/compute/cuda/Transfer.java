package org.neuropil.compute.cuda;

import java.nio.ByteBuffer;
import org.neuropil.compute.cuda.KernelLibrary.Slices;

/**
 * Copies between Java arrays and the device through two pinned buffers, so that the next piece is
 * filled while the last one travels. Each buffer has a twin on the device, from which kernels deal
 * the host's layout out to node-major places.
 */
final class Transfer {
  private final Device device;
  private final KernelLibrary kernels;
  private final ByteBuffer[] pinned = new ByteBuffer[2];
  private final DeviceArena.Slice[] twins = new DeviceArena.Slice[2];
  private final int capacity;
  private int turn;

  Transfer(Device device, KernelLibrary kernels, DeviceArena arena, int bytes) {
    this.device = device;
    this.kernels = kernels;
    this.capacity = bytes / 4;
    for (int n = 0; n < 2; n++) {
      pinned[n] = device.hostBuffer(bytes);
      twins[n] = arena.allocate("staging area " + n, bytes);
    }
  }

  /** Waits for the other buffer's last journey and makes it the present one. */
  private int next() {
    turn ^= 1;
    device.await(turn);
    return turn;
  }

  /** {@code n} floats to consecutive places. */
  void write(float[] source, int n, long address) {
    for (int from = 0; from < n; from += capacity) {
      int count = Math.min(capacity, n - from);
      int t = next();
      pinned[t].asFloatBuffer().put(source, from, count);
      device.upload(address + 4L * from, pinned[t], 4L * count);
      device.mark(t);
    }
  }

  /** {@code n} integers to consecutive places. */
  void write(int[] source, int n, long address) {
    for (int from = 0; from < n; from += capacity) {
      int count = Math.min(capacity, n - from);
      int t = next();
      pinned[t].asIntBuffer().put(source, from, count);
      device.upload(address + 4L * from, pinned[t], 4L * count);
      device.mark(t);
    }
  }

  /** {@code n} floats from consecutive places; waits. */
  void read(float[] target, int n, long address) {
    for (int from = 0; from < n; from += capacity) {
      int count = Math.min(capacity, n - from);
      int t = next();
      device.download(pinned[t], address + 4L * from, 4L * count);
      pinned[t].asFloatBuffer().get(target, from, count);
    }
  }

  /** At most a staging buffer of bytes, as they are; waits. Valid until the next transfer. */
  ByteBuffer read(long address, int bytes) {
    int t = next();
    device.download(pinned[t], address, bytes);
    return pinned[t];
  }

  /** A host block [count][nodes][columns] to the steps that {@code y} starts with. */
  void writeSlices(float[] source, Slices y, int count, int columns) {
    long total = (long) count * y.nodes() * columns;
    for (long from = 0; from < total; from += capacity) {
      int n = (int) Math.min(capacity, total - from);
      int t = next();
      pinned[t].asFloatBuffer().put(source, (int) from, n);
      device.upload(twins[t].address(), pinned[t], 4L * n);
      kernels.writeSlices(twins[t].address(), from, n, y, columns);
      device.mark(t);
    }
    if (columns < y.ldB()) {
      kernels.zeroPadding(y, count, columns);
    }
  }

  /** One step of {@code y} to a host block [nodes][columns]; waits. */
  void readSlices(float[] target, Slices y, int columns) {
    long total = (long) y.nodes() * columns;
    for (long from = 0; from < total; from += capacity) {
      int n = (int) Math.min(capacity, total - from);
      int t = next();
      kernels.readSlices(twins[t].address(), from, n, y, columns);
      device.download(pinned[t], twins[t].address(), 4L * n);
      pinned[t].asFloatBuffer().get(target, (int) from, n);
    }
  }
}
