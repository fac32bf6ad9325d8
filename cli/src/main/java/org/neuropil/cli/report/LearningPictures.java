package org.neuropil.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.report.Report.Picture;
import org.neuropil.train.EpochRecord;

/** How a training went: its losses, its accuracies, and its density where that changes. */
final class LearningPictures {
  private final ResolvedConfig config;
  private final List<EpochRecord> epochs;
  private final double[] at;
  private final List<Picture> pictures = new ArrayList<>();

  private LearningPictures(ResolvedConfig config, List<EpochRecord> epochs) {
    this.config = config;
    this.epochs = epochs;
    this.at = epochs.stream().mapToDouble(EpochRecord::epoch).toArray();
  }

  static List<Picture> of(ResolvedConfig config, List<EpochRecord> epochs) {
    LearningPictures made = new LearningPictures(config, epochs);
    made.loss();
    made.accuracy();
    made.density();
    return made.pictures;
  }

  private Figures.Line line(String name, ToDoubleFunction<EpochRecord> figure) {
    return new Figures.Line(name, at, epochs.stream().mapToDouble(figure).toArray());
  }

  private void loss() {
    boolean values = epochs.stream().allMatch(r -> Double.isNaN(r.testAccuracy()));
    String kind =
        values || config.task().equals("cognitive")
            ? "Mean squared error"
            : config.doubleSoftmax()
                ? "Mean cross-entropy of the softmax of the softmax, per sample"
                : "Mean cross-entropy per sample";
    add(
        "Loss",
        "Line chart of the mean loss per sample over the epochs.",
        "mean loss per sample",
        List.of(
            line("training", EpochRecord::trainLoss),
            line("test", EpochRecord::testLoss),
            line("validation", EpochRecord::validationLoss)),
        kind
            + ". The training loss is the mean over an epoch's batches as they were trained; epoch"
            + " 0 is before training.");
  }

  private void accuracy() {
    add(
        "Accuracy",
        "Line chart of the accuracy in per cent over the epochs.",
        "accuracy (%)",
        List.of(
            line("test", r -> 100 * r.testAccuracy()),
            line("validation", r -> 100 * r.validationAccuracy())),
        "Share of the samples that were answered correctly.");
  }

  private void density() {
    if (epochs.stream().mapToInt(EpochRecord::connections).distinct().count() < 2) {
      return;
    }
    double places = (double) config.hidden() * config.hidden();
    add(
        "Density",
        "Line chart of the density of the recurrent connections in per cent over the epochs.",
        "density (%)",
        List.of(line("density", r -> 100 * r.connections() / places)),
        "Recurrent connections by all places for them.");
  }

  private void add(
      String title, String description, String y, List<Figures.Line> lines, String caption) {
    pictures.add(new Picture(Figures.lines(title, description, "epoch", y, lines), caption));
  }
}
