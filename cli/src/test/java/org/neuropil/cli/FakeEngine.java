package org.neuropil.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.doctor.Finding;
import org.neuropil.cli.run.MetricsCsv;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.run.RunFacts;
import org.neuropil.cli.runner.ConvertRunner;
import org.neuropil.cli.runner.EvalRunner;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.runner.Runners;
import org.neuropil.cli.runner.TrainRunner;
import org.neuropil.compute.BackendInfo;
import org.neuropil.compute.Precision;
import org.neuropil.error.UserError;
import org.neuropil.train.EpochRecord;
import org.neuropil.train.TrainObserver;
import org.neuropil.train.TrainResult;

/** Trains nothing, but keeps every promise of the seam: ten steps an epoch, a checkpoint each. */
final class FakeEngine {
  static final int EPOCH_STEPS = 10;

  /** Called after each step, e.g. to interrupt. */
  interface StepHook {
    void after(long step, InterruptFlag stop);
  }

  private final List<ResolvedConfig> trained = new ArrayList<>();
  private EvalRunner.@Nullable Request evaluated;
  private boolean failAtStart;
  private StepHook hook = (step, stop) -> {};

  void failAtStart(boolean fail) {
    failAtStart = fail;
  }

  void afterStep(StepHook newHook) {
    hook = newHook;
  }

  List<ResolvedConfig> trained() {
    return trained;
  }

  EvalRunner.@Nullable Request evaluated() {
    return evaluated;
  }

  Runners runners() {
    return new Runners(
        this::train,
        request -> {
          evaluated = request;
          return new EvalRunner.Result(100, Double.NaN, 0.25, 3, List.of());
        },
        request -> new ConvertRunner.Result(5, 7, "npz", "safetensors"),
        List::of,
        Map.of("CUDA", () -> List.of(Finding.missing("cuBLAS", "not found", "install CUDA 12"))));
  }

  private TrainRunner.Outcome train(
      ResolvedConfig config, RunDirectory run, TrainObserver observer, InterruptFlag stop) {
    trained.add(config);
    if (failAtStart) {
      throw UserError.data("train-images is damaged", "download it again");
    }
    try {
      Path file = run.checkpoint().resolve("step");
      long step = Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
      long total = (long) config.epochs() * EPOCH_STEPS;
      List<EpochRecord> records = new ArrayList<>();
      for (EpochRecord earlier : MetricsCsv.read(run.metrics())) {
        if (earlier.step() <= step) {
          records.add(earlier);
        }
      }
      observer.started(step, total);
      if (records.isEmpty()) {
        evaluate(records, 0, 0, observer);
      }
      while (step < total && !stop.isSet()) {
        step++;
        int epoch = (int) ((step - 1) / EPOCH_STEPS) + 1;
        observer.stepDone(epoch, (int) ((step - 1) % EPOCH_STEPS) + 1, EPOCH_STEPS, step, 2.5);
        hook.after(step, stop);
        if (step % EPOCH_STEPS == 0) {
          evaluate(records, epoch, step, observer);
        }
      }
      Files.createDirectories(run.checkpoint());
      Files.writeString(file, Long.toString(step));
      observer.checkpointWritten(step);
      boolean interrupted = step < total;
      if (!interrupted) {
        Files.writeString(run.weights(), "weights");
      }
      return new TrainRunner.Outcome(
          new TrainResult(
              interrupted ? TrainResult.End.INTERRUPTED : TrainResult.End.EPOCHS,
              records,
              records.stream()
                  .max(Comparator.comparingDouble(EpochRecord::testAccuracy))
                  .orElseThrow(),
              records.getLast(),
              step,
              step * 0.5,
              2.5),
          new RunFacts(
              new BackendInfo("cpu", "Test CPU, 512 bits", Precision.FP32, "none"),
              "tiled",
              2,
              25_000,
              Map.of("name", "mnist-sample"),
              0),
          null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void evaluate(
      List<EpochRecord> records, int epoch, long step, TrainObserver observer) {
    observer.evaluating(50, 100);
    EpochRecord record =
        new EpochRecord(
            epoch,
            step,
            epoch == 0 ? Double.NaN : 2.0 / epoch,
            2.3 / (epoch + 1),
            1 - 0.9 / (epoch + 1),
            Double.NaN,
            Double.NaN,
            25_000,
            0,
            step * 0.5);
    records.add(record);
    observer.epochDone(record);
  }
}
