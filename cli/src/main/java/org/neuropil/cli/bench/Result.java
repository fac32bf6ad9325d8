package org.neuropil.cli.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.MemoryNeed;

/**
 * One line with what it is compared to.
 *
 * @param line what was measured
 * @param batch time steps and samples
 * @param roofline of the device; null where its constants are not known
 * @param predicted what was predicted; null where it is of another kind of device
 * @param torch PyTorch's time for the same network; null where it was not asked or failed
 */
public record Result(
    Line line,
    Batch batch,
    @Nullable Roofline roofline,
    @Nullable Prediction predicted,
    TorchSide.@Nullable Answer torch) {
  /** Everything by name, in a fixed order; null where there is nothing. */
  public Map<String, @Nullable Object> fields() {
    Setting s = line.setting();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("nodes", s.nodes());
    fields.put("density", s.density());
    fields.put("connections", line.connections());
    fields.put("plan", lower(line.plan()));
    fields.put("precision", lower(s.precision()));
    fields.put("steps", batch.steps());
    fields.put("batch", batch.size());
    fields.put("outcome", lower(line.end()));
    MemoryNeed memory = line.memory();
    fields.put("memory_bytes", memory == null ? null : (Long) memory.total());
    fields.put("available_bytes", memory == null ? null : (Long) memory.available());
    Times t = line.times();
    fields.put("forward_ms", t == null ? null : (Double) t.forward());
    fields.put("backward_ms", t == null ? null : (Double) t.backward());
    fields.put("gradient_ms", t == null ? null : (Double) t.gradient());
    fields.put("update_ms", t == null ? null : (Double) t.update());
    fields.put("batch_ms", t == null ? null : (Double) t.batch());
    fields.put("batch_without_graph_ms", t == null ? null : number(t.loose()));
    fields.put("roofline_forward", share(Part.FORWARD));
    fields.put("roofline_backward", share(Part.BACKWARD));
    fields.put("roofline_gradient", share(Part.GRADIENT));
    fields.put("roofline_update", share(Part.UPDATE));
    fields.put("roofline_batch", share(Part.BATCH));
    fields.put("predicted_step_ms", predicted == null ? null : number(predicted.step()));
    fields.put("predicted_gradient_ms", predicted == null ? null : number(predicted.gradient()));
    fields.put("predicted_batch_ms", predicted == null ? null : number(predicted.batch()));
    fields.put("torch_ms", torch == null ? null : (Double) torch.millis());
    fields.put("torch_ratio", ratio());
    fields.put("torch_memory_bytes", torch == null ? null : (Long) torch.memory());
    fields.put("torch_setting", torch == null ? null : torch.setting());
    fields.put("reason", line.reason());
    return fields;
  }

  /** What was timed. */
  public enum Part {
    /** W h. */
    FORWARD,
    /** W^T d. */
    BACKWARD,
    /** The weight gradient. */
    GRADIENT,
    /** Adam. */
    UPDATE,
    /** The whole step. */
    BATCH
  }

  /** The roofline's time as part of the measured one; null where either is not known. */
  public @Nullable Double share(Part part) {
    Times t = line.times();
    Roofline r = roofline;
    if (t == null || r == null) {
      return null;
    }
    Setting s = line.setting();
    int n = s.nodes();
    long c = line.connections();
    return switch (part) {
      case FORWARD -> r.step(n, c, line.plan(), s.precision()) / t.forward();
      case BACKWARD -> r.step(n, c, line.plan(), s.precision()) / t.backward();
      case GRADIENT -> r.gradient(n, c, s.precision()) / t.gradient();
      case UPDATE -> r.update(c) / t.update();
      case BATCH -> r.batch(n, c, line.plan(), s.precision()) / t.batch();
    };
  }

  /** How many times as long PyTorch takes; null where one of the two is not known. */
  public @Nullable Double ratio() {
    Times t = line.times();
    return t == null || torch == null ? null : (Double) (torch.millis() / t.batch());
  }

  private static @Nullable Double number(double value) {
    return Double.isNaN(value) ? null : (Double) value;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
