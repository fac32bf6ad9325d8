package org.neuropil.analysis.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an edge list calls its nodes. As long as only whole numbers appear, they are node numbers
 * from 0. With the first other name all become names, and nodes are numbered as they first appear.
 */
final class NodeIds {
  private final EdgeBuffer edges;
  private Map<String, Integer> byName = new HashMap<>();
  private List<String> names = new ArrayList<>();
  private boolean named;
  private int largest = -1;

  /**
   * @param edges the connections so far, to renumber when the first name appears
   */
  NodeIds(EdgeBuffer edges) {
    this.edges = edges;
  }

  boolean named() {
    return named;
  }

  /** How many nodes there are so far. */
  int count() {
    return named ? names.size() : largest + 1;
  }

  /** Takes note of a node number. */
  int number(int node) {
    largest = Math.max(largest, node);
    return node;
  }

  /** The number of a name, a new one if it has not appeared. */
  int name(String name) {
    Integer known = byName.putIfAbsent(name, names.size());
    if (known != null) {
      return known;
    }
    names.add(name);
    return names.size() - 1;
  }

  /**
   * From here on all are names.
   *
   * @param pending the source of the line being read if it was a number, else -1
   * @return the new number of {@code pending}
   */
  int becomeNamed(int pending) {
    named = true;
    int[] numbers = new int[largest + 1];
    Arrays.fill(numbers, -1);
    for (int e = 0; e < edges.size(); e++) {
      rename(edges.source(e), numbers);
      rename(edges.target(e), numbers);
    }
    edges.renumber(numbers);
    return pending < 0 ? -1 : name(Integer.toString(pending));
  }

  private void rename(int node, int[] numbers) {
    if (numbers[node] < 0) {
      numbers[node] = name(Integer.toString(node));
    }
  }

  /** One name for each of {@code nodes} nodes, or none if they go by their numbers. */
  List<String> names(int nodes) {
    if (!named) {
      return List.of();
    }
    List<String> all = new ArrayList<>(names);
    while (all.size() < nodes) {
      // Nodes without any connection that only the number of nodes tells of.
      all.add("(" + all.size() + ")");
    }
    return all;
  }
}
