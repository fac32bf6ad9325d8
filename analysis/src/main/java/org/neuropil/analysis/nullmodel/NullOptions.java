package org.neuropil.analysis.nullmodel;

/**
 * How to draw an ensemble of random graphs.
 *
 * @param model what the graphs keep
 * @param samples how many graphs, at least 2
 * @param sweeps how often the switching models go through all connections; more sweeps forget more
 *     of the network
 * @param attempts how many partners each connection tries in a sweep until one fits. With 1, all
 *     graphs that switching can reach become equally likely; FANMOD's 3 mixes faster but favours
 *     some graphs, by 17 % (root mean square) on a directed ring of six nodes, less where more can
 *     be exchanged
 * @param seed the same seed gives the same graphs, whatever the number of threads
 */
public record NullOptions(NullModel model, int samples, int sweeps, int attempts, long seed) {
  /** Checks the ranges. */
  public NullOptions {
    if (samples < 2 || sweeps < 0 || attempts < 1) {
      throw new IllegalArgumentException(
          "expected 2 samples, 0 sweeps, 1 attempt or more, found %d, %d, %d"
              .formatted(samples, sweeps, attempts));
    }
  }

  /** FANMOD's settings as published: three sweeps with up to three attempts. */
  public static NullOptions of(NullModel model, int samples, long seed) {
    return new NullOptions(model, samples, 3, 3, seed);
  }

  /** The same with another number of sweeps. */
  public NullOptions withSweeps(int count) {
    return new NullOptions(model, samples, count, attempts, seed);
  }

  /** The same with another number of attempts. */
  public NullOptions withAttempts(int count) {
    return new NullOptions(model, samples, sweeps, count, seed);
  }
}
