package org.neuropil.cli.engine;

import org.neuropil.network.NetworkSpec;

/**
 * What a training takes of the process's heap beside the data and what the back end predicts for
 * itself.
 */
final class HostMemory {
  /**
   * Of every trained value a checkpoint holds three numbers: itself and Adam's two moments. All of
   * them are in arrays at a time while one is read, and, where the values lie on a device and have
   * to be copied first, while one is written.
   */
  private static final long CHECKPOINT = 3L * Float.BYTES;

  /**
   * A device's connections are here too: their columns, and, while they are laid out for the
   * device, those of the transposed matrix with the places of its entries. On the CPU these belong
   * to the prediction of the back end.
   */
  private static final long WIRING = 3L * Integer.BYTES;

  /** Trained values of a connection of a liquid time-constant network. */
  private static final int LIQUID_PARAMETERS = 4;

  private HostMemory() {}

  /**
   * Bytes of heap.
   *
   * @param connections hidden-to-hidden; the most there will be where they change
   * @param onDevice whether the network is computed elsewhere than in the process itself
   */
  static long bytes(NetworkSpec spec, long connections, boolean onDevice) {
    return CHECKPOINT * values(spec, connections) + (onDevice ? WIRING * connections : 0);
  }

  /** Trained values; biases are not worth counting. */
  private static long values(NetworkSpec spec, long connections) {
    int each = spec.cell() == NetworkSpec.Cell.LTC ? LIQUID_PARAMETERS : 1;
    long nodes = spec.matrixSize();
    return each * (connections + nodes * spec.inputs())
        + nodes * spec.outputs()
        + (long) spec.vocabulary() * spec.inputs();
  }
}
