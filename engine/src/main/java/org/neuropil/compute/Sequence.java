package org.neuropil.compute;

/**
 * Values of {@code nodes} nodes for {@code batch} samples at {@code steps} time steps, on the
 * device. The physical layout is the back end's own affair; the host sees it as
 * [step][node][sample]. Columns (samples) beyond the active ones are zero, and every operation
 * keeps them so. Zero when created.
 */
public interface Sequence extends AutoCloseable {
  /** The name given at creation, for messages. */
  String name();

  /** Number of nodes (rows). */
  int nodes();

  /** Number of time steps (slices). */
  int steps();

  /** Largest number of samples (columns). */
  int batch();

  /**
   * Writes slices {@code step .. step+count-1} from {@code source}, laid out
   * [count][nodes][columns] without gaps; the columns beyond {@code columns} become zero.
   *
   * @param columns number of active samples, at most {@link #batch()}
   */
  void write(int step, int count, int columns, float[] source);

  /** Reads slice {@code step} into {@code target}, laid out [nodes][columns] without gaps. */
  void read(int step, int columns, float[] target);

  /** One value, in the back end's own precision. Slow; for tests. */
  double get(int step, int node, int column);

  /** Gives the memory back. Closing twice is allowed. */
  @Override
  void close();
}
