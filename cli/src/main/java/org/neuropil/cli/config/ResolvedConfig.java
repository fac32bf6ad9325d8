package org.neuropil.cli.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.network.DaleSpec;
import org.neuropil.network.Dynamics;
import org.neuropil.network.InitSpec;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.ReadoutSpec;
import org.neuropil.sparsify.SparsifySpec;
import org.neuropil.train.TrainSettings;
import org.neuropil.train.Weights;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every setting of a training with the value that holds. The components are the keys of the schema
 * in camelCase; the schema says what each means, its range and its default. Words stay words here;
 * the methods below translate them into the engine's types.
 */
public record ResolvedConfig(
    String task,
    @Nullable String data,
    @Nullable String variant,
    int trainSamples,
    int perClass,
    int testSamples,
    int validationSamples,
    String cell,
    String activation,
    int hidden,
    double density,
    double weightLimit,
    String inputInit,
    String recurrentInit,
    String readoutInit,
    @Nullable Double readoutBias,
    String biases,
    String initialNumbers,
    int embedding,
    double timeStep,
    double timeConstant,
    int subSteps,
    double stateNoise,
    boolean doubleSoftmax,
    @Nullable String topology,
    double spectralRadius,
    boolean freezeRecurrent,
    @Nullable String init,
    String dale,
    double inhibitory,
    double inhibitoryScale,
    boolean daleReplacement,
    boolean sparseToDense,
    String sparsify,
    String sparsifyForm,
    int sparsifyStart,
    int sparsifyEnd,
    double prunePower,
    boolean pruneEnds,
    double zeta,
    double deeprNoise,
    double deeprL1,
    int epochs,
    int batch,
    double lr,
    double beta1,
    double beta2,
    double eps,
    String adamForm,
    double clip,
    int epochSteps,
    boolean partialBatches,
    int evaluateEvery,
    String keep,
    long seed,
    boolean shuffle,
    long maxSteps,
    int patience,
    int resetSecondMomentAfter,
    boolean resetSecondMomentCount,
    int checkpointEvery,
    int saveWeightsEvery,
    int recordStructure,
    int recordGradients,
    String backend,
    int device,
    String plan,
    String precision,
    int threads) {

  /** Steps between two prunings in the form of the original papers. */
  private static final int PRUNING_STEPS = 100;

  /**
   * The defaults of the task with {@code file}'s values over them and {@code options} over both.
   */
  public static ResolvedConfig resolve(@Nullable ConfigFile file, ObjectNode options) {
    ObjectNode given = JsonNodeFactory.instance.objectNode();
    if (file != null) {
      given.setAll(file.values());
    }
    given.setAll(options);
    ObjectNode merged = TaskDefaults.of(given);
    merged.setAll(given);
    return of(merged);
  }

  /** A complete set of values, each already checked on its own; here they are checked together. */
  static ResolvedConfig of(ObjectNode complete) {
    ResolvedConfig config = Codecs.YAML.treeToValue(normalise(complete), ResolvedConfig.class);
    ConfigChecks.together(config);
    return config;
  }

  private static ObjectNode normalise(ObjectNode complete) {
    ObjectNode normal = JsonNodeFactory.instance.objectNode();
    for (Setting setting : Settings.all()) {
      normal.set(setting.key(), normalise(setting, complete.path(setting.key())));
    }
    return normal;
  }

  /** One spelling per value: 1000.0 is the whole number 1000, a path is absolute. */
  static JsonNode normalise(Setting setting, JsonNode value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (value.isNull()) {
      return value;
    }
    return switch (setting.type()) {
      case INTEGER -> nodes.numberNode(new BigDecimal(value.asString()).longValueExact());
      case NUMBER -> nodes.numberNode(value.asDouble());
      case STRING ->
          setting.path()
              ? nodes.stringNode(Path.of(value.asString()).toAbsolutePath().normalize().toString())
              : value;
      case BOOLEAN -> value;
    };
  }

  /** All settings as key and value, in the order of the schema. */
  public ObjectNode values() {
    return normalise(Codecs.YAML.valueToTree(this));
  }

  /** The value of one setting. */
  public JsonNode value(String key) {
    return values().path(key);
  }

  /** A value of {@code key} in the spelling of this configuration. */
  public JsonNode normalised(String key, JsonNode value) {
    return normalise(Settings.get(key), value);
  }

  /** No option at all. */
  public static ObjectNode noOptions() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** This configuration with some values replaced. */
  public ResolvedConfig with(Map<String, JsonNode> changes) {
    ObjectNode values = values();
    changes.forEach(values::set);
    return of(values);
  }

  /** The text of a configuration file that resolves to this configuration. */
  public String toYaml() {
    return "# Fully resolved settings; run again with: neuropil train --config <this file>\n"
        + Codecs.YAML.writeValueAsString(this);
  }

  /** A short command that trains with these settings: what differs from the task's defaults. */
  public String command() {
    StringBuilder command = new StringBuilder("neuropil train");
    for (Map.Entry<String, JsonNode> entry : chosen().properties()) {
      Setting setting = Settings.get(entry.getKey());
      String value = setting.text(entry.getValue());
      command.append(' ');
      if (setting.type() == Setting.Type.BOOLEAN) {
        command.append(value.equals("true") ? "--" : "--no-").append(setting.key());
      } else {
        command.append("--").append(setting.key()).append(' ').append(quoted(value));
      }
    }
    return command.toString();
  }

  /** Settings that make all others follow as defaults. What is nothing cannot be given. */
  private ObjectNode chosen() {
    ObjectNode values = values();
    ObjectNode chosen = JsonNodeFactory.instance.objectNode();
    boolean complete = false;
    while (!complete) {
      complete = true;
      ObjectNode defaults = normalise(TaskDefaults.of(chosen));
      for (Map.Entry<String, JsonNode> entry : values.properties()) {
        boolean given = chosen.has(entry.getKey()) || entry.getValue().isNull();
        if (!given && !entry.getValue().equals(defaults.path(entry.getKey()))) {
          chosen.set(entry.getKey(), entry.getValue());
          // The defaults of others may depend on it.
          complete = false;
          break;
        }
      }
    }
    return chosen;
  }

  /** As a POSIX shell reads it. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:+=,@-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** The data folder, or null for what is bundled. */
  public @Nullable Path dataPath() {
    return data == null ? null : Path.of(data);
  }

  /** The file of initial weights, or null to draw them. */
  public @Nullable Path initPath() {
    return init == null ? null : Path.of(init);
  }

  /** The file of a given wiring, or null to draw it. */
  public @Nullable Path topologyPath() {
    return topology == null ? null : Path.of(topology);
  }

  /**
   * The network of a task.
   *
   * @param vocabulary words of a task on texts, else 0
   */
  public NetworkSpec networkSpec(
      int inputs, int vocabulary, int outputs, ReadoutSpec.Loss loss, boolean everyStep) {
    return new NetworkSpec(
        NetworkSpec.Cell.valueOf(upper(cell)),
        vocabulary > 0 ? embedding : inputs,
        vocabulary,
        hidden,
        outputs,
        density,
        Activation.valueOf(upper(activation)),
        new Dynamics(timeStep, timeConstant, subSteps, stateNoise),
        new ReadoutSpec(loss, everyStep),
        initSpec(),
        new DaleSpec(
            DaleSpec.Mode.valueOf(upper(dale)),
            inhibitory,
            daleReplacement,
            inhibitoryScale,
            sparseToDense));
  }

  private InitSpec initSpec() {
    return new InitSpec(
        InitSpec.Input.valueOf(upper(inputInit)),
        InitSpec.Recurrent.valueOf(upper(recurrentInit)),
        weightLimit,
        InitSpec.Readout.valueOf(upper(readoutInit)),
        readoutBias == null ? Double.NaN : readoutBias,
        biases.equals("one"));
  }

  /**
   * Connections of the hidden-to-hidden matrix, as many as are expected at the time at which there
   * are most: with pruning and with sparse-to-dense the training begins on all places.
   */
  public long mostConnections() {
    long rows = cell.equals("feedforward") ? hidden / 2 : hidden;
    boolean full = sparseToDense || sparsify.startsWith("pruning");
    return full ? rows * rows : Math.round(density * rows * rows);
  }

  /** How to train it. */
  public TrainSettings trainSettings() {
    return new TrainSettings(
        epochs,
        batch,
        seed,
        new TrainSettings.Adam(
            lr,
            beta1,
            beta2,
            eps,
            clip > 0 ? clip : Double.POSITIVE_INFINITY,
            adamForm.equals("tensorflow"),
            resetSecondMomentAfter,
            resetSecondMomentCount),
        new TrainSettings.Order(epochSteps, shuffle, !partialBatches),
        new TrainSettings.Selection(evaluateEvery, TrainSettings.Keep.valueOf(upper(keep))),
        new TrainSettings.Limits(maxSteps, patience, checkpointEvery),
        freezeRecurrent
            ? List.of(Weights.hiddenName(NetworkSpec.Cell.valueOf(upper(cell))))
            : List.of());
  }

  /**
   * The rule that changes connections, if there is one.
   *
   * @param stepsPerEpoch optimiser steps of an epoch
   */
  public Optional<SparsifySpec> sparsifySpec(int stepsPerEpoch) {
    if (sparsify.equals("none") || epochs == 0) {
      return Optional.empty();
    }
    SparsifySpec.Kind kind =
        switch (sparsify) {
          case "pruning-1" -> SparsifySpec.Kind.PRUNING_ONE;
          case "pruning-2" -> SparsifySpec.Kind.PRUNING_TWO;
          default -> SparsifySpec.Kind.valueOf(upper(sparsify));
        };
    return Optional.of(
        new SparsifySpec(
            kind,
            SparsifySpec.Form.valueOf(upper(sparsifyForm)),
            density,
            epochs,
            stepsPerEpoch,
            sparsifyStart,
            Math.min(sparsifyEnd, epochs),
            zeta,
            deeprNoise,
            deeprL1,
            prunePower,
            PRUNING_STEPS,
            lr,
            seed,
            !pruneEnds));
  }

  /** What is asked of the back end named {@link #backend}. */
  public BackendOptions backendOptions() {
    return new BackendOptions(threads, Precision.valueOf(upper(precision)), device);
  }

  /** The plan asked for. */
  public PlanKind planKind() {
    return PlanKind.valueOf(upper(plan));
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
