package org.neuropil.cli.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.machine.Machine;
import org.neuropil.cli.structure.Structure;
import org.neuropil.error.UserError;
import org.neuropil.train.EpochRecord;
import org.neuropil.train.TrainResult;
import tools.jackson.core.JacksonException;

/** The final figures of a run; the components are the keys of {@code summary.json}. */
public record Summary(
    String task,
    String cell,
    String activation,
    int hidden,
    double density,
    long nonzeros,
    long seed,
    String backend,
    String device,
    String precision,
    String plan,
    int threads,
    int epochs,
    long steps,
    String end,
    @JsonProperty("final") Figures last,
    Figures best,
    Figures kept,
    Timing timing,
    Memory memory,
    long nanCount,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, String> data,
    Map<String, String> versions,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Structure structure) {

  /**
   * Losses (mean per sample) and accuracies (fractions) after an epoch; NaN where there is no such
   * figure.
   */
  public record Figures(
      int epoch,
      double trainLoss,
      double testLoss,
      double testAccuracy,
      double validationLoss,
      double validationAccuracy) {
    static Figures of(EpochRecord record) {
      return new Figures(
          record.epoch(),
          record.trainLoss(),
          record.testLoss(),
          record.testAccuracy(),
          record.validationLoss(),
          record.validationAccuracy());
    }
  }

  /** Seconds of the whole run, and the median of a training step. */
  public record Timing(double trainSeconds, double stepMsMedian) {}

  /** Bytes: the process at its peak, and what the device lent. */
  public record Memory(long hostPeakBytes, long deviceBytes) {}

  /** The summary of a training. */
  public static Summary of(
      ResolvedConfig config, TrainResult result, RunFacts facts, @Nullable Structure structure) {
    Map<String, String> versions = new LinkedHashMap<>(Machine.versions());
    versions.put("libraries", facts.backend().libraries());
    return new Summary(
        config.task(),
        config.cell(),
        config.activation(),
        config.hidden(),
        config.density(),
        facts.nonzeros(),
        config.seed(),
        facts.backend().name(),
        facts.backend().device(),
        facts.backend().precision().name().toLowerCase(Locale.ROOT),
        facts.plan(),
        facts.threads(),
        result.last().epoch(),
        result.steps(),
        result.end().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        Figures.of(result.last()),
        Figures.of(result.best()),
        Figures.of(result.kept()),
        new Timing(result.trainSeconds(), result.stepMillisMedian()),
        new Memory(Machine.peakMemoryBytes(), facts.deviceBytes()),
        result.epochs().stream().mapToLong(EpochRecord::nanCount).sum(),
        facts.data(),
        versions,
        structure);
  }

  /** The text of {@code summary.json}. */
  public String toJson() {
    return Codecs.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
  }

  /** Reads a summary. */
  public static Summary parse(Path file, String text) {
    try {
      return Codecs.JSON.readValue(text, Summary.class);
    } catch (JacksonException e) {
      throw UserError.data(
          file + " is damaged: " + e.getOriginalMessage(),
          "remove it and go on with --resume to write it anew",
          e);
    }
  }
}
