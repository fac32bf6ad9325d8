package org.neuropil.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PlotsTest {
  private static final double[] X = {1, 2, 5, 10};

  @BeforeAll
  static void withoutAScreen() {
    System.setProperty("java.awt.headless", "true");
  }

  /** One of each kind. */
  private static Map<String, Drawing> kinds() {
    Map<String, Drawing> kinds = new LinkedHashMap<>();
    kinds.put(
        "curves",
        Plots.curves(
            new Plots.Axes("nodes", "accuracy", true),
            List.of(
                new Plots.Curve(
                    "a", X, new double[] {1, 3, 2, 5}, new double[] {0.5, 0.5, Double.NaN, 1}),
                new Plots.Curve(
                    "b",
                    X,
                    new double[] {2, Double.NaN, 4, 1},
                    new double[] {0.1, 0.1, 0.1, 0.1}))));
    kinds.put(
        "histograms",
        Plots.histograms(
            Plots.Axes.of("weight", "share"),
            List.of(
                new Plots.Bins("before", new double[] {0, 1, 2, 3}, new double[] {0.2, 0.5, 0.3}),
                new Plots.Bins("after", new double[] {0, 2, 4}, new double[] {0.7, 0.3}))));
    kinds.put(
        "scatter",
        Plots.scatter(
            Plots.Axes.of("x", "y"),
            List.of(new Plots.Points("runs", X, new double[] {1, 2.5, 4, 11})),
            true));
    kinds.put(
        "bars",
        Plots.bars(
            Plots.Axes.of("type", "z"),
            List.of("+++", "--+", "++-"),
            List.of(
                new Plots.Bars("one", new double[] {3, -2, Double.NaN}, new double[] {1, 0.5, 0}),
                new Plots.Bars("two", new double[] {1, 2, 3}, new double[] {1, 1, 1}))));
    kinds.put(
        "heat-map",
        new HeatMap(
            "nodes",
            "density",
            List.of("100", "500"),
            List.of("1", "0.1", "0.01"),
            new double[][] {{10, 90}, {20, Double.NaN}, {30, 31}},
            new String[][] {{"\u00B1 1.0", ""}, {"", ""}, {"", "\u00B1 2.0"}},
            "%.1f"));
    return kinds;
  }

  private static Page page() {
    List<Plot> plots = new ArrayList<>();
    kinds()
        .forEach((name, drawing) ->
            plots.add(new Plot(name, "The " + name, "A caption of " + name + ".", drawing)));
    return new Page(
        "Neuropil experiment",
        "A <title> & more",
        "Somebody 2025, Fig. 1; scale tiny",
        List.of(new Report.Headline("Runs complete", "8", "of 8")),
        List.of(
            new Verdict("a > b", "1 < 2", "3", "4 runs", "p = 0.01", Verdict.Holds.YES),
            new Verdict("c", "-", "-", "0", "-", Verdict.Holds.NO),
            new Verdict("d", "-", "-", "0", "-", Verdict.Holds.UNDECIDED)),
        plots,
        List.of(
            new Grid("Table", "Caption.", List.of("name", "value"), List.of(List.of("x", "<y>")))),
        List.of("A note with <angle> brackets."),
        "neuropil experiment x");
  }

  @Test
  void everyKindIsDrawnAsAnImage() throws IOException {
    for (Map.Entry<String, Drawing> kind : kinds().entrySet()) {
      BufferedImage image =
          Objects.requireNonNull(
              ImageIO.read(new ByteArrayInputStream(Drawings.png(kind.getValue()))));
      assertThat(image.getWidth()).isEqualTo(3 * kind.getValue().width());
      long ink = 0;
      for (int y = 0; y < image.getHeight(); y += 3) {
        for (int x = 0; x < image.getWidth(); x += 3) {
          ink += (image.getRGB(x, y) & 0xFFFFFF) != 0xFFFFFF ? 1 : 0;
        }
      }
      assertThat(ink).as(kind.getKey()).isGreaterThan(2_000);
      assertThat(new String(Drawings.svg(kind.getValue()), StandardCharsets.UTF_8))
          .as(kind.getKey())
          .contains("<svg", "</svg");
    }
  }

  @Test
  void seriesDifferInDashesAndMarkersNotInColourAlone() {
    for (int i = 0; i < Look.MOST_SERIES; i++) {
      for (int j = 0; j < i; j++) {
        assertThat(Look.colour(i)).isNotEqualTo(Look.colour(j));
        assertThat(Look.marker(i)).isNotSameAs(Look.marker(j));
        assertThat(Look.stroke(i)).isNotEqualTo(Look.stroke(j));
      }
    }
  }

  @Test
  void shadesOfAHeatMapGrowDarkerInGrey() throws IOException {
    HeatMap map =
        new HeatMap(
            "x",
            "y",
            List.of("a", "b", "c", "d"),
            List.of("r"),
            new double[][] {{1, 2, 3, 4}},
            new String[][] {{"", "", "", ""}},
            "%.0f");
    BufferedImage image =
        Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(Drawings.png(map))));
    int[] grey = new int[4];
    for (int c = 0; c < 4; c++) {
      // A corner of the cell, away from its number.
      int rgb = image.getRGB(3 * (78 + 6 + c * (640 - 78 - 92) / 4), 3 * 20);
      grey[c] = (rgb >> 16 & 255) * 30 + (rgb >> 8 & 255) * 59 + (rgb & 255) * 11;
    }
    assertThat(grey[0]).isGreaterThan(grey[1] + 500);
    assertThat(grey[1]).isGreaterThan(grey[2] + 500);
    assertThat(grey[2]).isGreaterThan(grey[3] + 500);
  }

  @Test
  void thePageHoldsEverythingAndNeedsNothing() {
    String html = page().html();

    assertThat(html)
        .contains(
            "A &lt;title&gt; &amp; more", "a &gt; b", "does not hold", "undecided", "&lt;y&gt;")
        .doesNotContain("<title> &", "<angle>");
    assertThat(html.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("<script", "http:", "https:", "src=", "@import", "url(http");
    assertThat(
            Pattern.compile(" id=\"([^\"]+)\"")
                .matcher(html)
                .results()
                .map(m -> m.group(1))
                .toList())
        .isNotEmpty()
        .doesNotHaveDuplicates();
  }

  @Test
  void figuresAreWrittenBesideThePage(@TempDir Path folder) throws IOException {
    page().write(folder.resolve("report.html"), folder.resolve("figures"));

    try (Stream<Path> files = Files.list(folder.resolve("figures"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              kinds().keySet().stream().flatMap(k -> Stream.of(k + ".png", k + ".svg")).toList());
    }
  }

  @Test
  @Timeout(120)
  void aBrowserDrawsThePageWithoutComplaint(@TempDir Path folder) throws Exception {
    Optional<String> chromium =
        Stream.of("chromium", "chromium-browser", "google-chrome")
            .flatMap(name ->
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .map(dir -> dir + File.separator + name))
            .filter(path -> Files.isExecutable(Path.of(path)))
            .findFirst();
    assumeTrue(chromium.isPresent(), "no Chromium here");
    Path file = folder.resolve("report.html");
    page().write(file, folder.resolve("figures"));
    Path out = folder.resolve("dom.html");
    Path err = folder.resolve("err.txt");

    Process browser =
        new ProcessBuilder(
                chromium.orElseThrow(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=5000",
                "--dump-dom",
                file.toUri().toString())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(browser.waitFor(100, TimeUnit.SECONDS)).as("browser ends").isTrue();

    String dom = Files.readString(out);
    assertThat(dom).contains("A &lt;title&gt; &amp; more", "</html>");
    assertThat(Pattern.compile("<svg").matcher(dom).results().count()).isEqualTo(kinds().size());
    assertThat(Files.readString(err)).doesNotContain("CONSOLE");
  }

  @Test
  void barsHaveTheirNamesBelow() {
    List<Plots.Bars> bars =
        List.of(new Plots.Bars("one", new double[] {1, 2}, new double[] {0.1, 0.1}));

    assertThat(Drawings.png(Plots.bars(Plots.Axes.of("case", "y"), List.of("dense", "half"), bars)))
        .isNotEqualTo(
            Drawings.png(Plots.bars(Plots.Axes.of("case", "y"), List.of("sparse", "all"), bars)));
  }

  @Test
  void barsOfNoHeightAreDrawnAllTheSame() {
    Drawing drawing =
        Plots.bars(
            Plots.Axes.of("x", "y"),
            List.of("a", "b"),
            List.of(new Plots.Bars("one", new double[] {0, Double.NaN}, new double[0])));

    assertThat(Drawings.inline(drawing, "zero", "zero", "zero"))
        .contains("<path")
        .doesNotContain("NaN");
  }
}
