package org.neuropil.analysis.generate;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.analysis.generate.BalanceRatios.Measure;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/**
 * Rewires a signed network towards more (or less) structural balance, as the program of Zhang et
 * al. (2023) does: two connections a -> b, c -> d become a -> d, c -> b, each sign staying with its
 * source. With x the share of balanced loops around the two connections before and after, the new
 * ones are kept if x rises, else with the chance exp((x_new - x_old) / temperature).
 *
 * <p>Keeps the in-degree and the positive and negative out-degree of every node, not which
 * connections are mutual. The same seed gives the same network.
 */
public final class BalanceAnnealing {
  /**
   * Draws in a row without a valid proposal after which there is taken to be none, for each arc.
   */
  private static final int DRAWS_PER_ARC = 1000;

  private static final int MOST_DRAWS = 100_000_000;

  /** Null models have the streams from 0 on. */
  private static final int STREAM = -1;

  private final int nodes;
  private final int[] sources;
  private final int[] targets;
  private final byte[] signs;
  private final boolean selfLoops;
  private final boolean[] loopAt;
  private final BalanceState state;
  private final Philox random;
  private BalanceRatios ratios;
  private long proposals;
  private long accepted;
  private long lastAccepted;

  /** The connections drawn last. */
  private int first;

  private int second;

  /** Why a run ended. */
  public enum End {
    /** The schedule was done. */
    SCHEDULE,
    /** The goal was reached. */
    GOAL,
    /** As many proposals in a row as allowed were rejected. */
    NO_ACCEPTANCE,
    /** No two connections could be exchanged. */
    NO_PROPOSAL
  }

  /**
   * What a run led to.
   *
   * @param network the network at the end
   * @param ratios its balance
   * @param proposals valid proposals
   * @param accepted how many of them were accepted
   * @param end why the run ended
   */
  public record Result(
      SignedArcs network, BalanceRatios ratios, long proposals, long accepted, End end) {}

  /**
   * A network on the way.
   *
   * @param level the ratio that was asked for
   * @param network the first network that had it
   * @param ratios its balance
   * @param proposals valid proposals up to it
   */
  public record Rung(double level, SignedArcs network, BalanceRatios ratios, long proposals) {}

  /** Starts from a graph and makes no self loops. */
  public BalanceAnnealing(SignedDigraph start, long seed) {
    this(SignedArcs.of(start), seed, false);
  }

  /**
   * @param start the network to begin with; its arrays are copied
   * @param selfLoops whether self loops may arise, as in the published networks; those of {@code
   *     start} count in the degrees and take part in any case
   * @throws UserError if the network has more than 46,340 nodes
   */
  public BalanceAnnealing(SignedArcs start, long seed, boolean selfLoops) {
    this.nodes = start.nodes();
    this.sources = start.sources().clone();
    this.targets = start.targets().clone();
    this.signs = start.signs().clone();
    this.selfLoops = selfLoops;
    this.loopAt = new boolean[nodes];
    this.state = new BalanceState(nodes);
    this.random = new Philox(seed, Purpose.REWIRE, STREAM);
    for (int arc = 0; arc < sources.length; arc++) {
      if (has(sources[arc], targets[arc])) {
        throw new IllegalArgumentException(
            "the connection %d -> %d occurs twice".formatted(sources[arc], targets[arc]));
      }
      add(sources[arc], targets[arc], signs[arc]);
    }
    this.ratios = state.ratios();
  }

  /** The balance as it stands. */
  public BalanceRatios ratios() {
    return ratios;
  }

  /** The network as it stands. */
  public SignedArcs network() {
    return new SignedArcs(nodes, sources.clone(), targets.clone(), signs.clone());
  }

  /** Runs a schedule to its end, towards more balance. */
  public Result run(Schedule schedule) {
    End end = run(schedule, true, 0, () -> false);
    return result(end);
  }

  /**
   * Runs until a ratio is at the goal or beyond, upwards or downwards from where it stands.
   *
   * @param schedule at most so long; a constant temperature of 0.1 or below goes straight to it
   * @param patience rejected proposals in a row after which to give up; 0 for never
   */
  public Result runTo(Measure measure, double goal, Schedule schedule, long patience) {
    checkGoal(measure, goal);
    boolean up = ratios.get(measure) < goal;
    End end = run(schedule, up, patience, () -> reached(measure, goal, up));
    return result(end);
  }

