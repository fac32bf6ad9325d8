package org.neuropil.compute;

/** One whole number per step and sample on the device: class labels, or tokens of a text. */
public interface Indices extends AutoCloseable {
  /** The label of a step that has none: it adds nothing to loss, hits or gradient. */
  int NONE = -1;

  /** Number of time steps. */
  int steps();

  /** Largest number of samples. */
  int batch();

  /**
   * Copies numbers laid out [steps][columns] without gaps to the device.
   *
   * @param steps at most {@link #steps()}
   * @param columns number of active samples
   */
  void write(int[] values, int steps, int columns);

  /** Gives the memory back. Closing twice is allowed. */
  @Override
  void close();
}
