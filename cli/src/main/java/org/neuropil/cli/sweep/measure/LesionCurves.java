package org.neuropil.cli.sweep.measure;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neuropil.analysis.generate.Motif;
import org.neuropil.cli.runner.EvalRunner;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;
import org.neuropil.matrix.SparsityPattern;

/**
 * What a trained network does while feed-forward loops are taken out of it one after the other,
 * without retraining (Zhang et al. 2023, lesion experiments). Loops that share a connection share
 * its removal.
 */
final class LesionCurves {
  /** The streams of {@link Purpose#GENERATE} below this one belong to the generators of graphs. */
  private static final int STREAM = 16;

  private final EvalRunner.Opened network;
  private final float[] trained;

  LesionCurves(EvalRunner.Opened network) {
    this.network = network;
    this.trained = network.recurrent();
  }

  /**
   * The figures of all orders.
   *
   * @param loss by order and number of removed loops, 0 first
   * @param accuracy the same; NaN where targets are values
   */
  @SuppressWarnings("ArrayRecordComponent") // A carrier of results; never compared.
  record Curves(double[][] loss, double[][] accuracy) {}

  /** The product of the signs of a loop's three weights; 0 where one is missing or 0. */
  int balance(Motif motif) {
    float product = 1;
    for (int entry : entries(motif)) {
      product *= entry < 0 ? 0 : Math.signum(trained[entry]);
    }
    return (int) product;
  }

  /**
   * Removes loops in random orders; order o is drawn from the random stream (seed, GENERATE, 16 +
   * o). A set of loops that several orders come to is evaluated once.
   */
  Curves remove(List<Motif> motifs, int orders, long seed) {
    Map<BitSet, EvalRunner.Result> known = new HashMap<>();
    double[][] loss = new double[orders][motifs.size() + 1];
    double[][] accuracy = new double[orders][motifs.size() + 1];
    for (int o = 0; o < orders; o++) {
      int[] order = new int[motifs.size()];
      Arrays.setAll(order, i -> i);
      new Philox(seed, Purpose.GENERATE, STREAM + o).shuffle(order, 0, order.length);
      BitSet removed = new BitSet();
      for (int k = 0; k <= order.length; k++) {
        if (k > 0) {
          removed.set(order[k - 1]);
        }
        EvalRunner.Result result = known.get(removed);
        if (result == null) {
          result = network.evaluate(without(motifs, removed));
          known.put((BitSet) removed.clone(), result);
        }
        loss[o][k] = result.loss();
        accuracy[o][k] = result.accuracy();
      }
    }
    return new Curves(loss, accuracy);
  }

  private float[] without(List<Motif> motifs, BitSet removed) {
    float[] values = trained.clone();
    for (int m = removed.nextSetBit(0); m >= 0; m = removed.nextSetBit(m + 1)) {
      for (int entry : entries(motifs.get(m))) {
        values[entry] = 0;
      }
    }
    return values;
  }

  /** Where the three weights stand; -1 where there is no connection. */
  private int[] entries(Motif motif) {
    SparsityPattern pattern = network.pattern();
    return new int[] {
      pattern.find(motif.middle(), motif.source()),
      pattern.find(motif.sink(), motif.middle()),
      pattern.find(motif.sink(), motif.source())
    };
  }
}
