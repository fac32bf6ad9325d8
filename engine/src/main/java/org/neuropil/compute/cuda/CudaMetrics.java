package org.neuropil.compute.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.neuropil.compute.Metrics;

/** Totals on the device: the loss as a double, then samples, hits and broken samples as longs. */
final class CudaMetrics implements Metrics {
  static final int BYTES = 32;

  private final CudaBackend owner;
  private final DeviceArena.Slice slice;

  CudaMetrics(CudaBackend owner, DeviceArena.Slice slice) {
    this.owner = owner;
    this.slice = slice;
  }

  static long address(CudaBackend owner, Metrics metrics) {
    if (metrics instanceof CudaMetrics mine && mine.owner == owner) {
      return mine.slice.address();
    }
    throw new IllegalArgumentException("metrics belong to another back end");
  }

  @Override
  public void reset() {
    owner.device().zero(slice.address(), BYTES);
  }

  @Override
  public void restore(Totals totals) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
    bytes.putDouble(0, totals.lossSum()).putLong(8, totals.samples());
    bytes.putLong(16, totals.correct()).putLong(24, totals.nanCount());
    int[] words = new int[BYTES / 4];
    bytes.asIntBuffer().get(words);
    owner.transfer().write(words, words.length, slice.address());
  }

  @Override
  public Totals read() {
    ByteBuffer bytes = owner.transfer().read(slice.address(), BYTES);
    return new Totals(bytes.getLong(8), bytes.getLong(16), bytes.getDouble(0), bytes.getLong(24));
  }

  @Override
  public void close() {
    owner.forget(this);
    slice.close();
  }
}
