package org.neuropil.cli.sweep.pool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.sweep.measure.MeasureSpec;
import org.neuropil.cli.sweep.run.FailedRun;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a pool and its workers say to each other, a JSON object per line. To a worker: {@code do:
 * run} with id, directory, settings and measures; {@code do: stop}; the end of its input means stop
 * too. From a worker: {@code event:} ready, step, checkpoint, measuring, measured, done,
 * interrupted, failed; the last says with {@code ends} whether the worker ends and takes no further
 * run.
 */
final class Messages {
  private Messages() {}

  /** An order to do a run. */
  record Order(String id, Path directory, ResolvedConfig config, List<MeasureSpec> measures) {
    String toJson() {
      ObjectNode json = Codecs.JSON.createObjectNode();
      json.put("do", "run");
      json.put("id", id);
      json.put("directory", directory.toString());
      json.set("settings", config.values());
      ArrayNode list = json.putArray("measures");
      measures.forEach(measure -> list.add(measure.toJson()));
      return Codecs.JSON.writeValueAsString(json);
    }

    static Order parse(JsonNode json) {
      List<MeasureSpec> measures = new ArrayList<>();
      json.path("measures").forEach(measure -> measures.add(MeasureSpec.fromJson(measure)));
      return new Order(
          json.path("id").asString(),
          Path.of(json.path("directory").asString()),
          ResolvedConfig.resolve(null, (ObjectNode) json.path("settings")),
          measures);
    }
  }

  static String stop() {
    return "{\"do\":\"stop\"}";
  }

  static ObjectNode event(String name, String id) {
    ObjectNode json = Codecs.JSON.createObjectNode();
    json.put("event", name);
    json.put("id", id);
    return json;
  }

  /** A run failed; {@code ends} says that its worker takes no further one. */
  static ObjectNode failed(String id, FailedRun reason, boolean ends) {
    return event("failed", id)
        .put("error", reason.error())
        .put("exit_code", reason.exitCode())
        .put("ends", ends);
  }

  static boolean ends(JsonNode failed) {
    return failed.path("ends").asBoolean();
  }

  static FailedRun reason(JsonNode failed) {
    return new FailedRun(failed.path("error").asString(), failed.path("exit_code").asInt());
  }
}
