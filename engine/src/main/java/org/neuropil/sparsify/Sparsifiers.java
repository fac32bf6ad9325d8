package org.neuropil.sparsify;

import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/** Makes rules and the patterns that they start from. */
public final class Sparsifiers {
  /** Tells the seed of the inputs' rule from that of the hidden connections. */
  private static final long INPUTS = 0x9E3779B97F4A7C15L;

  private Sparsifiers() {}

  /**
   * A rule.
   *
   * @param initialSign signs of the initial dense weights, which DeepR gives to new connections
   * @throws UserError if pruning would end before it begins
   */
  public static Sparsifier create(SparsifySpec spec, SignAt initialSign) {
    boolean code = spec.form() == SparsifySpec.Form.CODE;
    Sparsifier rule =
        switch (spec.kind()) {
          case PRUNING_ONE -> code ? new PruningOne(spec) : new NarangPruning(spec);
          case PRUNING_TWO -> code ? new PruningTwo(spec) : new ZhuGuptaPruning(spec);
          case SET -> new SetRewiring(spec);
          case DEEPR -> code ? new DeepR(spec, initialSign) : new DeepRSteps(spec, initialSign);
        };
    if (spec.kind().prunes()) {
      requireEvents(spec, rule);
    }
    return rule;
  }

  /**
   * The same rule for the connections from the inputs, in networks where these are sparse too: it
   * draws from the streams of another seed, and new connections are positive.
   */
  public static Sparsifier createForInputs(SparsifySpec spec) {
    return create(spec.withSeed(spec.seed() ^ INPUTS), (i, j) -> 1);
  }

  /**
   * The pattern before the first epoch: every connection for pruning; for SET each on its own with
   * probability p, the diagonal included; for DeepR int(p N) draws of a place with replacement from
   * the stream (seed, MASK, 1), so that a few fewer come out.
   */
  public static SparsityPattern initialPattern(SparsifySpec spec, int rows, int cols) {
    if (spec.kind().prunes()) {
      return SparsityPattern.full(rows, cols);
    }
    if (spec.kind() == SparsifySpec.Kind.SET) {
      return SparsityPattern.bernoulli(rows, cols, spec.density(), spec.seed(), 0);
    }
    Philox random = new Philox(spec.seed(), Philox.Purpose.MASK, 1);
    long[] places = new long[DeepR.connections(spec, rows, cols)];
    for (int k = 0; k < places.length; k++) {
      long row = random.nextInt(rows);
      places[k] = row * cols + random.nextInt(cols);
    }
    return PatternEdit.at(rows, cols, places);
  }

  private static void requireEvents(SparsifySpec spec, Sparsifier rule) {
    boolean strict =
        spec.form() == SparsifySpec.Form.CODE
            && (spec.kind() == SparsifySpec.Kind.PRUNING_ONE || spec.exclusiveStart());
    int least = spec.startEpoch() + (strict ? 2 : 1);
    if (spec.lastEpoch() < least) {
      throw UserError.usage(
          "pruning from epoch "
              + spec.startEpoch()
              + " to epoch "
              + spec.lastEpoch()
              + " leaves no epoch to prune after",
          "train for at least " + 2 * least + " epochs, or let pruning begin earlier or end later");
    }
    if (rule instanceof ZhuGuptaPruning pruning && pruning.events() < 1) {
      throw UserError.usage(
          "pruning lasts fewer steps than the " + spec.frequency() + " between two events",
          "use a smaller frequency or more epochs");
    }
  }
}
