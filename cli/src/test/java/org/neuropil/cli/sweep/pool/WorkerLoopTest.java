package org.neuropil.cli.sweep.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.run.GradientsCsv;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.runner.TrainRunner;
import org.neuropil.cli.sweep.measure.MeasureSpec;
import org.neuropil.error.UserError;
import org.neuropil.train.TrainResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a worker reads and says, with a trainer that trains nothing. */
class WorkerLoopTest {
  @TempDir Path folder;

  private static ResolvedConfig config(int hidden) {
    ObjectNode options = Codecs.JSON.createObjectNode();
    options.put("hidden", hidden);
    options.put("epochs", 2);
    return ResolvedConfig.resolve(null, options);
  }

  private String order(String id, int hidden) {
    return new Messages.Order(id, folder.resolve(id), config(hidden), List.of()).toJson() + "\n";
  }

  private static List<String> told(ByteArrayOutputStream out) {
    List<String> events = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).split("\n")) {
      JsonNode event = Codecs.JSON.readTree(line);
      events.add((event.path("event").asString() + " " + event.path("id").asString()).strip());
    }
    return events;
  }

  @Test
  @Timeout(60)
  void runsAreDoneOneAfterTheOtherAndAFailureIsNoEnd() throws IOException {
    AtomicInteger halted = new AtomicInteger();
    TrainRunner train =
        (config, run, observer, stop) -> {
          if (config.hidden() == 13) {
            throw UserError.data("no such data", "find it");
          }
          observer.started(0, 20);
          observer.checkpointWritten(20);
          return ToyWorker.outcome(TrainResult.End.EPOCHS);
        };
    PipedOutputStream orders = new PipedOutputStream();
    PipedInputStream in = new PipedInputStream(orders, 1 << 16);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    orders.write(
        (order("a", 5) + order("bad", 13) + order("b", 6)).getBytes(StandardCharsets.UTF_8));
    InterruptFlag stop = new InterruptFlag();
    PrintStream told =
        new PrintStream(out, true, StandardCharsets.UTF_8) {
          @Override
          public void println(@org.jspecify.annotations.Nullable String line) {
            super.println(line);
            if (Objects.requireNonNull(line).contains("\"done\"") && line.contains("\"b\"")) {
              try {
                orders.close();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            }
          }
        };

    new WorkerLoop(ToyWorker.runners(train), told, stop, halted::incrementAndGet).run(in);

    assertThat(told(out))
        .containsExactly(
            "ready",
            "step a",
            "checkpoint a",
            "done a",
            "failed bad",
            "step b",
            "checkpoint b",
            "done b");
    assertThat(folder.resolve("a/summary.json")).exists();
    assertThat(Files.readString(folder.resolve("bad/failed.json")))
        .contains("no such data (find it)", "\"exit_code\" : 3");
    assertThat(folder.resolve("bad/summary.json")).doesNotExist();
  }

  @Test
  @Timeout(60)
  void theEndOfTheInputStopsATraining() {
    TrainRunner train =
        (config, run, observer, stop) -> {
          observer.started(0, 20);
          while (!stop.isSet()) {
            Thread.onSpinWait();
          }
          observer.checkpointWritten(7);
          return ToyWorker.outcome(TrainResult.End.INTERRUPTED);
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    new WorkerLoop(
            ToyWorker.runners(train),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new InterruptFlag(),
            () -> {})
        .run(new ByteArrayInputStream(order("a", 5).getBytes(StandardCharsets.UTF_8)));

    assertThat(told(out)).startsWith("ready");
    assertThat(told(out).getLast()).isIn("interrupted a", "ready");
    assertThat(folder.resolve("a/summary.json")).doesNotExist();
  }

  @Test
  @Timeout(60)
  void aCompleteRunIsNotTrainedAgain() throws IOException {
    Files.createDirectories(folder.resolve("a"));
    Files.writeString(folder.resolve("a/summary.json"), "{}");
    TrainRunner train =
        (config, run, observer, stop) -> {
          throw new AssertionError("trained again");
        };
    PipedOutputStream orders = new PipedOutputStream();
    PipedInputStream in = new PipedInputStream(orders, 1 << 16);
    orders.write(order("a", 5).getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InterruptFlag stop = new InterruptFlag();
    PrintStream told =
        new PrintStream(out, true, StandardCharsets.UTF_8) {
          @Override
          public void println(@org.jspecify.annotations.Nullable String line) {
            super.println(line);
            if (Objects.requireNonNull(line).contains("\"id\"")) {
              stop.set(143);
            }
          }
        };

    new WorkerLoop(ToyWorker.runners(train), told, stop, () -> {}).run(in);

    assertThat(told(out)).containsExactly("ready", "done a");
  }

  @Test
  @Timeout(60)
  void aMeasureIsToldOfWhenItsFiguresAreSaved() throws IOException {
    Path run = Files.createDirectories(folder.resolve("a"));
    Files.writeString(run.resolve("summary.json"), "{}");
    GradientsCsv gradients = new GradientsCsv(run.resolve("gradients.csv"));
    gradients.resume(0);
    gradients.add(
        GradientsCsv.Row.of(1, 1, new float[] {0.5f}, 4, new GradientsCsv.Broken(0, 0, 0)));
    TrainRunner train =
        (config, directory, observer, stop) -> {
          throw new AssertionError("trained again");
        };
    PipedOutputStream orders = new PipedOutputStream();
    PipedInputStream in = new PipedInputStream(orders, 1 << 16);
    Messages.Order order =
        new Messages.Order("a", run, config(5), List.of(MeasureSpec.of("gradients")));
    orders.write((order.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    InterruptFlag stop = new InterruptFlag();
    List<Boolean> saved = new ArrayList<>();
    PrintStream told =
        new PrintStream(out, true, StandardCharsets.UTF_8) {
          @Override
          public void println(@org.jspecify.annotations.Nullable String line) {
            super.println(line);
            saved.add(Files.exists(run.resolve("measures/gradients.json")));
            if (Objects.requireNonNull(line).contains("\"done\"")) {
              stop.set(143);
            }
          }
        };

    new WorkerLoop(ToyWorker.runners(train), told, stop, () -> {}).run(in);

    assertThat(told(out)).containsExactly("ready", "measuring a", "measured a", "done a");
    assertThat(saved).containsExactly(false, false, true, true);
  }

  @Test
  @Timeout(60)
  void anErrorOfTheVirtualMachineEndsTheWorkerWhichSaysSo() throws IOException {
    TrainRunner train =
        (config, run, observer, stop) -> {
          throw new OutOfMemoryError("made up");
        };
    PipedOutputStream orders = new PipedOutputStream();
    PipedInputStream in = new PipedInputStream(orders, 1 << 16);
    orders.write(order("a", 5).getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    // Its input does not end, so that only the error can make it return.
    new WorkerLoop(
            ToyWorker.runners(train),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new InterruptFlag(),
            () -> {})
        .run(in);

    assertThat(told(out)).containsExactly("ready", "failed a");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"ends\":true");
  }
}
