package org.neuropil.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.bench.Batch;
import org.neuropil.cli.bench.Bench;
import org.neuropil.cli.bench.BenchTable;
import org.neuropil.cli.bench.Effort;
import org.neuropil.cli.bench.Gpu;
import org.neuropil.cli.bench.Grid;
import org.neuropil.cli.bench.Line;
import org.neuropil.cli.bench.Prediction;
import org.neuropil.cli.bench.Result;
import org.neuropil.cli.bench.Roofline;
import org.neuropil.cli.bench.Setting;
import org.neuropil.cli.bench.TorchSide;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.machine.BuildInfo;
import org.neuropil.cli.machine.Machine;
import org.neuropil.cli.run.AtomicFile;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendInfo;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.BackendProvider;
import org.neuropil.compute.Backends;
import org.neuropil.compute.Precision;
import org.neuropil.error.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code neuropil bench}. */
@Command(
    name = "bench",
    description = "Measure training steps in every plan and precision.",
    sortOptions = false,
    footer = {
      "",
      "Times are medians in milliseconds, by the device's own clock: one product forward, one"
          + " backward, the weight gradient of a batch, the update, and the whole step of a batch"
          + " that lies on the device. Memory is what the network is predicted to take. Where the"
          + " GPU is known, 'roofline' is the least time that its data sheet allows as part of the"
          + " time taken. --compare times PyTorch's masked dense network with the same mask; it"
          + " takes the Python of NEUROPIL_PYTHON, or python3.",
      "",
      "Examples:",
      "  neuropil bench --backend cuda --out gpu.csv",
      "  neuropil bench --backend cuda --nodes 20000 --densities 0.1,0.01 --compare",
      "  neuropil bench --backend cpu --quick"
    })
public final class BenchCommand implements Callable<Integer> {
  private final Session session;

  @Mixin DeviceOptions device = new DeviceOptions();

  @Option(names = "--compare", description = "PyTorch's masked dense network beside it")
  boolean compare;

  @Option(names = "--quick", description = "fewer settings and repeats")
  boolean quick;

  @Option(
      names = "--nodes",
      paramLabel = "N,...",
      description = "hidden nodes [GPU: 1000,5000,20000; CPU: 500,2000]")
  @Nullable String nodes;

  @Option(
      names = "--densities",
      paramLabel = "P,...",
      description = "densities of the connections [GPU: 0.01,0.05,0.1,1; CPU: 0.01,0.1,1]")
  @Nullable String densities;

  @Option(
      names = "--plans",
      paramLabel = "all|tiled|dense|library|auto",
      defaultValue = "all",
      description = "plans of the products, separated by commas [all that there are]")
  String plans = "all";

  @Option(
      names = "--precisions",
      paramLabel = "all|fp32|tf32|bf16",
      defaultValue = "all",
      description = "arithmetic of the products, separated by commas [all that there are]")
  String precisions = "all";

  @Option(
      names = "--steps",
      paramLabel = "T",
      defaultValue = "28",
      description = "time steps of a sample [28]")
  int steps;

  @Option(
      names = "--batch",
      paramLabel = "B",
      defaultValue = "100",
      description = "samples of a batch [100]")
  int batch;

  @Option(
      names = "--repeats",
      paramLabel = "R",
      description = "measurements of which the median counts [10; 3 with --quick]")
  @Nullable Integer repeats;

  @Option(names = "--out", paramLabel = "FILE.csv", description = "write all figures to a file")
  @Nullable Path out;

  @Mixin CommonOptions common = new CommonOptions();

