package org.neuropil.cli.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendInfo;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.BackendProvider;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.compute.contract.Check;
import org.neuropil.compute.contract.ContractSuite;
import org.neuropil.compute.contract.Deviation;
import org.neuropil.compute.contract.Tested;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.task.Sequences;
import org.neuropil.train.TrainingTrace;

/**
 * The whole test of a back end: every check of the contract against plain loops in double
 * precision, then trainings of a few steps against a control.
 */
public final class Verification {
  private static final int STEPS = 20;
  private static final int QUICK_STEPS = 5;

  /** One check in so many of each kind is done where it shall be quick. */
  private static final int QUICK_PART = 4;

  /**
   * What is asked for.
   *
   * @param plans empty for all that the back end has
   * @param precisions empty for all that the back end has
   * @param quick a part of the checks, and fewer and shorter trainings
   * @param seed of all random inputs, weights and orders
   */
  public record Request(
      List<PlanKind> plans, List<Precision> precisions, boolean quick, long seed) {}

  /**
   * What came out.
   *
   * @param info the back end in the first precision
   * @param control what the trainings were held against
   * @param rows all checks
   */
  public record Report(BackendInfo info, BackendInfo control, List<Row> rows) {
    /** Whether everything was right. */
    public boolean passed() {
      return rows.stream().allMatch(row -> row.failures().isEmpty());
    }
  }

  private final BackendProvider provider;
  private final BackendOptions options;
  private final BackendProvider control;
  private final Sequences samples;
  private final Request request;
  private final Consumer<String> progress;
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, TrainingTrace> controls = new HashMap<>();

  /**
   * A verification.
   *
   * @param provider the back end under test
   * @param options its options; the precision does not matter
   * @param control of the trainings, in fp32
   * @param samples what is trained on
   * @param progress told what is being done
   */
  public Verification(
      BackendProvider provider,
      BackendOptions options,
      BackendProvider control,
      Sequences samples,
      Request request,
      Consumer<String> progress) {
    this.provider = provider;
    this.options = options;
    this.control = control;
    this.samples = samples.first(ShortTraining.SAMPLES);
    this.request = request;
    this.progress = progress;
  }

  /**
   * Does everything, whatever fails.
   *
   * @throws UserError usage or environment, if the back end does not have a plan or a precision
   *     that was asked for
   */
  public Report run() {
    BackendInfo info = null;
    for (Precision precision : precisions()) {
      List<PlanKind> plans;
      try (Backend backend = provider.open(with(precision))) {
        info = info == null ? backend.info() : info;
        plans = plans(backend);
      }
      contract(precision, plans);
      for (PlanKind plan : plans) {
        for (ShortTraining training : ShortTraining.networks(request.quick)) {
          train(training, plan, precision);
        }
      }
    }
    if (info == null) {
      throw new IllegalStateException("no precision");
    }
    try (Backend backend = control.open(with(Precision.FP32))) {
      return new Report(info, backend.info(), List.copyOf(rows));
    }
  }

  private BackendOptions with(Precision precision) {
    return new BackendOptions(options.threads(), precision, options.device());
  }

  private List<Precision> precisions() {
    if (!request.precisions.isEmpty()) {
      for (Precision precision : request.precisions) {
        provider
            .refusal(with(precision))
            .ifPresent(reason -> {
              throw UserError.environment(
                  "back end " + provider.name() + " cannot be used: " + reason,
                  "leave --precision away to verify all that there are");
            });
      }
      return request.precisions;
    }
    List<Precision> found = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      if (provider.refusal(with(precision)).isEmpty()) {
        found.add(precision);
      }
    }
    return found;
  }

  /** The plans to verify: those asked for, or all that this back end does not refuse. */
  private List<PlanKind> plans(Backend backend) {
    List<PlanKind> found = new ArrayList<>();
    UserError refusal = null;
    List<PlanKind> wanted =
        request.plans.isEmpty()
            ? List.of(PlanKind.TILED, PlanKind.DENSE, PlanKind.LIBRARY)
            : request.plans;
    for (PlanKind plan : wanted) {
      try (HiddenProduct product =
          backend.product("probe", SparsityPattern.full(2, 2), plan, 1, 1)) {
        found.add(plan);
        product.planBytes();
      } catch (UserError refused) {
        refusal = refused;
      }
    }
    if (refusal != null && (found.isEmpty() || !request.plans.isEmpty())) {
      throw refusal;
    }
    return found;
  }

  private void contract(Precision precision, List<PlanKind> plans) {
    try (Tested tested = new Tested(() -> provider.open(with(precision)))) {
      contract(tested, null, precision, ContractSuite.withoutPlan());
      for (PlanKind plan : plans) {
        contract(tested, plan, precision, ContractSuite.of(plan));
      }
    }
  }

  private void contract(
      Tested tested, @Nullable PlanKind plan, Precision precision, List<Check> all) {
    List<Check> checks = request.quick ? part(all) : all;
    Map<String, Row> kinds = new LinkedHashMap<>();
    int[] done = {0};
    ContractSuite.run(
        tested,
        checks,
        request.seed,
        outcome -> {
          kinds
              .computeIfAbsent(outcome.check().category(), name -> new Row(name, plan, precision))
              .add(
                  outcome.violation() == null ? null : outcome.check() + ": " + outcome.violation(),
                  outcome.worst(),
                  outcome.seconds());
          progress.accept(
              String.format(
                  Locale.ROOT,
                  "%s %s: %d of %d checks",
                  precision,
                  plan == null ? "without plan" : plan,
                  ++done[0],
                  checks.size()));
        });
    rows.addAll(kinds.values());
  }

  /** Every fourth check of each kind, the first among them. */
  private static List<Check> part(List<Check> all) {
    Map<String, Integer> seen = new HashMap<>();
    return all.stream()
        .filter(check -> (seen.merge(check.category(), 1, Integer::sum) - 1) % QUICK_PART == 0)
        .toList();
  }

  private void train(ShortTraining training, PlanKind plan, Precision precision) {
    progress.accept(precision + " " + plan + ": training " + training.name());
    TrainingTrace expected =
        controls.computeIfAbsent(
            training.name(), name -> trace(control, Precision.FP32, training, PlanKind.AUTO));
    long start = System.nanoTime();
    Row losses = new Row("train " + training.name() + ", losses", plan, precision);
    Row weights = new Row("train " + training.name() + ", weights", plan, precision);
    try {
      TrainingTrace found = trace(provider, precision, training, plan);
      double seconds = (System.nanoTime() - start) * 1e-9;
      compare(losses, found.loss(expected, precision), seconds);
      compare(weights, found.weights(expected, precision), 0);
    } catch (RuntimeException | Error failure) {
      losses.add(
          losses.check() + ": failed with " + failure, null, (System.nanoTime() - start) * 1e-9);
    }
    rows.add(losses);
    if (weights.trials() > 0) {
      rows.add(weights);
    }
  }

  private static void compare(Row row, Deviation deviation, double seconds) {
    String failure = null;
    if (!(deviation.share() <= 1)) {
      failure =
          String.format(
              Locale.ROOT,
              "%s: deviation %.3g, limit %.3g",
              row.check(),
              deviation.distance(),
              deviation.limit());
    }
    row.add(failure, deviation, seconds);
  }

  private TrainingTrace trace(
      BackendProvider maker, Precision precision, ShortTraining training, PlanKind plan) {
    try (Backend backend = maker.open(with(precision))) {
      return TrainingTrace.of(
          backend,
          training.spec(),
          plan,
          samples,
          request.quick ? QUICK_STEPS : STEPS,
          ShortTraining.BATCH,
          request.seed);
    }
  }
}
