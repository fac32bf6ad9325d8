package org.neuropil.analysis.nullmodel;

import org.neuropil.matrix.Philox;

/** Makes random graphs of one null model, one after the other in the same memory. */
abstract class Sampler {
  final Arcs original;
  final Arcs arcs;

  Sampler(Arcs original) {
    this.original = original;
    this.arcs = original.sameSize();
  }

  /** Fills {@link #arcs} with a random graph that depends on nothing but {@code random}. */
  abstract void sample(Philox random);

  static Sampler of(Arcs original, NullOptions options) {
    return switch (options.model()) {
      case DEGREE_MUTUAL -> new MutualSwitching(original, options, false);
      case SIGNS_AT_SOURCE -> new MutualSwitching(original, options, true);
      case DEGREE -> new DegreeSwitching(original, options);
      case SIGNS -> new SignShuffle(original);
      case ERDOS_RENYI -> new UniformPlacement(original);
    };
  }

  /** {@link NullModel#SIGNS}. */
  private static final class SignShuffle extends Sampler {
    SignShuffle(Arcs original) {
      super(original);
    }

    @Override
    void sample(Philox random) {
      arcs.copy(original);
      arcs.shuffleSigns(random);
    }
  }

  /** {@link NullModel#ERDOS_RENYI}. */
  private static final class UniformPlacement extends Sampler {
    private final ArcTable table;
    private final long places;

    UniformPlacement(Arcs original) {
      super(original);
      places = (long) original.nodes * (original.nodes - 1);
      table = ArcTable.of(original.nodes, (int) Math.min(places, original.count()));
    }

    @Override
    void sample(Philox random) {
      arcs.copy(original);
      table.clear();
      if (2L * arcs.count() <= places) {
        for (int arc = 0; arc < arcs.count(); arc++) {
          drawNew(random, arc);
        }
      } else {
        // Where most places are taken, draw those that stay empty.
        for (long empty = arcs.count(); empty < places; empty++) {
          drawNew(random, -1);
        }
        int arc = 0;
        for (int a = 0; a < arcs.nodes; a++) {
          for (int b = 0; b < arcs.nodes; b++) {
            if (a != b && !table.has(a, b)) {
              arcs.source[arc] = a;
              arcs.target[arc++] = b;
            }
          }
        }
      }
      arcs.shuffleSigns(random);
    }

    private void drawNew(Philox random, int arc) {
      int a;
      int b;
      do {
        a = random.nextInt(arcs.nodes);
        b = random.nextInt(arcs.nodes - 1);
        b += b >= a ? 1 : 0;
      } while (table.has(a, b));
      table.add(a, b);
      if (arc >= 0) {
        arcs.source[arc] = a;
        arcs.target[arc] = b;
      }
    }
  }
}
