package org.neuropil.analysis.motif;

/**
 * The sixteen classes of three nodes and the edges among them, named as in Holland and Leinhardt
 * 1970: numbers of mutual, single and empty pairs, and a letter for the direction. Three nodes
 * belong to exactly one class.
 */
public enum TriadClass {
  /** No edge. */
  T003("003", 0, 0),
  /** One edge. */
  T012("012", 0, 0),
  /** One mutual pair. */
  T102("102", 0, 0),
  /** a <- b -> c. */
  T021D("021D", 0, 0),
  /** a -> b <- c. */
  T021U("021U", 0, 0),
  /** a -> b -> c. */
  T021C("021C", 0, 0),
  /** a <-> b <- c. */
  T111D("111D", 0, 0),
  /** a <-> b -> c. */
  T111U("111U", 0, 0),
  /** a -> b -> c, a -> c: exactly one feed-forward loop. */
  T030T("030T", 1, 0),
  /** a -> b -> c -> a: one cycle. */
  T030C("030C", 0, 1),
  /** a <-> b <-> c. */
  T201("201", 0, 0),
  /** a <- b -> c, a <-> c. */
  T120D("120D", 2, 0),
  /** a -> b <- c, a <-> c. */
  T120U("120U", 2, 0),
  /** a -> b -> c, a <-> c. */
  T120C("120C", 1, 1),
  /** a <-> b <-> c, a -> c. */
  T210("210", 3, 1),
  /** All six edges. */
  T300("300", 6, 2);

  private final String code;
  private final int loops;
  private final int cycles;

  TriadClass(String code, int loops, int cycles) {
    this.code = code;
    this.loops = loops;
    this.cycles = cycles;
  }

  /** The usual name, such as {@code 030T}. */
  public String code() {
    return code;
  }

  /** Feed-forward loops in each triad of the class. */
  public int loops() {
    return loops;
  }

  /** Cycles of three edges in each triad of the class. */
  public int cycles() {
    return cycles;
  }

  /**
   * The class of three nodes with a feed-forward loop (i, j, k), by which of its edges have an edge
   * the other way.
   */
  public static TriadClass ofLoop(boolean firstMutual, boolean secondMutual, boolean directMutual) {
    return switch ((firstMutual ? 4 : 0) + (secondMutual ? 2 : 0) + (directMutual ? 1 : 0)) {
      case 0 -> T030T;
      case 1 -> T120C;
      case 2 -> T120D;
      case 4 -> T120U;
      case 7 -> T300;
      default -> T210;
    };
  }
}
