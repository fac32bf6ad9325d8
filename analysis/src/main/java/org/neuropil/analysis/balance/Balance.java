package org.neuropil.analysis.balance;

import java.util.List;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.motif.LoopCounts;
import org.neuropil.analysis.motif.MotifCensus;
import org.neuropil.analysis.motif.TriadClass;

/**
 * The global balance ratio of a graph (Zhang, Moore, Yan, Li, Communications Physics 6, 243, 2023).
 * Only loops in triads of the four classes 030T, 120U, 120D and 300 take part, each with weight 1.
 */
public final class Balance {
  /** The classes that count, in the order of the paper. */
  public static final List<TriadClass> CLASSES =
      List.of(TriadClass.T030T, TriadClass.T120U, TriadClass.T120D, TriadClass.T300);

  private final List<ClassBalance> classes;

  private Balance(List<ClassBalance> classes) {
    this.classes = classes;
  }

  /** The balance that follows from a census. */
  public static Balance of(MotifCensus census) {
    return new Balance(
        CLASSES.stream()
            .map(triad -> {
              LoopCounts loops = census.loops(triad);
              return new ClassBalance(
                  triad, census.triads(triad), loops.balanced(), loops.unbalanced());
            })
            .toList());
  }

  /** The balance of a graph, counted on one thread. */
  public static Balance of(SignedDigraph graph) {
    return of(MotifCensus.of(graph));
  }

  /** The four classes, in the order of {@link #CLASSES}. */
  public List<ClassBalance> classes() {
    return classes;
  }

  /** One of the four classes. */
  public ClassBalance get(TriadClass triad) {
    int place = CLASSES.indexOf(triad);
    if (place < 0) {
      throw new IllegalArgumentException(triad.code() + " takes no part in the balance");
    }
    return classes.get(place);
  }

  /** Eta by the rule of the authors' code, {@link EtaRule#POSITIVE}. */
  public double eta() {
    return eta(EtaRule.POSITIVE);
  }

  /** The arithmetic mean of T over the classes that the rule admits; NaN if it admits none. */
  public double eta(EtaRule rule) {
    return rule.eta(
        classes.stream().mapToLong(ClassBalance::balanced).toArray(),
        classes.stream().mapToLong(ClassBalance::unbalanced).toArray());
  }

  /** Balanced loops of the four classes. */
  public long balanced() {
    return classes.stream().mapToLong(ClassBalance::balanced).sum();
  }

  /** Unbalanced loops of the four classes. */
  public long unbalanced() {
    return classes.stream().mapToLong(ClassBalance::unbalanced).sum();
  }

  /** Balanced loops over all loops of the four classes together; NaN without loops. */
  public double pooled() {
    long balanced = balanced();
    return (double) balanced / (balanced + unbalanced());
  }
}
