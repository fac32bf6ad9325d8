package org.neuropil.cli.bench;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.BackendProvider;
import org.neuropil.compute.MemoryNeed;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.network.Networks;

/** Measures settings one after the other, each on an engine of its own. */
public final class Bench {
  private static final long SEED = 1;

  private final BackendProvider provider;
  private final BackendOptions options;
  private final Batch batch;
  private final Effort effort;
  private @Nullable SparsityPattern pattern;
  private double patternDensity;

  /**
   * A bench.
   *
   * @param options threads and device; the precision is that of each setting
   * @param effort of each measurement
   */
  public Bench(BackendProvider provider, BackendOptions options, Batch batch, Effort effort) {
    this.provider = provider;
    this.options = options;
    this.batch = batch;
    this.effort = effort;
  }

  /** Which connections the networks of this size and density have: always the same. */
  public SparsityPattern mask(int nodes, double density) {
    SparsityPattern present = pattern;
    if (present == null || present.rows() != nodes || patternDensity != density) {
      pattern = null;
      present = Networks.mask(BatchTimes.spec(nodes, density), SEED);
      pattern = present;
      patternDensity = density;
    }
    return present;
  }

  /**
   * Measures one setting. What does not fit or fails is a line of its own.
   *
   * @throws UserError usage, where the back end does not have the plan
   */
  public Line measure(Setting setting) {
    MemoryNeed need = null;
    try (Backend backend =
        provider.open(
            new BackendOptions(options.threads(), setting.precision(), options.device()))) {
      need =
          Networks.memory(
              backend,
              BatchTimes.spec(setting.nodes(), setting.density()),
              setting.connections(),
              setting.plan(),
              batch.steps(),
              batch.size());
      if (need.total() > need.available()) {
        return nothing(setting, need, Line.End.DOES_NOT_FIT, shortage(need));
      }
      SparsityPattern mask = mask(setting.nodes(), setting.density());
      ProductTimes products = ProductTimes.measure(backend, mask, setting.plan(), batch, effort);
      BatchTimes whole =
          BatchTimes.measure(backend, mask, setting.density(), setting.plan(), batch, effort);
      Times times =
          new Times(
              products.forward(),
              products.backward(),
              products.gradient(),
              products.update(),
              whole.batch(),
              whole.loose());
      return new Line(
          setting, products.plan(), mask.nonzeros(), need, times, Line.End.MEASURED, "");
    } catch (UserError e) {
      if (e.kind() == UserError.Kind.ENVIRONMENT) {
        return nothing(setting, need, Line.End.DOES_NOT_FIT, text(e));
      }
      throw e;
    } catch (OutOfMemoryError | ArithmeticException e) {
      return nothing(setting, need, Line.End.DOES_NOT_FIT, text(e));
    } catch (RuntimeException e) {
      return nothing(setting, need, Line.End.FAILED, e.toString());
    }
  }

  private static Line nothing(
      Setting setting, @Nullable MemoryNeed need, Line.End end, String reason) {
    return new Line(
        setting,
        setting.plan(),
        setting.connections(),
        need,
        null,
        end,
        reason.replaceAll("\\s*[\\r\\n]+\\s*", " "));
  }

  private static String shortage(MemoryNeed need) {
    return String.format(
        Locale.ROOT,
        "needs %.2f GB, the %s has %.2f GB",
        need.total() / 1e9,
        need.where(),
        need.available() / 1e9);
  }

  private static String text(Throwable e) {
    return Objects.requireNonNullElse(e.getMessage(), e.toString());
  }
}
