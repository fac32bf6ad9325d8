package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.cli.config.ConfigFile;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.config.Settings;
import org.neuropil.compute.Activation;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.network.DaleSpec;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.ReadoutSpec;
import org.neuropil.train.TrainSettings;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class ResolvedConfigTest {
  @TempDir Path folder;

  private static ResolvedConfig defaults() {
    return ResolvedConfig.resolve(null, ResolvedConfig.noOptions());
  }

  private ConfigFile file(String yaml) throws IOException {
    Path path = folder.resolve("config.yaml");
    Files.writeString(path, yaml);
    return ConfigFile.read(path);
  }

  @Test
  void recordAndSchemaNameTheSameSettings() {
    List<String> components =
        Arrays.stream(ResolvedConfig.class.getRecordComponents())
            .map(RecordComponent::getName)
            .map(name -> name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
            .toList();

    assertThat(components).isEqualTo(Settings.keys());
  }

  @Test
  void defaultsAreThePapersTrainingOfAModerateNetwork() {
    ResolvedConfig config = defaults();

    assertThat(config.trainSettings()).isEqualTo(TrainSettings.defaults(40, 100, 1));
    assertThat(config.networkSpec(28, 0, 10, ReadoutSpec.Loss.CROSS_ENTROPY, false))
        .isEqualTo(
            NetworkSpec.classifier(
                NetworkSpec.Cell.RNN, 28, 500, 10, 0.1, Activation.RELU, 0.001, DaleSpec.off()));
    assertThat(config.planKind()).isEqualTo(PlanKind.AUTO);
    assertThat(config.backendOptions().precision()).isEqualTo(Precision.FP32);
    assertThat(config.dataPath()).isNull();
    assertThat(config.command()).isEqualTo("neuropil train");
  }

  @Test
  void optionsWinOverTheFileAndTheFileOverDefaults() throws IOException {
    ObjectNode options = JsonNodeFactory.instance.objectNode().put("hidden", 30);

    ResolvedConfig config =
        ResolvedConfig.resolve(file("hidden: 20\nlr: .5\nseed: -3\nepochs: 1e1\n"), options);

    assertThat(config.hidden()).isEqualTo(30);
    assertThat(config.lr()).isEqualTo(0.5);
    assertThat(config.seed()).isEqualTo(-3);
    assertThat(config.epochs()).isEqualTo(10);
    assertThat(config.batch()).isEqualTo(100);
  }

  @Test
  void everySettingSurvivesTheRoundTripThroughAFile() throws IOException {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    ResolvedConfig config =
        defaults()
            .with(
                Map.of(
                    "data", nodes.stringNode("/data/it's here: \u00e9 #1"),
                    "dale", nodes.stringNode("off"),
                    "lr", nodes.numberNode(1e-5),
                    "eps", nodes.numberNode(1e-8),
                    "density", nodes.numberNode(1.0 / 3),
                    "seed", nodes.numberNode(Long.MIN_VALUE),
                    "shuffle", nodes.booleanNode(false),
                    "max-steps", nodes.numberNode(1L << 40)));

    ResolvedConfig read = ResolvedConfig.resolve(file(config.toYaml()), ResolvedConfig.noOptions());

    assertThat(read).isEqualTo(config);
    assertThat(read.toYaml()).isEqualTo(config.toYaml());
    assertThat(config.command())
        .contains(
            "--no-shuffle", "--data '/data/it'\\''s here: \u00e9 #1'", "--max-steps 1099511627776");
  }

  @Test
  void everyWordOfTheSchemaHasItsEngineType() {
    for (String key : List.of("cell", "activation", "dale", "plan", "precision")) {
      for (String word : Settings.get(key).usableChoices()) {
        ResolvedConfig config =
            defaults().with(Map.of(key, JsonNodeFactory.instance.stringNode(word)));
        assertThat(config.networkSpec(28, 0, 10, ReadoutSpec.Loss.CROSS_ENTROPY, false))
            .isNotNull();
        assertThat(config.planKind()).isNotNull();
        assertThat(config.backendOptions()).isNotNull();
      }
    }
  }

  @Test
  void pathsBecomeAbsolute() {
    ObjectNode options = JsonNodeFactory.instance.objectNode().put("data", "some/where");

    assertThat(ResolvedConfig.resolve(null, options).dataPath())
        .isEqualTo(Path.of("some/where").toAbsolutePath());
  }

  @Test
  void theCommandNamesWhatDiffersFromTheTasksDefaults() {
    ObjectNode options = ResolvedConfig.noOptions();
    options.put("task", "mackey-glass");
    options.put("sparsify", "set");
    options.put("shuffle", true);
    options.put("lr", 0.002);
    ResolvedConfig config = ResolvedConfig.resolve(null, options);

    // Shuffling is a general default, but not this task's; the learning rate is this task's.
    assertThat(config.command())
        .isEqualTo("neuropil train --task mackey-glass --sparsify set --shuffle");
  }

  @Test
  void connectionsAreCountedWhenThereAreMost() throws IOException {
    assertThat(resolved("hidden: 200\ndensity: 0.1\n").mostConnections()).isEqualTo(4_000);
    assertThat(resolved("hidden: 200\ndensity: 0.1\nsparsify: set\n").mostConnections())
        .isEqualTo(4_000);
    assertThat(resolved("hidden: 200\ndensity: 0.1\nsparsify: pruning-1\n").mostConnections())
        .isEqualTo(40_000);
    assertThat(resolved("hidden: 200\ndensity: 0.1\nsparsify: pruning-2\n").mostConnections())
        .isEqualTo(40_000);
    assertThat(
            resolved("hidden: 200\ndensity: 0.1\ndale: clamp\nsparse-to-dense: true\n")
                .mostConnections())
        .isEqualTo(40_000);
    assertThat(resolved("hidden: 200\ndensity: 0.1\ncell: feedforward\n").mostConnections())
        .isEqualTo(1_000);
    assertThat(resolved("hidden: 100000\ndensity: 1\n").mostConnections())
        .isEqualTo(10_000_000_000L);
  }

  private ResolvedConfig resolved(String yaml) throws IOException {
    return ResolvedConfig.resolve(file(yaml), ResolvedConfig.noOptions());
  }
}
