package org.neuropil.cli.sweep.pool;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.run.RunFacts;
import org.neuropil.cli.runner.ConvertRunner;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.runner.Runners;
import org.neuropil.cli.runner.TrainRunner;
import org.neuropil.compute.BackendInfo;
import org.neuropil.compute.Precision;
import org.neuropil.train.EpochRecord;
import org.neuropil.train.TrainResult;

/**
 * The process of a worker whose trainer trains nothing and writes a checkpoint, or breaks the
 * virtual machine if there are so many nodes, and who is killed by every measure.
 */
final class ToyWorker {
  /** Exit code of a process that signal 9 ended. */
  static final int KILLED = 137;

  /** Hidden nodes of networks that are too much for the virtual machine. */
  static final int TOO_MANY = 99;

  private ToyWorker() {}

  static Runners runners(TrainRunner train) {
    return new Runners(
        train,
        request -> {
          throw new UnsupportedOperationException();
        },
        (ConvertRunner.Request request) -> {
          throw new UnsupportedOperationException();
        },
        List::of,
        Map.of());
  }

  static TrainRunner.Outcome outcome(TrainResult.End end) {
    EpochRecord record = new EpochRecord(2, 20, 0.5, 0.6, 0.7, Double.NaN, Double.NaN, 10, 0, 1);
    return new TrainRunner.Outcome(
        new TrainResult(end, List.of(record), record, record, 20, 1, 1),
        new RunFacts(
            new BackendInfo("cpu", "a CPU", Precision.FP32, "none"), "tiled", 1, 10, Map.of(), 0),
        null);
  }

  public static void main(String[] args) {
    TrainRunner train =
        (config, run, observer, stop) -> {
          if (config.hidden() == TOO_MANY) {
            throw new OutOfMemoryError("made up");
          }
          observer.started(0, 20);
          observer.checkpointWritten(20);
          return outcome(TrainResult.End.EPOCHS);
        };
    PrintStream out =
        new PrintStream(System.out, true, StandardCharsets.UTF_8) {
          @Override
          public void println(@Nullable String line) {
            super.println(line);
            if (Objects.requireNonNull(line).contains("\"measuring\"")) {
              Runtime.getRuntime().halt(KILLED);
            }
          }
        };
    System.setOut(System.err);
    new WorkerLoop(runners(train), out, new InterruptFlag(), () -> Runtime.getRuntime().halt(143))
        .run(System.in);
  }
}
