package org.neuropil.compute;

/**
 * A vector of floats on the device. Zero when created. Use after close is an IllegalStateException
 * that names the buffer.
 */
public interface Buffer extends AutoCloseable {
  /** The name given at creation, for messages. */
  String name();

  /** Number of elements. */
  int size();

  /** Copies {@code size()} values from {@code source[0..]} to the device. */
  void write(float[] source);

  /** Copies {@code size()} values from the device to {@code target[0..]}. */
  void read(float[] target);

  /**
   * One element, in the back end's own precision (double on the reference back end). Slow; for
   * tests and reports.
   */
  double get(int index);

  /** Sets one element, in the back end's own precision. Slow; for tests. */
  void set(int index, double value);

  /** Sets every element to zero. */
  void zero();

  /** Gives the memory back. Closing twice is allowed. */
  @Override
  void close();

  /**
   * All values in an array that must not be changed and holds only until the next operation:
   * without a copy where the device is this machine.
   */
  default float[] view() {
    return toArray();
  }

  /** All values as a new array. */
  default float[] toArray() {
    float[] values = new float[size()];
    read(values);
    return values;
  }
}
