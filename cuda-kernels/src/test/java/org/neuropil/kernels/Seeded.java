package org.neuropil.kernels;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** Random numbers of the tests, from fixed seeds that are printed once. */
final class Seeded {
  private static final Set<Long> PRINTED = ConcurrentHashMap.newKeySet();

  private Seeded() {}

  static SplittableRandom random(long seed) {
    if (PRINTED.add(seed)) {
      System.out.println("test seed " + seed);
    }
    return new SplittableRandom(seed);
  }
}
