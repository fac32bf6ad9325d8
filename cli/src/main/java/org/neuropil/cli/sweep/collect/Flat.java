package org.neuropil.cli.sweep.collect;

import java.util.Map;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/** Turns nested JSON into columns: keys are joined with underscores. */
final class Flat {
  private Flat() {}

  /** Puts every figure into {@code cells} and hands every list to {@code lists}. */
  static void into(
      String prefix, JsonNode node, Map<String, String> cells, BiConsumer<String, JsonNode> lists) {
    switch (node.getNodeType()) {
      case OBJECT ->
          node.properties()
              .forEach(entry ->
                  into(
                      prefix.isEmpty() ? entry.getKey() : prefix + "_" + entry.getKey(),
                      entry.getValue(),
                      cells,
                      lists));
      case ARRAY -> lists.accept(prefix, node);
      case NULL, MISSING -> {}
      default -> cells.put(prefix, node.asString());
    }
  }
}
