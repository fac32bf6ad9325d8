package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.cli.config.ResolvedConfig;
import tools.jackson.databind.node.ObjectNode;

/** The hyperparameters of the scripts of Zhang et al. 2023 are what their tasks begin with. */
final class TaskDefaultsTest {
  private static ResolvedConfig resolve(String... pairs) {
    ObjectNode options = ResolvedConfig.noOptions();
    for (int i = 0; i < pairs.length; i += 2) {
      String value = pairs[i + 1];
      if (value.matches("-?[0-9.e-]+")) {
        options.put(pairs[i], Double.parseDouble(value));
      } else {
        options.put(pairs[i], value);
      }
    }
    return ResolvedConfig.resolve(null, options);
  }

  @ParameterizedTest
  @CsvSource({
    // task, cell, sparsify, density, n, batch, lr, epochs, steps an epoch, record every, zeta
    "mnist,rnn,pruning-1,0.05,150,128,1e-3,201,50,5,0.2",
    "mnist,rnn,set,0.05,150,128,1e-3,201,50,5,0.2",
    "sms,rnn,pruning-2,0.05,100,128,5e-4,101,0,5,0.1",
    "sms,rnn,none,0.05,100,128,5e-4,200,0,0,0.1",
    "mackey-glass,rnn,pruning-1,0.05,128,12,1e-3,101,60,5,0.2",
    "mackey-glass,rnn,set,0.05,128,12,2e-3,101,60,5,0.2",
    "mackey-glass,rnn,none,0.05,128,12,2e-3,100,60,0,0.2",
    "mackey-glass,rnn,none,1,128,12,1e-3,100,60,0,0.2",
    "gesture,rnn,pruning-2,0.05,128,32,5e-3,201,0,10,0.1",
    "gesture,rnn,deepr,0.05,128,32,1e-2,201,0,10,0.1",
    "gesture,rnn,none,0.05,128,32,1e-2,300,0,0,0.1",
    "gesture,rnn,none,1,128,32,2e-3,300,0,0,0.1",
    "gesture,ctrnn,none,1,128,32,3e-3,200,0,0,0.1",
    "gesture,ctrnn,pruning-1,0.05,128,32,5e-3,201,0,10,0.1",
    "gesture,ctrnn,deepr,0.05,128,32,1e-2,201,0,10,0.1",
    "har,neural-ode,pruning-1,0.05,64,64,5e-3,101,0,5,0.05",
    "har,ltc,none,1,64,64,1e-2,100,0,0,0.1",
  })
  void everyScriptOfTheTable(
      String task,
      String cell,
      String sparsify,
      double density,
      int hidden,
      int batch,
      double lr,
      int epochs,
      int epochSteps,
      int record,
      double zeta) {
    ResolvedConfig config =
        density == 1
            ? resolve("task", task, "cell", cell, "sparsify", sparsify, "density", "1")
            : resolve("task", task, "cell", cell, "sparsify", sparsify);

    assertThat(config.hidden()).isEqualTo(hidden);
    assertThat(config.density()).isEqualTo(density);
    assertThat(config.batch()).isEqualTo(batch);
    assertThat(config.lr()).isEqualTo(lr);
    assertThat(config.epochs()).isEqualTo(epochs);
    assertThat(config.epochSteps()).isEqualTo(epochSteps);
    assertThat(config.recordStructure()).isEqualTo(record);
    assertThat(config.zeta()).isEqualTo(zeta);
    assertThat(config.activation()).isEqualTo("tanh");
    assertThat(config.clip()).isEqualTo(1);
    assertThat(config.adamForm()).isEqualTo("tensorflow");
  }

  @Test
  void mnistStaysAsTheOtherPaperHasItWithoutSparsification() {
    ResolvedConfig config = resolve("task", "mnist");

    assertThat(config.hidden()).isEqualTo(500);
    assertThat(config.activation()).isEqualTo("relu");
    assertThat(config.clip()).isZero();
    assertThat(config.biases()).isEqualTo("two");
  }

  @Test
  void whatIsGivenWins() {
    ResolvedConfig config =
        resolve("task", "sms", "sparsify", "set", "hidden", "32", "activation", "relu");

    assertThat(config.hidden()).isEqualTo(32);
    assertThat(config.activation()).isEqualTo("relu");
    assertThat(config.batch()).isEqualTo(128);
  }

  @Test
  void cognitiveTasksAreLeaky() {
    ResolvedConfig config = resolve("task", "cognitive", "activation", "tanh");

    assertThat(config.cell()).isEqualTo("ctrnn");
    assertThat(config.timeStep()).isEqualTo(0.2);
    assertThat(config.timeConstant()).isEqualTo(1);
    assertThat(config.subSteps()).isEqualTo(1);
    assertThat(config.weightLimit()).isEqualTo(1);
  }
}
