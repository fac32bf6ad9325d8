package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.report.Figures;
import org.neuropil.cli.report.Report;
import org.neuropil.cli.report.RunFiles;
import org.neuropil.cli.run.RunFacts;
import org.neuropil.cli.run.Summary;
import org.neuropil.compute.BackendInfo;
import org.neuropil.compute.Precision;
import org.neuropil.train.EpochRecord;
import org.neuropil.train.TrainResult;
import tools.jackson.databind.node.JsonNodeFactory;

class ReportTest {
  @BeforeAll
  static void withoutAScreen() {
    System.setProperty("java.awt.headless", "true");
  }

  private static String page(long nan) {
    List<EpochRecord> epochs =
        List.of(
            new EpochRecord(0, 0, Double.NaN, 2.31, 0.1, Double.NaN, Double.NaN, 1000, 0, 1),
            new EpochRecord(1, 600, 0.9, 0.5, 0.84, Double.NaN, Double.NaN, 1000, nan, 5),
            new EpochRecord(2, 1200, 0.4, 0.3, 0.91, Double.NaN, Double.NaN, 1000, 0, 9));
    ResolvedConfig config =
        ResolvedConfig.resolve(null, ResolvedConfig.noOptions())
            .with(Map.of("data", JsonNodeFactory.instance.stringNode("/data/<b>&amp")));
    TrainResult result =
        new TrainResult(
            TrainResult.End.EPOCHS, epochs, epochs.get(2), epochs.get(2), 1200, 9, 7.25);
    RunFacts facts =
        new RunFacts(
            new BackendInfo("cpu", "A CPU", Precision.FP32, "OpenBLAS 0.3.31"),
            "tiled",
            2,
            24_987,
            Map.of("name", "mnist"),
            0);
    return Report.html(
        "first <run>", config, epochs, RunFiles.none(), Summary.of(config, result, facts, null));
  }

  @Test
  void thePageContainsTheRun() {
    String page = page(0);

    assertThat(page)
        .contains(
            "91.00 %", "24,987", "7.25 ms per step", "OpenBLAS 0.3.31", "A CPU", "<td>84.00</td>")
        .contains("first &lt;run&gt;", "neuropil train --data")
        .doesNotContain("<run>", "/data/<b>", "samples gave NaN");
    assertThat(page(4)).contains("4 samples gave NaN");
  }

  @Test
  void thePageNeedsNothingElse() {
    assertThat(page(0).replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("<script", "http:", "https:", "src=", "@import", "url(http");
  }

  @Test
  void figuresAreNamedForThoseWhoCannotSeeThem() {
    Matcher titles =
        Pattern.compile("role=\"img\"[^>]*><title>(.*?)</title><desc>").matcher(page(0));

    assertThat(titles.results().map(m -> m.group(1))).containsExactly("Loss", "Accuracy");
  }

  @Test
  void partsOfFiguresDoNotShareNames() {
    List<String> ids =
        Pattern.compile(" id=\"([^\"]+)\"")
            .matcher(page(0))
            .results()
            .map(m -> m.group(1))
            .toList();

    assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void aLineWithoutPointsIsNoFigure() {
    assertThat(
            Figures.lines(
                "T",
                "D",
                "x",
                "y",
                List.of(new Figures.Line("a", new double[] {1}, new double[] {Double.NaN}))))
        .isEmpty();
  }
}
