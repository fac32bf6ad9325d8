package org.neuropil.cli.sweep.plan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where the data of each task of a plan lie, given one folder.
 *
 * @param root the folder that was given; null for none
 * @param several whether the plan has several tasks, so that the folder itself is not meant for all
 *     of them
 */
record DataFolders(@Nullable Path root, boolean several) {
  /** Tasks that are there without data. */
  private static final Set<String> WITHOUT_DATA =
      Set.of("mnist-sample", "mackey-glass", "cognitive");

  static DataFolders of(@Nullable Path root, Section section) {
    Set<String> tasks = new HashSet<>();
    Section.Axis axis = section.grid.get("task");
    if (axis != null) {
      axis.values().forEach(task -> tasks.add(task.asString()));
    }
    JsonNode common = section.base.get("task");
    for (Section.Case one : section.cases) {
      JsonNode own = one.settings().getOrDefault("task", common);
      tasks.add(own == null ? "" : own.asString());
      one.lists().getOrDefault("task", List.of()).forEach(task -> tasks.add(task.asString()));
    }
    return new DataFolders(root, tasks.size() > 1);
  }

  /** The folder of a task; null to leave it as the plan has it. */
  @Nullable Path of(String task) {
    if (root == null) {
      return null;
    }
    Path own = root.resolve(task);
    if (Files.isDirectory(own)) {
      return own;
    }
    // A folder that is meant for other tasks says nothing to one that generates its data.
    return several && WITHOUT_DATA.contains(task) ? null : root;
  }
}
