package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.neuropil.analysis.weights.SingleLoop;
import org.neuropil.cli.report.Grid;
import org.neuropil.cli.report.Plot;
import org.neuropil.cli.report.Plots;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.report.Verdict.Holds;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.page.Words;

/**
 * How strongly the last node of a single feed-forward loop follows the first (Zhang et al. 2023):
 * in a balanced loop the way over the middle node adds to the direct one, in an unbalanced loop it
 * works against it. Nothing is trained.
 */
final class SingleLoopResponse extends BundledExperiment {
  /** Half a unit of the last digit in which the check values are given. */
  private static final double HALF_DIGIT = 5.001e-9;

  private static final double LINEAR_TOLERANCE = 1e-12;
  private static final int MAGNITUDES = 12;
  private static final double LARGEST = 1.5;
  private static final int POINTS = 61;

  /** A response to check: h_k / h at h, and w_ij w_jk + w_ik. */
  private record Check(SingleLoop loop, double h, double response, double linear) {}

  private static final List<Check> CHECKS =
      List.of(
          new Check(new SingleLoop(0.5, -0.8, 0.3), 0.001, -0.09999997, -0.1),
          new Check(new SingleLoop(0.5, -0.8, 0.3), 0.1, -0.09966370, -0.1),
          new Check(new SingleLoop(0.5, -0.8, 0.3), 0.5, -0.09180530, -0.1),
          new Check(new SingleLoop(0.5, 0.8, 0.3), 0.1, 0.69852753, 0.7),
          new Check(new SingleLoop(-1.2, 0.9, -0.4), 0.1, -1.46424445, -1.48));

  SingleLoopResponse() {
    super(
        "zhang-single-loop",
        "Response of a single feed-forward loop",
        "Zhang et al. 2023, effect of a single loop");
  }

  @Override
  public ExperimentReport analyse(Results results, String scale) {
    return new ExperimentReport(
        List.of(checks(), comparison()),
        List.of(plot()),
        List.of(table()),
        List.of(
            "The first node i is held at h; j has tanh(w_ij h), and k has tanh(w_jk h_j + w_ik h)."
                + " To first order k follows i with w_ij w_jk + w_ik, whose terms have one sign in"
                + " a balanced loop. Nothing is trained, and all scales are the same."));
  }

  private static double difference(Check check) {
    return check.loop().response(check.h()) - check.response();
  }

  private static Verdict checks() {
    int agreeing =
        (int)
            CHECKS.stream()
                .filter(check ->
                    Math.abs(difference(check)) <= HALF_DIGIT
                        && Math.abs(check.loop().linear() - check.linear()) <= LINEAR_TOLERANCE)
                .count();
    double largest = CHECKS.stream().mapToDouble(c -> Math.abs(difference(c))).max().orElse(0);
    return new Verdict(
        "h_k / h of single loops, to eight decimals",
        CHECKS.size() + " check values",
        agreeing
            + " agree, largest difference "
            + String.format(java.util.Locale.ROOT, "%.1e", largest),
        CHECKS.size() + " loops",
        "direct comparison",
        agreeing == CHECKS.size() ? Holds.YES : Holds.NO);
  }

  /** A loop against the one that differs in the sign of the direct connection alone. */
  private static Verdict comparison() {
    int stronger = 0;
    int pairs = 0;
    for (int a = 1; a <= MAGNITUDES; a++) {
      for (int b = 1; b <= MAGNITUDES; b++) {
        for (int c = 1; c <= MAGNITUDES; c++) {
          SingleLoop balanced = new SingleLoop(magnitude(a), magnitude(b), magnitude(c));
          SingleLoop unbalanced = new SingleLoop(magnitude(a), magnitude(b), -magnitude(c));
          for (double h : heights()) {
            pairs++;
            stronger += Math.abs(balanced.response(h)) > Math.abs(unbalanced.response(h)) ? 1 : 0;
          }
        }
      }
    }
    return new Verdict(
        "A balanced loop responds more strongly than the unbalanced one of the same |w|, at all h",
        "to first order",
        stronger
            + " of "
            + pairs
            + " pairs, |w| up to "
            + LARGEST
            + ", h up to "
            + Words.number(heights()[POINTS - 1], 0),
        pairs + " pairs of loops",
        "direct comparison",
        stronger == pairs ? Holds.YES : Holds.NO);
  }

  private static double magnitude(int step) {
    return LARGEST * step / MAGNITUDES;
  }

  /** From 0.001 to 1, the largest output of tanh, at equal ratios. */
  private static double[] heights() {
    return IntStream.range(0, POINTS)
        .mapToDouble(i -> Math.pow(10, 3.0 * i / (POINTS - 1) - 3))
        .toArray();
  }

  private static Plot plot() {
    double[] h = heights();
    List<Plots.Curve> curves =
        CHECKS.stream()
            .map(Check::loop)
            .distinct()
            .map(loop ->
                Plots.Curve.plain(
                    (loop.balanced() ? "balanced " : "unbalanced ") + weights(loop),
                    h,
                    java.util.Arrays.stream(h).map(loop::response).toArray()))
            .toList();
    return new Plot(
        "response",
        "Response of the last node to the first",
        "h_k / h over the output h of the first node, by w_ij, w_jk, w_ik. To the left lie the"
            + " linear responses w_ij w_jk + w_ik.",
        Plots.curves(Plots.Axes.of("h", "h_k / h"), curves));
  }

  private static String weights(SingleLoop loop) {
    return "(" + loop.first() + ", " + loop.second() + ", " + loop.direct() + ")";
  }

  private static Grid table() {
    List<List<String>> rows = new ArrayList<>();
    for (Check check : CHECKS) {
      rows.add(
          List.of(
              weights(check.loop()),
              check.loop().balanced() ? "balanced" : "unbalanced",
              Double.toString(check.h()),
              Words.number(check.loop().response(check.h()), 8),
              Words.number(check.response(), 8),
              Words.number(check.loop().linear(), 2)));
    }
    return new Grid(
        "Check values",
        "h_k / h as computed here and as given, and its linear approximation.",
        List.of("w_ij, w_jk, w_ik", "loop", "h", "h_k / h", "expected", "w_ij w_jk + w_ik"),
        rows);
  }
}
