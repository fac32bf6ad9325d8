package org.neuropil.analysis.io;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Node ids in the order of their declaration, whatever the order in which they are mentioned. */
final class GraphmlNodes {
  private final Map<String, Integer> byId = new HashMap<>();
  private final List<String> ids = new ArrayList<>();
  private final List<Integer> declared = new ArrayList<>();
  private final Map<Integer, String> nameOf = new HashMap<>();
  private final BitSet isDeclared = new BitSet();

  int mention(String id) {
    Integer known = byId.putIfAbsent(id, ids.size());
    if (known != null) {
      return known;
    }
    ids.add(id);
    return ids.size() - 1;
  }

  boolean declare(String id, @Nullable String name) {
    int node = mention(id);
    if (isDeclared.get(node)) {
      return false;
    }
    isDeclared.set(node);
    declared.add(node);
    if (name != null) {
      nameOf.put(node, name);
    }
    return true;
  }

  @Nullable String undeclared() {
    int missing = isDeclared.nextClearBit(0);
    return missing < ids.size() ? ids.get(missing) : null;
  }

  int count() {
    return declared.size();
  }

  /** The final number of each node in the order of mention. */
  int[] order() {
    int[] numbers = new int[declared.size()];
    boolean byNumber = idsAreNumbers();
    for (int at = 0; at < numbers.length; at++) {
      int node = declared.get(at);
      numbers[node] = byNumber ? Integer.parseInt(ids.get(node)) : at;
    }
    return numbers;
  }

  private boolean idsAreNumbers() {
    for (int node = 0; node < ids.size(); node++) {
      byte[] id = ids.get(node).getBytes(StandardCharsets.UTF_8);
      int number = NumberText.node(id, 0, id.length);
      // As many different numbers below the count as there are nodes: each occurs once.
      if (number < 0 || number >= ids.size()) {
        return false;
      }
    }
    return true;
  }

  List<String> names(int nodes) {
    boolean all = !declared.isEmpty() && nameOf.size() == declared.size();
    if (!all && (idsAreNumbers() || idsAreOurs())) {
      return List.of();
    }
    int[] order = order();
    String[] names = new String[nodes];
    for (int node = 0; node < ids.size(); node++) {
      names[order[node]] = all ? nameOf.getOrDefault(node, "") : ids.get(node);
    }
    for (int node = ids.size(); node < nodes; node++) {
      names[node] = "(" + node + ")";
    }
    return List.of(names);
  }

  private boolean idsAreOurs() {
    for (int at = 0; at < declared.size(); at++) {
      if (!ids.get(declared.get(at)).equals("n" + at)) {
        return false;
      }
    }
    return true;
  }
}