  /** The command of a session. */
  public BenchCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    checkNumbers();
    List<BackendProvider> providers = session.runners().providers().get();
    BackendOptions options = device.options(Precision.FP32);
    Grid.Asked asked =
        new Grid.Asked(
            nodes,
            densities,
            Names.plans("--plans", plans),
            Names.precisions("--precisions", precisions),
            quick);
    asked.check();
    BackendProvider provider = Backends.choose(providers, device.backend, options);
    List<Setting> settings = Grid.of(asked, provider, options);
    BackendInfo info;
    try (Backend backend = provider.open(options)) {
      info = backend.info();
    }
    Batch shape = new Batch(steps, batch);
    int times = repeats == null ? (quick ? 3 : 10) : repeats;
    Effort effort = new Effort(times, quick ? 0.1 : 0.5);
    Optional<TorchSide> torch = torch(info, shape, times);
    if (!common.json && !common.quiet) {
      head(info, shape, times);
    }
    List<Result> results = new ArrayList<>();
    measure(new Bench(provider, options, shape, effort), settings, info, shape, torch, results);
    report(info, shape, results);
    return 0;
  }

  private void checkNumbers() {
    if (steps < 2 || batch < 1 || repeats != null && repeats < 1) {
      throw UserError.usage(
          "--steps must be at least 2, --batch and --repeats at least 1",
          "see 'neuropil bench --help'");
    }
    Path file = out;
    if (file != null && Files.exists(file)) {
      throw UserError.usage(file + " exists already", "name another file");
    }
  }

  /** PyTorch's side, if it is wanted and there; a note says why not. */
  private Optional<TorchSide> torch(BackendInfo info, Batch shape, int times) {
    if (!compare) {
      return Optional.empty();
    }
    String named = System.getenv("NEUROPIL_PYTHON");
    int threads = device.threads > 0 ? device.threads : Machine.cores();
    TorchSide torch =
        new TorchSide(
            named == null || named.isBlank() ? "python3" : named,
            Path.of(System.getProperty("neuropil.root", "."), "bench", "torch_masked_rnn.py"),
            info.name().equals("cuda") ? "cuda" : "cpu",
            threads,
            shape,
            times);
    String refusal = torch.refusal();
    if (!refusal.isEmpty()) {
      session.console().note("neuropil: no comparison with PyTorch: " + refusal);
      return Optional.empty();
    }
    return Optional.of(torch);
  }

  private void measure(
      Bench bench,
      List<Setting> settings,
      BackendInfo info,
      Batch shape,
      Optional<TorchSide> torch,
      List<Result> results) {
    boolean cuda = info.name().equals("cuda");
    Roofline roofline =
        cuda ? Gpu.of(info.device()).map(gpu -> new Roofline(gpu, shape)).orElse(null) : null;
    TorchSide.Answer answer = null;
    Setting before = null;
    for (Setting setting : settings) {
      boolean other =
          before == null
              || before.nodes() != setting.nodes()
              || before.density() != setting.density();
      if (other && torch.isPresent()) {
        session.console().live("PyTorch: N=" + setting.nodes() + " p=" + setting.density());
        answer = ask(torch.get(), bench, setting);
      }
      session.console().live(setting.toString());
      Line line = bench.measure(setting);
      results.add(
          new Result(line, shape, roofline, cuda ? Prediction.of(setting, shape) : null, answer));
      before = setting;
      if (out != null) {
        // Whole after each setting: an interrupted bench keeps what it has.
        AtomicFile.write(out, BenchTable.csv(results));
      }
    }
    session.console().live("");
  }

  private TorchSide.@Nullable Answer ask(TorchSide torch, Bench bench, Setting setting) {
    TorchSide.Answer answer =
        torch.ask(bench.mask(setting.nodes(), setting.density()), setting.density());
    if (answer == null) {
      session
          .console()
          .note(
              "neuropil: no comparison for N="
                  + setting.nodes()
                  + " p="
                  + setting.density()
                  + ": "
                  + torch.reason());
    }
    return answer;
  }

  private void head(BackendInfo info, Batch shape, int times) {
    line("back end   " + info.name());
    line("device     " + info.device());
    line("libraries  " + info.libraries());
    line("versions   " + BuildInfo.current() + ", Java " + Machine.java() + ", " + Machine.os());
    line(
        String.format(
            Locale.ROOT,
            "batch      %d samples of %d steps, medians of %d, milliseconds",
            shape.size(),
            shape.steps(),
            times));
    if (info.name().equals("cuda")) {
      line(
          "roofline   "
              + Gpu.of(info.device())
                  .map(Gpu::toString)
                  .orElse("left out: this device's constants are not in the table"));
    }
    line("");
  }

  private void report(BackendInfo info, Batch shape, List<Result> results) {
    if (common.json) {
      printJson(info, shape, results);
    } else if (!common.quiet) {
      BenchTable.lines(results).forEach(this::line);
      notes(results);
    }
    List<String> failed =
        results.stream()
            .map(Result::line)
            .filter(line -> line.end() == Line.End.FAILED)
            .map(line -> line.setting() + ": " + line.reason())
            .toList();
    if (!failed.isEmpty()) {
      throw UserError.check(
          "could not be measured: " + String.join("; ", failed), "run 'neuropil verify'");
    }
  }

  private void notes(List<Result> results) {
    line("");
    for (Result result : results) {
      if (result.line().end() == Line.End.DOES_NOT_FIT) {
        line(result.line().setting() + " does not fit: " + result.line().reason());
      }
    }
    results.stream()
        .map(Result::torch)
        .filter(Objects::nonNull)
        .map(answer -> "PyTorch " + answer.versions())
        .distinct()
        .forEach(this::line);
  }

  private void line(String text) {
    session.console().result(text);
  }

  private void printJson(BackendInfo info, Batch shape, List<Result> results) {
    ObjectNode json = Codecs.JSON.createObjectNode();
    json.put("backend", info.name())
        .put("device", info.device())
        .put("libraries", info.libraries())
        .put("steps", shape.steps())
        .put("batch", shape.size());
    ArrayNode list = json.putArray("results");
    results.forEach(result -> list.addPOJO(result.fields()));
    json.set("versions", Codecs.JSON.valueToTree(Machine.versions()));
    session.console().result(Codecs.JSON.writeValueAsString(json));
  }
}
