package org.neuropil.cli.sweep.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.run.AtomicFile;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.runner.Runners;
import org.neuropil.error.UserError;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a measure works on, and where its figures go: a file {@code measures/NAME.json} in the run's
 * directory, whose existence, for these options, means that the measure is done.
 */
public final class MeasureContext {
  private final Path run;
  private final ResolvedConfig config;
  private final Runners runners;
  private final MeasureSpec spec;
  private final ObjectNode values = Codecs.JSON.createObjectNode();

  /** The context of one measure on one run. */
  public MeasureContext(Path run, ResolvedConfig config, Runners runners, MeasureSpec spec) {
    this.run = run;
    this.config = config;
    this.runners = runners;
    this.spec = spec;
  }

  /** The run's directory; it is trained. */
  public Path run() {
    return run;
  }

  /** The trained weights. */
  public Path weights() {
    return RunDirectory.weightsOf(run);
  }

  /** The run's settings. */
  public ResolvedConfig config() {
    return config;
  }

  /** Who evaluates networks. */
  public Runners runners() {
    return runners;
  }

  /** CPU threads to use. */
  public int threads() {
    return config.threads() > 0 ? config.threads() : Runtime.getRuntime().availableProcessors();
  }

  /** A folder for files beside the figures, such as histograms too long for a table. */
  public Path folder() {
    return run.resolve("measures");
  }

  /** An option that is a whole number. */
  public long integer(String option) {
    return require(option).asLong();
  }

  /** An option that is a number. */
  public double number(String option) {
    return require(option).asDouble();
  }

  /** An option that is a word. */
  public String word(String option) {
    return require(option).asString();
  }

  /** An option that is true or false. */
  public boolean flag(String option) {
    return require(option).asBoolean();
  }

  private JsonNode require(String option) {
    JsonNode value = spec.options().get(option);
    if (value == null) {
      throw new IllegalArgumentException("measure " + spec.name() + " has no option " + option);
    }
    return value;
  }

  /** Puts a figure; its name becomes part of a column's name. */
  public void put(String name, double value) {
    fresh(name).put(name, value);
  }

  /** Puts a count. */
  public void put(String name, long value) {
    fresh(name).put(name, value);
  }

  /** Puts a word. */
  public void put(String name, String value) {
    fresh(name).put(name, value);
  }

  /** Puts figures in order, such as a histogram; they go to a table of their own. */
  public void put(String name, double[] figures) {
    ArrayNode array = fresh(name).putArray(name);
    for (double value : figures) {
      array.add(value);
    }
  }

  private ObjectNode fresh(String name) {
    if (values.has(name)) {
      throw new IllegalArgumentException(spec.name() + " puts " + name + " twice");
    }
    return values;
  }

  /** The figures so far. */
  public ObjectNode values() {
    return values.deepCopy();
  }

  /** Writes the figures; from now on the measure is done. */
  public void save() {
    ObjectNode json = spec.toJson();
    json.set("values", values);
    try {
      Files.createDirectories(folder());
    } catch (IOException e) {
      throw IoErrors.writing(folder(), e);
    }
    AtomicFile.write(
        file(run, spec.name()),
        Codecs.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
  }

  /** The file of a measure's figures. */
  public static Path file(Path run, String measure) {
    return run.resolve("measures").resolve(measure + ".json");
  }

  /** Whether a measure is done with these options. */
  public static boolean isDone(Path run, MeasureSpec spec) {
    Path file = file(run, spec.name());
    return Files.exists(file) && spec.equals(MeasureSpec.fromJson(read(file)));
  }

  /**
   * The content of a measure's file.
   *
   * @throws UserError data, if it is damaged
   */
  public static JsonNode read(Path file) {
    try {
      return Codecs.JSON.readTree(file);
    } catch (JacksonException e) {
      throw UserError.data(
          file + " is damaged: " + e.getOriginalMessage(),
          "remove it; the sweep measures it anew",
          e);
    }
  }
}
