package org.neuropil.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.neuropil.cli.run.Summary;

/** What a finished training says: accuracies where answers are right or wrong, else the loss. */
final class FinalLines {
  private FinalLines() {}

  /**
   * The lines.
   *
   * @param keep the setting that chose which weights were kept
   */
  static List<String> of(Summary s, String keep) {
    Summary.Figures last = s.last();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "test %s after %d epochs (best %s after epoch %d) in %.1f s",
            figure(last.testAccuracy(), last.testLoss()),
            s.epochs(),
            bare(s.best().testAccuracy(), s.best().testLoss()),
            s.best().epoch(),
            s.timing().trainSeconds()));
    if (!Double.isNaN(last.validationLoss())) {
      lines.add(
          "validation "
              + figure(last.validationAccuracy(), last.validationLoss())
              + " after "
              + s.epochs()
              + " epochs");
    }
    if (!keep.equals("last")) {
      lines.add("kept: " + kept(s.kept()));
    }
    return lines;
  }

  private static String kept(Summary.Figures kept) {
    return "the weights after epoch "
        + kept.epoch()
        + " (test "
        + figure(kept.testAccuracy(), kept.testLoss())
        + (Double.isNaN(kept.validationLoss())
            ? ""
            : ", validation " + figure(kept.validationAccuracy(), kept.validationLoss()))
        + ")";
  }

  private static String figure(double accuracy, double loss) {
    return (Double.isNaN(accuracy) ? "MSE " : "accuracy ") + bare(accuracy, loss);
  }

  private static String bare(double accuracy, double loss) {
    return Double.isNaN(accuracy)
        ? String.format(Locale.ROOT, "%.2e", loss)
        : String.format(Locale.ROOT, "%.2f %%", 100 * accuracy);
  }
}
