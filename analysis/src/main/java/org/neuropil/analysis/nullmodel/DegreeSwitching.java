package org.neuropil.analysis.nullmodel;

import org.neuropil.matrix.Philox;

/**
 * {@link NullModel#DEGREE}: connections a -> b and c -> d become a -> d and c -> b where that makes
 * neither a self loop nor a second connection between the same nodes in the same direction.
 */
final class DegreeSwitching extends Sampler {
  private final int sweeps;
  private final int attempts;
  private final ArcTable present;
  private final ArcTable originalTable;

  DegreeSwitching(Arcs original, NullOptions options) {
    super(original);
    this.sweeps = options.sweeps();
    this.attempts = options.attempts();
    this.present = ArcTable.of(original.nodes, original.count());
    this.originalTable = ArcTable.of(original.nodes, original.count());
    for (int arc = 0; arc < original.count(); arc++) {
      originalTable.add(original.source[arc], original.target[arc]);
    }
  }

  @Override
  void sample(Philox random) {
    arcs.copy(original);
    present.copy(originalTable);
    for (int sweep = 0; sweep < sweeps; sweep++) {
      for (int arc = 0; arc < arcs.count(); arc++) {
        for (int attempt = 0; attempt < attempts; attempt++) {
          if (tried(arc, random)) {
            break;
          }
        }
      }
    }
  }

  private boolean tried(int first, Philox random) {
    int second = random.nextInt(arcs.count());
    int a = arcs.source[first];
    int b = arcs.target[first];
    int c = arcs.source[second];
    int d = arcs.target[second];
    // Where a = c or b = d, the new connections are the old ones and count as present.
    if (a == d || c == b || present.has(a, d) || present.has(c, b)) {
      return false;
    }
    present.remove(a, b);
    present.remove(c, d);
    present.add(a, d);
    present.add(c, b);
    arcs.target[first] = d;
    arcs.target[second] = b;
    if (arcs.sign[first] != arcs.sign[second] && random.nextInt() < 0) {
      arcs.swapSigns(first, second);
    }
    return true;
  }
}
