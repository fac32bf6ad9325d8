package org.neuropil.compute.cuda;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Graphs of the pieces of work that come again. The first time a piece is queued call by call, so
 * that kernels are loaded and libraries have made what they need; the second time it is captured;
 * from then on the whole piece is one launch. A piece is known by all its calls with all their
 * arguments: whatever else the program does in between, a graph stands for exactly these calls.
 */
final class BatchGraphs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchGraphs.class);

  /** Shorter pieces gain nothing. */
  private static final int SHORTEST = 4;

  /**
   * Pieces remembered: full and last batch of training and of evaluation, each cut by reads at a
   * few places, with room for another network.
   */
  private static final int REMEMBERED = 32;

  private static final class Known {
    Device.@Nullable Graph graph;
    boolean refused;
  }

  private final Device device;
  private final boolean enabled;
  private final Map<List<Command>, Known> pieces = new LinkedHashMap<>(64, 0.75f, true);
  private long replays;

  /**
   * No graphs yet.
   *
   * @param enabled false queues everything call by call, to look for errors
   */
  BatchGraphs(Device device, boolean enabled) {
    this.device = device;
    this.enabled = enabled;
  }

  /** How often a graph was launched. */
  long replays() {
    return replays;
  }

  /** Queues a piece, which is not changed by anyone afterwards. */
  void run(List<Command> piece) {
    if (!enabled || piece.size() < SHORTEST) {
      queue(piece);
      return;
    }
    Known known = pieces.get(piece);
    if (known == null) {
      queue(piece);
      remember(piece);
      return;
    }
    if (known.graph == null && !known.refused) {
      capture(piece, known);
    }
    Device.Graph graph = known.graph;
    if (graph == null) {
      queue(piece);
      return;
    }
    for (Command command : piece) {
      if (command.onHost()) {
        command.run(device);
      }
    }
    graph.launch();
    replays++;
  }

  private void queue(List<Command> piece) {
    for (Command command : piece) {
      command.run(device);
    }
  }

  private void remember(List<Command> piece) {
    pieces.put(piece, new Known());
    if (pieces.size() > REMEMBERED) {
      var eldest = pieces.entrySet().iterator();
      Known leaving = eldest.next().getValue();
      eldest.remove();
      close(leaving);
    }
  }

  private void capture(List<Command> piece, Known known) {
    try {
      known.graph = device.capture(() -> queue(piece));
    } catch (RuntimeException e) {
      known.refused = true;
      LOG.warn(
          "CUDA: {} calls cannot be made one graph, they are queued one by one: {}",
          piece.size(),
          String.valueOf(e.getMessage()));
    }
  }

  private static void close(Known known) {
    if (known.graph != null) {
      known.graph.close();
    }
  }

  @Override
  public void close() {
    pieces.values().forEach(BatchGraphs::close);
    pieces.clear();
  }
}
