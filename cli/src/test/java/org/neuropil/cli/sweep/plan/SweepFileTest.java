package org.neuropil.cli.sweep.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.cli.sweep.measure.MeasureSpec;
import org.neuropil.error.UserError;

class SweepFileTest {
  private static Plan plan(String text) {
    return SweepFile.parse("p.yaml", text).plan(SweepFile.Choice.none());
  }

  private static List<String> ids(Plan plan) {
    return plan.runs().stream().map(RunSpec::id).toList();
  }

  @Test
  void everyPointOfTheGridGetsEverySeed() {
    Plan plan =
        plan(
            """
            name: a
            base: {epochs: 2, lr: .01}
            grid: {hidden: [50, 100], density: [0.1, 1]}
            seeds: [7, 3]
            """);

    assertThat(ids(plan))
        .containsExactly(
            "n50-p0.1-s7",
            "n50-p0.1-s3",
            "n50-p1-s7",
            "n50-p1-s3",
            "n100-p0.1-s7",
            "n100-p0.1-s3",
            "n100-p1-s7",
            "n100-p1-s3");
    assertThat(plan.runs())
        .allSatisfy(run -> {
          assertThat(run.config().epochs()).isEqualTo(2);
          assertThat(run.config().lr()).isEqualTo(0.01);
        });
    assertThat(plan.keys()).containsExactly("run", "hidden", "density", "seed");
    assertThat(plan.values(plan.runs().get(3))).containsExactly("n50-p1-s3", "50", "1", "3");
  }

  @Test
  void casesSetSeveralSettingsTogether() {
    Plan plan =
        plan(
            """
            name: a
            base: {epochs: 1, hidden: 20}
            cases:
              - {label: plain}
              - {label: Dale's principle, dale: clamp, inhibitory: 0.2, hidden: 30}
            seeds: 2
            """);

    assertThat(ids(plan))
        .containsExactly("plain-s1", "plain-s2", "Dale-s-principle-s1", "Dale-s-principle-s2");
    assertThat(plan.keys()).containsExactly("run", "case", "dale", "inhibitory", "hidden", "seed");
    assertThat(plan.values(plan.runs().get(2)))
        .containsExactly("Dale-s-principle-s1", "Dale's principle", "clamp", "0.2", "30", "1");
    assertThat(plan.runs().get(0).config().hidden()).isEqualTo(20);
  }

  @Test
  void aCaseMayHaveItsOwnValuesOfWhatTheGridVaries() {
    Plan plan =
        plan(
            """
            name: a
            grid: {dale: [clamp, init], hidden: [20]}
            cases:
              - {label: x, dale: [off, clamp]}
              - {label: y, hidden: 30, lr: 0.1}
              - {label: z, dale: off, hidden: [40, 50]}
            """);

    assertThat(ids(plan))
        .containsExactly(
            "x-dale-off-n20-s1",
            "x-dale-clamp-n20-s1",
            "y-dale-clamp-n30-s1",
            "y-dale-init-n30-s1",
            "z-dale-off-n40-s1",
            "z-dale-off-n50-s1");
    assertThat(plan.runs().get(3).config().hidden()).isEqualTo(30);
    assertThat(plan.runs().get(3).config().dale()).isEqualTo("init");
    assertThat(plan.keys()).containsOnlyOnce("dale").containsOnlyOnce("hidden").contains("lr");
  }

