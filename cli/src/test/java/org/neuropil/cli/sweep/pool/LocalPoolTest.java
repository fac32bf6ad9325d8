package org.neuropil.cli.sweep.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.runner.TrainRunner;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.plan.SweepFile;
import org.neuropil.cli.sweep.run.FailedRun;
import org.neuropil.cli.sweep.run.SweepDirectory;

/** A pool and processes that do as {@link ToyWorker} does. */
@Timeout(120)
class LocalPoolTest {
  private static final TrainRunner UNKNOWING =
      (config, run, observer, stop) -> {
        throw new UnsupportedOperationException();
      };

  @TempDir Path folder;

  private final List<String> heard = new ArrayList<>();

  private final Launcher.Listener listener =
      new Launcher.Listener() {
        @Override
        public void planned(double work) {}

        @Override
        public void complete(RunSpec run) {
          heard.add("complete " + run.id());
        }

        @Override
        public void failed(RunSpec run, FailedRun reason) {
          heard.add("failed " + run.id());
        }

        @Override
        public void note(String line) {
          heard.add(line);
        }

        @Override
        public void progress(double done, double given, int running) {}
      };

  private Launcher.Outcome launch(String plan, int retries) {
    Plan parsed = SweepFile.parse("p.yaml", plan).plan(SweepFile.Choice.none());
    JavaCommand java =
        new JavaCommand(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"),
            List.of("-cp", System.getProperty("java.class.path"), ToyWorker.class.getName()));
    return new LocalPool(new LocalPool.Limits(1, 1, 8L << 30, retries), new Needs(UNKNOWING), java)
        .launch(parsed, parsed.runs(), new SweepDirectory(folder), listener, new InterruptFlag());
  }

  @Test
  void aMeasureThatKillsItsWorkerFailsInTheEnd() {
    Launcher.Outcome outcome =
        launch("name: a\nbase: {epochs: 2}\ngrid: {hidden: [20]}\nmeasure: [balance]\n", 2);

    assertThat(outcome.failed()).hasSize(1);
    assertThat(outcome.failed().values().iterator().next().error())
        .contains("was killed by signal 9, 3 times without getting on");
    // The first attempt wrote a checkpoint; the others got no further.
    assertThat(heard).hasSize(3).last().isEqualTo("failed n20-s1");
    assertThat(folder.resolve("runs/n20-s1/failed.json")).exists();
  }

  @Test
  void aWorkerThatEndsAfterAFailureIsGivenNoFurtherRun() {
    Launcher.Outcome outcome =
        launch("name: a\nbase: {epochs: 2}\ngrid: {hidden: [20, 30, 99]}\n", 0);

    // Longest runs first, so that the first one is the end of its worker.
    assertThat(heard).containsExactly("failed n99-s1", "complete n30-s1", "complete n20-s1");
    assertThat(outcome.failed().keySet()).extracting(RunSpec::id).containsExactly("n99-s1");
  }
}
