package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.cli.config.Suggest;

/** The exact words of wrong settings, from files and from options. */
class ConfigErrorsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hidden: 5\\n\\ndensty: 0.1 | :3:1: unknown key 'densty' (did you mean 'density'?)",
        "colour: red | :1:1: unknown key 'colour' (every key is an option of 'neuropil train --help')",
        "train_samples: 3 | :1:1: unknown key 'train_samples' (did you mean 'train-samples'?)",
        "density: 1.5 | :1:10: density must be a number in (0, 1], found 1.5 (correct the value)",
        "density: 0 | :1:10: density must be a number in (0, 1], found 0 (correct the value)",
        "hidden: 0 | :1:9: hidden must be a whole number in [1, 1000000], found 0 (correct the value)",
        "hidden: 2.5 | :1:9: hidden must be a whole number in [1, 1000000], found 2.5 (correct the value)",
        "hidden: many | :1:9: hidden must be a whole number in [1, 1000000], found 'many' (correct the value)",
        "hidden: | :1:8: hidden must be a whole number in [1, 1000000], found nothing (correct the value)",
        "hidden: [1, 2] | :1:9: hidden must be a whole number in [1, 1000000], found a list (correct the value)",
        "task: {name: mnist} | :1:7: task must be one of mnist, mnist-sample, cifar10, sms, mackey-glass, gesture, har, cognitive, sleep, sequences, found a mapping (correct the value)",
        "task: mnits | :1:7: task must be one of mnist, mnist-sample, cifar10, sms, mackey-glass, gesture, har, cognitive, sleep, sequences, found 'mnits' (did you mean 'mnist'?)",
        "activation: rulu | :1:13: activation must be one of relu, tanh, softplus, found 'rulu' (did you mean 'relu'?)",
        "batch: 0 | :1:8: batch must be a whole number in [1, 1000000], found 0 (correct the value)",
        "lr: -1e-3 | :1:5: lr must be a number above 0, found -0.001 (correct the value)",
        "lr: .inf | :1:5: lr must be a number above 0, found Infinity (correct the value)",
        "shuffle: maybe | :1:10: shuffle must be true or false, found 'maybe' (correct the value)",
        "cell: lstm | :1:7: cell lstm is not in this version (choose rnn, feedforward, ctrnn, neural-ode or ltc)",
        "sparsify: sett | :1:11: sparsify must be one of none, pruning-1, pruning-2, set, deepr, found 'sett' (did you mean 'set'?)",
        "hidden: 5\\nlr: 1\\nhidden: 6 | :3:1: key 'hidden' is given twice (the first is in line 1; remove one)",
        "hidden: 5\\n  lr: 1 | :2:5: not valid YAML: mapping values are not allowed here (correct the syntax)",
        "just words | :1:1: expected lines of the form 'key: value' (for example 'hidden: 500')",
        "hidden: 5\\n---\\nhidden: 6 | :3:1: a second document begins here (keep one document per file)",
        "hidden: 0\\ndensty: 1 | :1:9: hidden must be a whole number in [1, 1000000], found 0 (correct the value)",
      })
  void aFilesProblemIsNamedWithLineAndColumn(String yaml, String message) throws IOException {
    Path file = folder.resolve("config.yaml");
    Files.writeString(file, yaml.replace("\\n", "\n") + "\n");

    Harness.Ended ended = new Harness(folder).run("train", "--config", file.toString());

    assertThat(ended.err()).isEqualTo("neuropil: error: " + file + message + "\n");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--density 1.5 | --density must be a number in (0, 1], found 1.5 (see 'neuropil train --help')",
        "--density 0 | --density must be a number in (0, 1], found 0 (see 'neuropil train --help')",
        "--density NaN | --density must be a number in (0, 1], found 'NaN' (see 'neuropil train --help')",
        "--hidden 0 | --hidden must be a whole number in [1, 1000000], found 0 (see 'neuropil train --help')",
        "--batch -1 | --batch must be a whole number in [1, 1000000], found -1 (see 'neuropil train --help')",
        "--seed 99999999999999999999 | --seed must be a whole number, found 99999999999999999999 (see 'neuropil train --help')",
        "--task mnits | --task must be one of mnist, mnist-sample, cifar10, sms, mackey-glass, gesture, har, cognitive, sleep, sequences, found 'mnits' (did you mean 'mnist'?)",
        "--cell rn | --cell must be one of rnn, feedforward, ctrnn, neural-ode, ltc, found 'rn' (did you mean 'rnn'?)",
        "--cell lstm | --cell lstm is not in this version (choose rnn, feedforward, ctrnn, neural-ode or ltc)",
        "--densty 0.2 | unknown option '--densty' of 'neuropil train' (did you mean '--density'?)",
        "--densty=0.2 | unknown option '--densty' of 'neuropil train' (did you mean '--density'?)",
        "--hidden | missing required parameter for option '--hidden' (N) (see 'neuropil train --help')",
        "--hidden 3 --hidden 4 | option '--hidden' is given twice (see 'neuropil train --help')",
        "more | unexpected argument 'more' (see 'neuropil train --help')",
        "--cell feedforward --hidden 5 | a feed-forward network needs an even number of hidden nodes, found 5 (it has half of them in each of its two layers; change hidden)",
        "--recurrent-init signed | recurrent-init signed takes the signs of a topology, and none is given (add --topology FILE, or choose another recurrent-init)",
        "--sparsify set --dale clamp | sparsify set needs a recurrent network without Dale's principle, found dale clamp (use sparsify none, or a recurrent cell and dale off)",
        "--initial-numbers mt19937 --dale clamp | initial-numbers mt19937 are those of plain networks of cell rnn, found dale clamp (leave one of the two away)",
        "--sparse-to-dense --dale clamp --init w.npz | sparse-to-dense starts from a random mask,"
            + " and init gives another (leave one of the two away)",
        "--sparse-to-dense | sparse-to-dense is a variant of Dale networks, found dale off (add dale clamp or init)",
      })
  void anOptionsProblemIsNamedWithTheOption(String options, String message) {
    Harness.Ended ended = new Harness(folder).run(("train " + options).split(" "));

    assertThat(ended.err()).isEqualTo("neuropil: error: " + message + "\n");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void unreadableFilesAreUsageErrors() throws IOException {
    Harness harness = new Harness(folder);
    Path missing = folder.resolve("none.yaml");
    assertThat(harness.run("train", "--config", missing.toString()).err())
        .isEqualTo(
            "neuropil: error: configuration file "
                + missing
                + " does not exist (check the path)\n");

    Path latin = folder.resolve("latin.yaml");
    Files.write(latin, "# \u00fcber\nhidden: 5\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(harness.run("train", "--config", latin.toString()).err())
        .isEqualTo(
            "neuropil: error: configuration file "
                + latin
                + " is not UTF-8 text (save it as UTF-8)\n");

    Path empty = folder.resolve("empty.yaml");
    Files.writeString(empty, "# nothing\n");
    assertThat(harness.run("train", "--config", empty.toString()).err())
        .contains("empty.yaml is empty (give at least one setting");

    assertThat(harness.run("train", "--config", folder.toString()).code()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"densty,density", "DENSITY,density", "hiden,hidden", "bacth,batch", "x,", "colour,"})
  void suggestionsAreNearOrAbsent(String word, String meant) {
    assertThat(Suggest.nearest(word, java.util.List.of("hidden", "density", "batch")).orElse(null))
        .isEqualTo(meant);
  }
}