  @Test
  void aScaleOverridesPartsAndSeedsCanBeGiven() {
    SweepFile file =
        SweepFile.parse(
            "p.yaml",
            """
            name: a
            base: {epochs: 5, hidden: 40}
            grid: {density: [0.1, 1], lr: [0.1]}
            seeds: 3
            measure: [motifs]
            scales:
              tiny:
                base: {epochs: 1}
                grid: {hidden: [10, 20], lr: null}
                measure: []
              cpu: {}
            """);

    Plan tiny = file.plan(new SweepFile.Choice("tiny", 1, null));

    assertThat(file.scales()).containsExactly("tiny", "cpu");
    assertThat(ids(tiny)).containsExactly("p0.1-n10-s1", "p0.1-n20-s1", "p1-n10-s1", "p1-n20-s1");
    assertThat(tiny.measures()).isEmpty();
    assertThat(tiny.runs().get(0).config().epochs()).isEqualTo(1);
    assertThat(file.plan(new SweepFile.Choice("cpu", 0, null)).runs()).hasSize(6);
    assertThatThrownBy(() -> file.plan(new SweepFile.Choice("tinny", 0, null)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("did you mean 'tiny'?");
  }

  @Test
  void aDataFolderCanHoldTheDataOfSeveralTasks(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("cifar10"));
    SweepFile file =
        SweepFile.parse("p.yaml", "name: a\nbase: {epochs: 1}\ngrid: {task: [mnist, cifar10]}\n");

    Plan plan = file.plan(new SweepFile.Choice(null, 0, folder));

    assertThat(plan.runs().get(0).config().data()).isEqualTo(folder.toString());
    assertThat(plan.runs().get(1).config().data()).isEqualTo(folder.resolve("cifar10").toString());
  }

  @Test
  void tasksThatAreGeneratedReadNoFolderOfOthers(@TempDir Path folder) {
    String both = "name: a\ngrid: {task: [mnist, mackey-glass]}\n";
    Plan plan = SweepFile.parse("p.yaml", both).plan(new SweepFile.Choice(null, 0, folder));

    assertThat(plan.runs().get(0).config().data()).isEqualTo(folder.toString());
    assertThat(plan.runs().get(1).config().data()).isNull();

    String one = "name: a\nbase: {task: mackey-glass}\n";
    plan = SweepFile.parse("p.yaml", one).plan(new SweepFile.Choice(null, 0, folder));
    assertThat(plan.runs().get(0).config().data()).isEqualTo(folder.toString());
  }

  @Test
  void anEmptyListOfCasesMeansNoRuns() {
    assertThat(plan("name: a\nbase: {epochs: 3}\ncases: []\n").runs()).isEmpty();
    assertThat(plan("name: a\nbase: {epochs: 3}\n").runs()).hasSize(1);
  }

  @Test
  void measuresHaveOptionsWithDefaults() {
    Plan plan = plan("name: a\nmeasure:\n  - balance\n  - motifs: {null: 50}\n");

    assertThat(plan.measures()).extracting(MeasureSpec::name).containsExactly("balance", "motifs");
    assertThat(plan.measures().get(1).options().get("null").asInt()).isEqualTo(50);
    assertThat(plan.measures().get(1).options().get("null-model").asString())
        .isEqualTo("degree-mutual");
  }

  @Test
  void aPlanIsReadAsItWasWritten() {
    Plan plan =
        plan(
            """
            name: a
            title: A title
            cases: [{label: x, dale: clamp}, {label: y}]
            grid: {lr: [1e-3, 0.01]}
            measure: [{motifs: {null: 10}}]
            """);

    Path file = Path.of("plan.json");
    assertThat(Plan.parse(file, plan.toJson(Path.of("")))).isEqualTo(plan);
    assertThatThrownBy(() -> Plan.parse(file, "{\"runs\": [{"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("plan.json is damaged");
  }

  @Test
  void filesOfItsDirectoryMoveWithThePlan(@TempDir Path folder) {
    Path before = folder.resolve("before");
    Path after = folder.resolve("after");
    String inside = before.resolve("networks/a.tsv").toString();
    Plan plan = plan("name: a\nbase: {topology: '" + inside + "', data: '" + folder + "'}\n");

    String json = plan.toJson(before);
    Plan moved = Plan.parse(after.resolve("plan.json"), json);

    assertThat(json).contains("\"networks/a.tsv\"").doesNotContain(before.toString());
    assertThat(Plan.parse(before.resolve("plan.json"), json)).isEqualTo(plan);
    String now = moved.runs().getFirst().config().topology();
    assertThat(now).isEqualTo(after.resolve("networks/a.tsv").toString());
    assertThat(moved.runs().getFirst().config().data()).isEqualTo(folder.toString());
    assertThat(Places.same(after, Objects.requireNonNull(now), inside)).isTrue();
    assertThat(Places.same(after, inside, inside)).isTrue();
    assertThat(Places.same(after, inside, Objects.requireNonNull(now))).isFalse();
    assertThat(Places.same(after, now, before.resolve("networks/b.tsv").toString())).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: a\\nhidden: 5 | p.yaml:2:1: unknown key 'hidden' of a sweep (settings stand under",
        "name: a\\ngird: {} | p.yaml:2:1: unknown key 'gird' of a sweep (did you mean 'grid'?)",
        "name: a\\nbase:\\n  hiden: 5 | p.yaml:3:3: unknown key 'hiden' (did you mean 'hidden'?)",
        "name: a\\nbase: {density: 2} | p.yaml:2:17: density must be a number in (0, 1], found 2",
        "name: a\\ngrid: {hidden: [5, x]} | p.yaml:2:20: hidden must be a whole number",
        "name: a\\ngrid: {hidden: [5, 10, 5]} | p.yaml:2:24: hidden has the value 5 twice",
        "name: a\\ngrid: {hidden: 5} | p.yaml:2:16: hidden must be a list of at least one value",
        "name: a\\ngrid: {seed: [1]} | p.yaml:2:8: seeds are not given here",
        "name: a\\nbase: {lr: 1}\\ngrid: {lr: [1]} | p.yaml:3:8: 'lr' is in base and in grid",
        "name: a\\nseeds: 0 | p.yaml:2:8: seeds must be a list of seeds, or how many",
        "name: a\\nseeds: [1, 1] | p.yaml:2:12: seed 1 is given twice",
        "name: a\\ncases: [{lr: 1}] | p.yaml:2:9: this case has no label",
        "name: a\\ncases: [{label: a}, {label: a}] | p.yaml:2:21: label 'a' is given twice",
        "name: a\\ncases: [{label: a}, {label: b}] | runs a-s1 and b-s1 have the same settings",
        "name: a\\ncases: [{label: a, lr: [1, 2]}] | p.yaml:2:9: case 'a' has a list for 'lr'",
        "name: a\\ngrid: {lr: [1]}\\ncases: [{label: a, lr: [2, 2]}] | p.yaml:3:28: lr has the value",
        "name: a\\nmeasure: [motfs] | p.yaml:2:11: there is no measure 'motfs' (did you mean",
        "name: a\\nmeasure: [{motifs: {nul: 1}}] | p.yaml:2:21: there is no option 'nul' of",
        "name: a\\nmeasure: [{motifs: {null: x}}] | must be a whole number, found 'x'",
        "name: a b | p.yaml:1:7: name must be made of letters",
        "base: {} | p.yaml: the sweep has no name",
        "name: a\\nname: b | p.yaml:2:1: key 'name' is given twice",
        "name: [ | not valid YAML",
        "- 1 | p.yaml: expected lines of the form 'key: value'",
        "'' | p.yaml is empty",
        "name: a\\nbase: {sparse-to-dense: true} | sparse-to-dense is a variant of Dale networks",
      })
  void mistakesAreReportedWithTheirPlace(String text, String message) {
    assertThatThrownBy(() -> plan(text.replace("\\n", "\n")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message)
        .extracting(e -> ((UserError) e).kind())
        .isEqualTo(UserError.Kind.USAGE);
  }

  @Test
  void tooManyRunsAreRefusedBeforeTheyAreMade() {
    StringBuilder values = new StringBuilder("1");
    for (int i = 2; i <= 500; i++) {
      values.append(", ").append(i);
    }

    assertThatThrownBy(
            () -> plan("name: a\ngrid: {hidden: [" + values + "], batch: [" + values + "]}\n"))
        .hasMessageContaining("more than 100000 runs");
  }
}
