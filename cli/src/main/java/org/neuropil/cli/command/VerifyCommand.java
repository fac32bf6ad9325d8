package org.neuropil.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.machine.BuildInfo;
import org.neuropil.cli.machine.Machine;
import org.neuropil.cli.structure.TextTable;
import org.neuropil.cli.verify.Controls;
import org.neuropil.cli.verify.Row;
import org.neuropil.cli.verify.Verification;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.BackendProvider;
import org.neuropil.compute.Backends;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.compute.contract.Deviation;
import org.neuropil.error.UserError;
import org.neuropil.task.Encoding;
import org.neuropil.task.MnistTask;
import org.neuropil.testdata.BundledMnist;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code neuropil verify}. */
@Command(
    name = "verify",
    description = "Prove that a back end computes what it should on this machine.",
    sortOptions = false,
    footer = {
      "",
      "Every operation is compared with plain loops in double precision, in every plan and precision"
          + " of the back end; then networks are trained for 20 steps on the bundled digits and"
          + " compared with the same training on the CPU (for the CPU, in double precision). The"
          + " exit code is 5 if anything is off.",
      "",
      "Examples:",
      "  neuropil verify",
      "  neuropil verify --backend cuda",
      "  neuropil verify --backend cuda --plan tiled,dense --precision tf32 --json",
      "  neuropil verify --backend cpu --quick"
    })
public final class VerifyCommand implements Callable<Integer> {
  private final Session session;

  @Mixin DeviceOptions device = new DeviceOptions();

  @Option(
      names = "--plan",
      paramLabel = "all|tiled|dense|library|auto",
      defaultValue = "all",
      description = "plans of the products, separated by commas [all]")
  String plans = "all";

  @Option(
      names = "--precision",
      paramLabel = "all|fp32|tf32|bf16",
      defaultValue = "all",
      description = "arithmetic of the products, separated by commas [all]")
  String precisions = "all";

  @Option(
      names = "--quick",
      description = "every fourth check of each kind, and two trainings of 5 steps")
  boolean quick;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "of all random inputs and weights [1]")
  long seed;

  @Mixin CommonOptions common = new CommonOptions();

  /** The command of a session. */
  public VerifyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Verification.Request request =
        new Verification.Request(
            Names.plans("--plan", plans), Names.precisions("--precision", precisions), quick, seed);
    List<BackendProvider> providers = session.runners().providers().get();
    BackendOptions options = device.options(Precision.FP32);
    BackendProvider provider = Backends.choose(providers, device.backend, options);
    long start = System.nanoTime();
    Verification.Report report =
        new Verification(
                provider,
                options,
                Controls.of(provider, providers, options),
                MnistTask.load(BundledMnist::open, Encoding.RECURRENT).train(),
                request,
                text -> session.console().live(text.toLowerCase(Locale.ROOT)))
            .run();
    session.console().live("");
    double seconds = (System.nanoTime() - start) * 1e-9;
    if (common.json) {
      printJson(report, seconds);
    } else if (!common.quiet || !report.passed()) {
      print(report, seconds);
    }
    requirePassed(report);
    return 0;
  }

  private static void requirePassed(Verification.Report report) {
    List<String> failed = new ArrayList<>();
    for (Row row : report.rows()) {
      if (!row.failures().isEmpty()) {
        failed.add(where(row) + " (" + row.failures().size() + " of " + row.trials() + ")");
      }
    }
    if (!failed.isEmpty()) {
      throw UserError.check(
          "back end " + report.info().name() + " is wrong in " + String.join("; ", failed),
          "do not trust its results; the table says how far each is off");
    }
  }

  private static String where(Row row) {
    PlanKind plan = row.plan();
    return row.check()
        + " "
        + (plan == null ? "" : Names.of(plan) + " ")
        + Names.of(row.precision());
  }

  private void print(Verification.Report report, double seconds) {
    line("back end   " + report.info().name());
    line("device     " + report.info().device());
    line("libraries  " + report.info().libraries());
    line("compared   " + report.control().name() + ": " + report.control().device());
    line("versions   " + BuildInfo.current() + ", Java " + Machine.java() + ", " + Machine.os());
    line("");
    TextTable table = new TextTable();
    table.row(
        List.of(
            "check", "plan", "precision", "trials", "deviation", "limit", "part", "", "seconds"));
    for (Row row : report.rows()) {
      PlanKind plan = row.plan();
      Deviation worst = row.worst();
      table.row(
          List.of(
              row.check(),
              plan == null ? "-" : Names.of(plan),
              Names.of(row.precision()),
              Integer.toString(row.trials()),
              worst == null ? "exact" : number(worst.distance()),
              worst == null ? "-" : number(worst.limit()),
              worst == null ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * worst.share()),
              row.failures().isEmpty() ? "ok" : "FAILED",
              String.format(Locale.ROOT, "%.2f", row.seconds())));
    }
    table.lines(row -> "").forEach(this::line);
    line("");
    for (Row row : report.rows()) {
      for (String failure : row.failures()) {
        line("FAILED " + where(row) + ": " + failure);
      }
    }
    line(
        String.format(
            Locale.ROOT,
            "%d checks, %d failed (%.1f s)",
            trials(report),
            failures(report),
            seconds));
  }

  private void line(String text) {
    session.console().result(text);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2e", value);
  }

  private static int trials(Verification.Report report) {
    return report.rows().stream().mapToInt(Row::trials).sum();
  }

  private static int failures(Verification.Report report) {
    return report.rows().stream().mapToInt(row -> row.failures().size()).sum();
  }

  private void printJson(Verification.Report report, double seconds) {
    ObjectNode json = Codecs.JSON.createObjectNode();
    json.put("ok", report.passed())
        .put("backend", report.info().name())
        .put("device", report.info().device())
        .put("libraries", report.info().libraries())
        .put("compared_with", report.control().name())
        .put("quick", quick)
        .put("seed", seed)
        .put("trials", trials(report))
        .put("failed", failures(report))
        .put("seconds", seconds);
    ArrayNode checks = json.putArray("checks");
    for (Row row : report.rows()) {
      ObjectNode one = checks.addObject();
      PlanKind plan = row.plan();
      one.put("check", row.check())
          .put("plan", plan == null ? null : Names.of(plan))
          .put("precision", Names.of(row.precision()))
          .put("trials", row.trials());
      @Nullable Deviation worst = row.worst();
      one.put("deviation", worst == null ? null : (Double) worst.distance())
          .put("limit", worst == null ? null : (Double) worst.limit())
          .put("ok", row.failures().isEmpty())
          .put("seconds", row.seconds());
      ArrayNode failures = one.putArray("failures");
      row.failures().forEach(failures::add);
    }
    json.set("versions", Codecs.JSON.valueToTree(Machine.versions()));
    session.console().result(Codecs.JSON.writeValueAsString(json));
  }
}
