package org.neuropil.network;

import java.util.Arrays;
import org.neuropil.error.UserError;
import org.neuropil.matrix.MersenneTwister;
import org.neuropil.matrix.SparsityPattern;

/**
 * The mask and the initial weights that the published notebook of Fruengel and Oberlaender 2025
 * draws for a seed, number by number, from NumPy's and PyTorch's generators. The order of its
 * batches is not known, so that only the start is the same.
 */
public final class PublishedStart {
  /** Numbers of 53 bits for the mask. */
  private static final double UNIT_53 = 0x1p-53;

  private static final int BITS_24 = (1 << 24) - 1;

  private PublishedStart() {}

  /**
   * The mask, drawn row by row: a connection where u < density, u of 53 bits from two outputs.
   *
   * @throws UserError usage, if the seed is none of 32 bits
   */
  public static SparsityPattern mask(int nodes, double density, long seed) {
    if (density == 1) {
      return SparsityPattern.full(nodes, nodes);
    }
    MersenneTwister twister = twister(seed);
    int[] offsets = new int[nodes + 1];
    int[] columns = new int[16 + (int) Math.min(Integer.MAX_VALUE / 2, expected(nodes, density))];
    int found = 0;
    for (int i = 0; i < nodes; i++) {
      if (columns.length - found < nodes) {
        columns = Arrays.copyOf(columns, Math.addExact(columns.length, nodes));
      }
      for (int j = 0; j < nodes; j++) {
        long high = twister.next() >>> 5;
        long low = twister.next() >>> 6;
        if ((high * 0x1p26 + low) * UNIT_53 < density) {
          columns[found++] = j;
        }
      }
      offsets[i + 1] = found;
    }
    return SparsityPattern.of(nodes, nodes, offsets, Arrays.copyOf(columns, found));
  }

  /** So many connections there will be, and a little room. */
  private static long expected(int nodes, double density) {
    double mean = density * nodes * nodes;
    return Math.round(mean + 6 * Math.sqrt(mean));
  }

  /**
   * Draws all values of a network: input weights, recurrent weights with the limit 1/sqrt(N), which
   * are thrown away, both biases, readout weights and bias, and recurrent weights with the
   * specified limit, of every place of the matrix.
   *
   * @throws UserError usage, if the network is not one of the notebook's recurrent ones
   */
  public static void initialise(Network network, long seed) {
    NetworkSpec spec = network.spec();
    requireSupported(spec);
    int n = spec.matrixSize();
    MersenneTwister twister = twister(seed);
    double limit = 1 / Math.sqrt(n);
    for (Parameter parameter : network.parameters()) {
      if (parameter == network.hiddenToHidden()) {
        for (long thrownAway = 0; thrownAway < (long) n * n; thrownAway++) {
          twister.next();
        }
      } else {
        float[] values = new float[parameter.value().size()];
        for (int e = 0; e < values.length; e++) {
          values[e] = symmetric(twister, limit);
        }
        parameter.write(values);
      }
    }
    network.hiddenToHidden().write(recurrent(network.pattern(), twister, spec));
  }

  private static float[] recurrent(
      SparsityPattern pattern, MersenneTwister twister, NetworkSpec spec) {
    double limit = spec.init().weightLimit();
    float[] values = new float[pattern.nonzeros()];
    for (int i = 0; i < pattern.rows(); i++) {
      int e = pattern.rowStart(i);
      for (int j = 0; j < pattern.cols(); j++) {
        float value = symmetric(twister, limit);
        if (e < pattern.rowStart(i + 1) && pattern.column(e) == j) {
          values[e++] = value;
        }
      }
    }
    return values;
  }

  /** Uniform on [-limit, limit), of 24 bits, with the roundings of the original. */
  private static float symmetric(MersenneTwister twister, double limit) {
    float to = (float) limit;
    double unit = (twister.next() & BITS_24) * 0x1p-24;
    return (float) (unit * (to + to) - to);
  }

  private static MersenneTwister twister(long seed) {
    if (seed < 0 || seed > 0xFFFF_FFFFL) {
      throw UserError.usage(
          "the generator mt19937 has seeds of 32 bits, found " + seed,
          "give a seed from 0 to 4294967295");
    }
    return new MersenneTwister((int) seed);
  }

  private static void requireSupported(NetworkSpec spec) {
    InitSpec init = spec.init();
    boolean uniform =
        init.input() == InitSpec.Input.UNIFORM
            && init.recurrent() == InitSpec.Recurrent.UNIFORM
            && init.readout() == InitSpec.Readout.UNIFORM
            && Double.isNaN(init.readoutBias())
            && !init.singleBias();
    if (spec.cell() != NetworkSpec.Cell.RNN
        || spec.vocabulary() > 0
        || spec.dale().mode() != DaleSpec.Mode.OFF
        || !uniform) {
      throw UserError.usage(
          "the published start is one of cell rnn with uniform weights and two biases, without"
              + " Dale's principle and texts",
          "leave initial-numbers at philox, or change the other settings");
    }
  }
}
