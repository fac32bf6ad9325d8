package org.neuropil.compute;

/** Class numbers of the samples of one batch, on the device. */
public interface Labels extends AutoCloseable {
  /** Largest number of samples. */
  int batch();

  /** Copies {@code count} labels to the device; each must be a class number of the readout. */
  void write(int[] labels, int count);

  @Override
  void close();
}
