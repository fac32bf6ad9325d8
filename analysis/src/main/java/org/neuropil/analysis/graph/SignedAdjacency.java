package org.neuropil.analysis.graph;

import java.util.Arrays;
import org.neuropil.error.UserError;

/**
 * One direction of a signed graph in compressed rows: node i has the neighbours {@code offsets[i]}
 * up to {@code offsets[i + 1]}.
 *
 * @param offsets length nodes+1
 * @param neighbours the other end of each edge
 * @param signs +1 or -1
 */
// Plain arrays are the point of this record, and it brings its own equals.
@SuppressWarnings("ArrayRecordComponent")
record SignedAdjacency(int[] offsets, int[] neighbours, byte[] signs) {

  int nodes() {
    return offsets.length - 1;
  }

  int edges() {
    return neighbours.length;
  }

  int degree(int i) {
    return offsets[i + 1] - offsets[i];
  }

  int positive() {
    int count = 0;
    for (byte sign : signs) {
      count += sign > 0 ? 1 : 0;
    }
    return count;
  }

  int find(int i, int j) {
    int e = Arrays.binarySearch(neighbours, offsets[i], offsets[i + 1], j);
    return e < 0 ? -1 : e;
  }

  /** Edges by {@code keys} in the order given, without self loops and zero signs. */
  static SignedAdjacency grouped(int nodes, int[] keys, int[] others, byte[] signs) {
    int[] offsets = new int[nodes + 1];
    for (int e = 0; e < keys.length; e++) {
      offsets[keys[e] + 1] += signs[e] != 0 && keys[e] != others[e] ? 1 : 0;
    }
    for (int i = 0; i < nodes; i++) {
      offsets[i + 1] += offsets[i];
    }
    int[] next = offsets.clone();
    int[] neighbours = new int[offsets[nodes]];
    byte[] kept = new byte[offsets[nodes]];
    for (int e = 0; e < keys.length; e++) {
      if (signs[e] != 0 && keys[e] != others[e]) {
        int to = next[keys[e]]++;
        neighbours[to] = others[e];
        kept[to] = (byte) (signs[e] > 0 ? 1 : -1);
      }
    }
    return new SignedAdjacency(offsets, neighbours, kept);
  }

  /** The other direction; its neighbours ascend whatever the order here. */
  SignedAdjacency transpose() {
    int[] turned = new int[offsets.length];
    for (int neighbour : neighbours) {
      turned[neighbour + 1]++;
    }
    for (int i = 0; i < nodes(); i++) {
      turned[i + 1] += turned[i];
    }
    int[] next = turned.clone();
    int[] from = new int[edges()];
    byte[] moved = new byte[edges()];
    for (int i = 0; i < nodes(); i++) {
      for (int e = offsets[i]; e < offsets[i + 1]; e++) {
        int to = next[neighbours[e]]++;
        from[to] = i;
        moved[to] = signs[e];
      }
    }
    return new SignedAdjacency(turned, from, moved);
  }

  /** This structure, turned from {@code other}, with the other's signs. */
  SignedAdjacency withSignsOf(SignedAdjacency other) {
    int[] next = offsets.clone();
    byte[] moved = new byte[edges()];
    for (int e = 0; e < other.edges(); e++) {
      moved[next[other.neighbours[e]]++] = other.signs[e];
    }
    return new SignedAdjacency(offsets, neighbours, moved);
  }

  /** Sorted rows with repeated neighbours kept once; an edge with both signs is an error. */
  SignedAdjacency withoutRepeats() {
    int[] newOffsets = new int[offsets.length];
    int kept = 0;
    for (int i = 0; i < nodes(); i++) {
      for (int e = offsets[i]; e < offsets[i + 1]; e++) {
        if (e > offsets[i] && neighbours[e] == neighbours[e - 1]) {
          if (signs[e] != signs[e - 1]) {
            throw UserError.data(
                "the edge from node %d to node %d is given as positive and as negative"
                    .formatted(i, neighbours[e]),
                "keep one of the two");
          }
        } else {
          kept++;
        }
      }
      newOffsets[i + 1] = kept;
    }
    if (kept == edges()) {
      return this;
    }
    int[] once = new int[kept];
    byte[] onceSigns = new byte[kept];
    int k = 0;
    for (int i = 0; i < nodes(); i++) {
      for (int e = offsets[i]; e < offsets[i + 1]; e++) {
        if (e == offsets[i] || neighbours[e] != neighbours[e - 1]) {
          once[k] = neighbours[e];
          onceSigns[k++] = signs[e];
        }
      }
    }
    return new SignedAdjacency(newOffsets, once, onceSigns);
  }

  /** Number of (node, neighbour) pairs that two sorted structures share. */
  static int countShared(SignedAdjacency a, SignedAdjacency b) {
    int shared = 0;
    for (int i = 0; i < a.nodes(); i++) {
      int f = b.offsets[i];
      int end = b.offsets[i + 1];
      for (int e = a.offsets[i]; e < a.offsets[i + 1]; e++) {
        while (f < end && b.neighbours[f] < a.neighbours[e]) {
          f++;
        }
        shared += f < end && b.neighbours[f] == a.neighbours[e] ? 1 : 0;
      }
    }
    return shared;
  }

  /** The edges of {@code a} whose place is empty in {@code b}. */
  static SignedAdjacency difference(SignedAdjacency a, SignedAdjacency b) {
    int left = a.edges() - countShared(a, b);
    int[] offsets = new int[a.offsets.length];
    int[] neighbours = new int[left];
    byte[] signs = new byte[left];
    int k = 0;
    for (int i = 0; i < a.nodes(); i++) {
      int f = b.offsets[i];
      int end = b.offsets[i + 1];
      for (int e = a.offsets[i]; e < a.offsets[i + 1]; e++) {
        while (f < end && b.neighbours[f] < a.neighbours[e]) {
          f++;
        }
        if (f == end || b.neighbours[f] != a.neighbours[e]) {
          neighbours[k] = a.neighbours[e];
          signs[k++] = a.signs[e];
        }
      }
      offsets[i + 1] = k;
    }
    return new SignedAdjacency(offsets, neighbours, signs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedAdjacency that
        && Arrays.equals(offsets, that.offsets)
        && Arrays.equals(neighbours, that.neighbours)
        && Arrays.equals(signs, that.signs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(offsets);
  }
}