  /**
   * Climbs a ladder: keeps the first network at or above each level.
   *
   * @param levels ascending; all that one step passes share a network
   * @param patience as in {@link #runTo}
   * @return a rung for each level that was reached
   */
  public List<Rung> ladder(Measure measure, double[] levels, Schedule schedule, long patience) {
    List<Rung> rungs = new ArrayList<>();
    for (int i = 0; i < levels.length; i++) {
      checkGoal(measure, levels[i]);
      if (i > 0 && levels[i] < levels[i - 1]) {
        throw UserError.usage("the levels of a ladder do not ascend", "sort them");
      }
    }
    run(
        schedule,
        true,
        patience,
        () -> {
          while (rungs.size() < levels.length && reached(measure, levels[rungs.size()], true)) {
            rungs.add(new Rung(levels[rungs.size()], network(), ratios, proposals));
          }
          return rungs.size() == levels.length;
        });
    return rungs;
  }

  private void checkGoal(Measure measure, double goal) {
    if (!(goal >= 0 && goal <= 1)) {
      throw UserError.usage("a balance of " + goal, "give 0 to 1");
    }
    if (Double.isNaN(ratios.get(measure))) {
      throw UserError.data(
          "the network has no feed-forward loop that balance is measured by",
          "give a denser network");
    }
  }

  private boolean reached(Measure measure, double goal, boolean up) {
    double now = ratios.get(measure);
    return up ? now >= goal : now <= goal;
  }

  private Result result(End end) {
    return new Result(network(), ratios, proposals, accepted, end);
  }

  /** Whether to stop, asked before the first proposal and after each accepted one. */
  private interface Stop {
    boolean now();
  }

  private End run(Schedule schedule, boolean up, long patience, Stop stop) {
    proposals = 0;
    accepted = 0;
    lastAccepted = 0;
    double temperature = schedule.start();
    if (stop.now()) {
      return End.GOAL;
    }
    while (proposals < schedule.proposals()) {
      if (proposals > 0 && proposals % schedule.levelProposals() == 0) {
        temperature *= schedule.factor();
      }
      if (!draw()) {
        return End.NO_PROPOSAL;
      }
      proposals++;
      if (propose(up ? temperature : -temperature)) {
        accepted++;
        lastAccepted = proposals;
        ratios = state.ratios();
        if (stop.now()) {
          return End.GOAL;
        }
      } else if (patience > 0 && proposals - lastAccepted >= patience) {
        return End.NO_ACCEPTANCE;
      }
    }
    return End.SCHEDULE;
  }

  /** Draws two connections that can be exchanged; false if there seem to be none. */
  private boolean draw() {
    int arcs = sources.length;
    long most = Math.min(MOST_DRAWS, (long) DRAWS_PER_ARC * (arcs + 1));
    for (long draw = 0; draw < most && arcs > 1; draw++) {
      first = random.nextInt(arcs);
      second = random.nextInt(arcs);
      int a = sources[first];
      int b = targets[first];
      int c = sources[second];
      int d = targets[second];
      boolean loop = a == d || c == b;
      if (a != c && b != d && (selfLoops || !loop) && !has(a, d) && !has(c, b)) {
        return true;
      }
    }
    return false;
  }

  /** Exchanges the drawn connections and takes that back if it is not accepted. */
  private boolean propose(double temperature) {
    int a = sources[first];
    int b = targets[first];
    int c = sources[second];
    int d = targets[second];
    double before = state.localRatio(a, b, c, d);
    exchange(a, b, c, d);
    double gain = state.localRatio(a, d, c, b) - before;
    // A negative temperature stands for the wish for less.
    double exponent = gain / temperature;
    if (exponent > 0 || random.nextDouble() < StrictMath.exp(exponent)) {
      targets[first] = d;
      targets[second] = b;
      return true;
    }
    exchange(a, d, c, b);
    return false;
  }

  private void exchange(int a, int b, int c, int d) {
    remove(a, b);
    remove(c, d);
    add(a, d, signs[first]);
    add(c, b, signs[second]);
  }

  private boolean has(int a, int b) {
    return a == b ? loopAt[a] : state.has(a, b);
  }

  private void add(int a, int b, byte sign) {
    if (a == b) {
      loopAt[a] = true;
    } else {
      state.add(a, b, sign);
    }
  }

  private void remove(int a, int b) {
    if (a == b) {
      loopAt[a] = false;
    } else {
      state.remove(a, b);
    }
  }
}
