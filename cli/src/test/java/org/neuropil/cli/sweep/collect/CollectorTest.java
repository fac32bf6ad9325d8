package org.neuropil.cli.sweep.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.cli.report.Grid;
import org.neuropil.cli.sweep.page.SweepPage;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.plan.SweepFile;
import org.neuropil.cli.sweep.run.SweepDirectory;

/** Tables of run directories that were written by hand. */
class CollectorTest {
  private static final String ALWAYS = "task,cell,activation,hidden,density";

  @TempDir Path folder;

  private final Plan plan =
      SweepFile.parse(
              "p.yaml",
              """
              name: a
              base: {epochs: 4, hidden: 70}
              cases: [{label: slow, lr: 0.01}, {label: fast, lr: 0.1, density: 0.5}]
              """)
          .plan(SweepFile.Choice.none());

  /** A complete run whose epochs took the given seconds since its start. */
  private void run(RunSpec run, double first, double second) throws IOException {
    Path directory = Files.createDirectories(new SweepDirectory(folder).run(run));
    Files.writeString(
        directory.resolve("metrics.csv"),
        """
        epoch,step,train_loss,test_loss,test_accuracy,nan_count,seconds
        0,0,NaN,2.5,0.1,0,0.5
        2,20,1.5,1.25,0.5,0,%s
        4,40,0.5,0.75,0.75,0,%s
        """
            .formatted(first, second));
    Files.writeString(
        directory.resolve("summary.json"),
        """
        {"task": "mnist", "nonzeros": 490, "final": {"test_accuracy": 0.75, "test_loss": 0.75},
         "timing": {"train_seconds": %s}}
        """
            .formatted(second));
  }

  private Results collected(double faster) throws IOException {
    run(plan.runs().get(0), 2.5 / faster, 6.5 / faster);
    run(plan.runs().get(1), 3.5 / faster, 8.5 / faster);
    Results results = Collector.collect(plan, new SweepDirectory(folder));
    results.write(folder.resolve("results"));
    return results;
  }

  private String file(String name) throws IOException {
    return Files.readString(folder.resolve("results").resolve(name));
  }

  @Test
  void rowsSayWhatTheirRunIsEvenWhereAllAreTheSame() throws IOException {
    collected(1);

    assertThat(file("runs.csv"))
        .isEqualTo(
            """
            run,case,%s,lr,seed,status,nonzeros,final_test_accuracy,final_test_loss
            slow-s1,slow,mnist,rnn,relu,70,0.1,0.01,1,complete,490,0.75,0.75
            fast-s1,fast,mnist,rnn,relu,70,0.5,0.1,1,complete,490,0.75,0.75
            """
                .formatted(ALWAYS));
    assertThat(file("epochs.csv").lines().limit(3))
        .containsExactly(
            "run,case,%s,lr,seed,epoch,step,train_loss,test_loss,test_accuracy,nan_count"
                .formatted(ALWAYS),
            "slow-s1,slow,mnist,rnn,relu,70,0.1,0.01,1,0,0,NaN,2.5,0.1,0",
            "slow-s1,slow,mnist,rnn,relu,70,0.1,0.01,1,2,20,1.5,1.25,0.5,0");
    assertThat(file("timing.csv"))
        .startsWith("run,case,%s,lr,seed,train_seconds\n".formatted(ALWAYS));
  }

  @Test
  void secondsOfEpochsAreInATableOfTheirOwn() throws IOException {
    collected(1);

    assertThat(file("epoch_timing.csv"))
        .isEqualTo(
            """
            run,case,%s,lr,seed,epoch,step,seconds,epoch_seconds
            slow-s1,slow,mnist,rnn,relu,70,0.1,0.01,1,0,0,0.5,
            slow-s1,slow,mnist,rnn,relu,70,0.1,0.01,1,2,20,2.5,1.0
            slow-s1,slow,mnist,rnn,relu,70,0.1,0.01,1,4,40,6.5,2.0
            fast-s1,fast,mnist,rnn,relu,70,0.5,0.1,1,0,0,0.5,
            fast-s1,fast,mnist,rnn,relu,70,0.5,0.1,1,2,20,3.5,1.5
            fast-s1,fast,mnist,rnn,relu,70,0.5,0.1,1,4,40,8.5,2.5
            """
                .formatted(ALWAYS));
  }

  @Test
  void noOtherTableDependsOnSpeed() throws IOException {
    collected(1);
    String runs = file("runs.csv");
    String epochs = file("epochs.csv");
    String timing = file("epoch_timing.csv");

    collected(2);

    assertThat(file("runs.csv")).isEqualTo(runs);
    assertThat(file("epochs.csv")).isEqualTo(epochs);
    assertThat(file("epoch_timing.csv")).isNotEqualTo(timing);
  }

  @Test
  void pagesNameGroupsByWhatVariesOnly() throws IOException {
    Grid settings = SweepPage.of(collected(1), "neuropil sweep p.yaml").grids().getFirst();

    assertThat(settings.rows())
        .extracting(row -> row.get(0))
        .containsExactly("slow, lr 0.01, density 0.1", "fast, lr 0.1, density 0.5");
  }
}
