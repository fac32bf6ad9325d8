package org.neuropil.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.console.Terminal;
import org.neuropil.cli.run.RunLock;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.plan.SweepFile;
import org.neuropil.cli.sweep.pool.Launcher;
import org.neuropil.cli.sweep.run.FailedRun;
import org.neuropil.cli.sweep.run.SweepDirectory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a sweep makes of its directory and of what a launcher did, with launchers that do little.
 */
@Timeout(60)
class SweepTest {
  private static final FailedRun REASON = new FailedRun("no such data", 3);

  @TempDir Path folder;

  private final Plan plan =
      SweepFile.parse("p.yaml", "name: a\nbase: {epochs: 2}\ngrid: {hidden: [20, 30, 40]}\n")
          .plan(SweepFile.Choice.none());

  private SweepDirectory directory() {
    return new SweepDirectory(folder.resolve("out"));
  }

  private Sweep.Ended sweep(Launcher launcher, InterruptFlag stop) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Console console = new Console(nowhere, nowhere, Terminal.none());
    return new Sweep(plan, directory(), console, true).run(launcher, stop, true, results -> {});
  }

  private void complete(RunSpec run) throws IOException {
    Files.createDirectories(directory().run(run));
    Files.writeString(directory().run(run).resolve("summary.json"), "{}");
  }

  @Test
  void runsThatFailedEarlierAndWereNotTriedAgainAreStillToBeDone() throws IOException {
    complete(plan.runs().get(0));
    REASON.write(directory().run(plan.runs().get(1)));
    InterruptFlag stop = new InterruptFlag();
    Launcher stoppedAtOnce =
        (all, open, where, listener, flag) -> {
          stop.set(130);
          return new Launcher.Outcome(Map.of(), true);
        };

    Sweep.Ended ended = sweep(stoppedAtOnce, stop);

    assertThat(ended.open()).isEqualTo(2);
    assertThat(ended.failed()).isEmpty();
  }

  @Test
  void aRunThatFailsAfterTheStopIsStillToBeDone() {
    Launcher failsAtTheEnd =
        (all, open, where, listener, flag) -> {
          // As a worker does that was let go already: the launcher does not hear of it.
          open.forEach(run -> REASON.write(where.run(run)));
          return new Launcher.Outcome(Map.of(open.getFirst(), REASON), true);
        };

    Sweep.Ended ended = sweep(failsAtTheEnd, new InterruptFlag());

    assertThat(ended.open()).isEqualTo(2);
    assertThat(ended.failed()).containsOnlyKeys(plan.runs().getFirst());
  }

  @Test
  void aRunIsEitherCompleteOrFailedOrStillToBeDone() {
    Launcher doesOne =
        (all, open, where, listener, flag) -> {
          List<RunSpec> runs = List.copyOf(open);
          REASON.write(where.run(runs.get(1)));
          try {
            complete(runs.get(0));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
          return new Launcher.Outcome(Map.of(runs.get(1), REASON), true);
        };

    Sweep.Ended ended = sweep(doesOne, new InterruptFlag());

    assertThat(ended.open()).isEqualTo(1);
    assertThat(ended.failed()).hasSize(1);
    assertThat(ended.results().complete().rows()).hasSize(1);
  }

  @Test
  void aRunIsMovedAsideOnceNobodyWritesThereAnyMore() throws Exception {
    RunSpec changed = plan.runs().getFirst();
    Path run = Files.createDirectories(directory().run(changed));
    JsonNode epochs = JsonNodeFactory.instance.numberNode(5L);
    Files.writeString(
        run.resolve("config.yaml"), changed.config().with(Map.of("epochs", epochs)).toYaml());
    // A worker that outlived its sweep, and that writes by the path it knows.
    RunLock worker = RunLock.take(run);
    Thread lastCheckpoint =
        new Thread(() -> {
          try (worker) {
            Thread.sleep(300);
            Files.createDirectories(run.resolve("checkpoint"));
            Files.writeString(run.resolve("checkpoint/state"), "5 epochs");
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    lastCheckpoint.start();
    Launcher doesNothing =
        (all, open, where, listener, flag) -> new Launcher.Outcome(Map.of(), true);

    sweep(doesNothing, new InterruptFlag());

    lastCheckpoint.join();
    assertThat(run.resolve("checkpoint")).doesNotExist();
    assertThat(folder.resolve("out/replaced").resolve(changed.id()).resolve("checkpoint/state"))
        .hasContent("5 epochs");
  }
}
