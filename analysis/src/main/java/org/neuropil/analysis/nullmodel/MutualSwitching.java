package org.neuropil.analysis.nullmodel;

import org.neuropil.matrix.Philox;

/**
 * {@link NullModel#DEGREE_MUTUAL} and {@link NullModel#SIGNS_AT_SOURCE}: single connections a -> b
 * and c -> d become a -> d and c -> b, mutual pairs a <-> b and c <-> d become a <-> d and c <-> b,
 * where before neither a and d nor c and b were connected in any direction.
 */
final class MutualSwitching extends Sampler {
  private final int sweeps;
  private final int attempts;
  private final boolean signsAtSource;

  /** Which nodes are connected in whatever direction, the smaller number first. */
  private final ArcTable connected;

  private final ArcTable originallyConnected;

  MutualSwitching(Arcs original, NullOptions options, boolean signsAtSource) {
    super(original);
    this.sweeps = options.sweeps();
    this.attempts = options.attempts();
    this.signsAtSource = signsAtSource;
    int pairs = original.singles + (original.count() - original.singles) / 2;
    this.connected = ArcTable.of(original.nodes, pairs);
    this.originallyConnected = ArcTable.of(original.nodes, pairs);
    for (int arc = 0; arc < original.count(); arc++) {
      int a = original.source[arc];
      int b = original.target[arc];
      originallyConnected.add(Math.min(a, b), Math.max(a, b));
    }
  }

  @Override
  void sample(Philox random) {
    arcs.copy(original);
    connected.copy(originallyConnected);
    for (int sweep = 0; sweep < sweeps; sweep++) {
      for (int arc = 0; arc < arcs.singles; arc++) {
        for (int attempt = 0; attempt < attempts; attempt++) {
          if (switchedSingles(arc, random)) {
            break;
          }
        }
      }
      for (int arc = arcs.singles; arc < arcs.count(); arc += 2) {
        for (int attempt = 0; attempt < attempts; attempt++) {
          if (switchedPairs(arc, random)) {
            break;
          }
        }
      }
    }
  }

  private boolean switchedSingles(int first, Philox random) {
    int second = random.nextInt(arcs.singles);
    int b = arcs.target[first];
    int d = arcs.target[second];
    if (!reconnected(arcs.source[first], b, arcs.source[second], d)) {
      return false;
    }
    arcs.target[first] = d;
    arcs.target[second] = b;
    if (!signsAtSource && arcs.sign[first] != arcs.sign[second] && random.nextInt() < 0) {
      arcs.swapSigns(first, second);
    }
    return true;
  }

  private boolean switchedPairs(int first, Philox random) {
    // Drawn among all directions: a pair takes part in either orientation.
    int forth = arcs.singles + random.nextInt(arcs.count() - arcs.singles);
    int back = forth + ((forth - arcs.singles & 1) == 0 ? 1 : -1);
    int a = arcs.source[first];
    int b = arcs.target[first];
    int c = arcs.source[forth];
    int d = arcs.target[forth];
    if (!reconnected(a, b, c, d)) {
      return false;
    }
    arcs.target[first] = d;
    arcs.source[first + 1] = d;
    arcs.target[forth] = b;
    arcs.source[back] = b;
    if (signsAtSource) {
      // Those that leave b and d changed places.
      arcs.swapSigns(first + 1, back);
    } else {
      shuffleFour(first, first + 1, forth, back, random);
    }
    return true;
  }

  private void shuffleFour(int w, int x, int y, int z, Philox random) {
    swapOneOf(w, w, x, y, z, random.nextInt(4));
    swapOneOf(x, x, y, z, z, random.nextInt(3));
    swapOneOf(y, y, z, z, z, random.nextInt(2));
  }

  private void swapOneOf(int arc, int zero, int one, int two, int three, int choice) {
    arcs.swapSigns(
        arc,
        switch (choice) {
          case 0 -> zero;
          case 1 -> one;
          case 2 -> two;
          default -> three;
        });
  }

  /** Replaces a-b and c-d by a-d and c-b if these are two new pairs of different nodes. */
  private boolean reconnected(int a, int b, int c, int d) {
    if (a == d || c == b) {
      return false;
    }
    int ad = Math.min(a, d);
    int da = Math.max(a, d);
    int cb = Math.min(c, b);
    int bc = Math.max(c, b);
    // Where a = c or b = d, the new pairs are the old ones and count as connected.
    if (connected.has(ad, da) || connected.has(cb, bc)) {
      return false;
    }
    connected.remove(Math.min(a, b), Math.max(a, b));
    connected.remove(Math.min(c, d), Math.max(c, d));
    connected.add(ad, da);
    connected.add(cb, bc);
    return true;
  }
}
