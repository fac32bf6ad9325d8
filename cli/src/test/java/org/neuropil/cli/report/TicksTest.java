package org.neuropil.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.knowm.xchart.XYChart;

/** What axes say at their ticks. */
class TicksTest {
  @BeforeAll
  static void withoutAScreen() {
    System.setProperty("java.awt.headless", "true");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "0.06, 0.06",
    "0.30000000000000004, 0.3",
    "-5.999999999999999, -6",
    "200, 200",
    "20000, 20000",
    "1e-4, 0.0001",
    "1e-5, 1e-5",
    "2.5e-7, 2.5e-7",
    "-3e-9, -3e-9",
    "1e6, 1e6",
    "1.5e8, 1.5e8"
  })
  void numbersAreShortAndRound(double value, String said) {
    assertThat(Ticks.number(value)).isEqualTo(said);
  }

  @Test
  void aLogarithmicAxisSaysWhatThereIsRoomFor() {
    Function<Double, String> two = Ticks.logarithmic(0.01, 0.1, 1);
    assertThat(DoubleStream.of(0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.2, 0.9, 1).mapToObj(two::apply))
        .containsExactly("0.01", "0.02", "", "0.05", "", "0.1", "0.2", "", "1");

    Function<Double, String> six = Ticks.logarithmic(1, 1e6);
    assertThat(DoubleStream.of(1, 2, 5, 10, 50, 1e6).mapToObj(six::apply))
        .containsExactly("1", "", "", "10", "", "1e6");
  }

  @Test
  void histogramsEndWhereTheyAreFilledAndHaveRoundTicks() {
    double[] edges = IntStream.rangeClosed(0, 100).mapToDouble(i -> -6 + i / 10.0).toArray();
    double[] heights = new double[100];
    Arrays.fill(heights, 30, 70, 0.025);
    List<Plots.Bins> filled = Plots.filled(List.of(new Plots.Bins("h", edges, heights)));
    assertThat(filled.getFirst().edges()).containsExactly(Arrays.copyOfRange(edges, 30, 71));
    assertThat(filled.getFirst().heights()).hasSize(40).containsOnly(0.025);

    Set<String> said = new LinkedHashSet<>();
    XYChart chart = Plots.histogramChart(Plots.Axes.of("log10", "share"), filled);
    chart
        .getStyler()
        .setXAxisTickLabelsFormattingFunction(value -> {
          said.add(Ticks.number(value));
          return Ticks.number(value);
        });
    chart.paint(new BufferedImage(640, 360, BufferedImage.TYPE_INT_RGB).createGraphics(), 640, 360);
    assertThat(said).contains("-3", "-2", "-1", "0", "1").doesNotContain("-2.4", "-2.7", "0.6");
  }

  @Test
  void histogramsOfNothingStay() {
    Plots.Bins empty = new Plots.Bins("h", new double[] {0, 1, 2}, new double[2]);
    assertThat(Plots.filled(List.of(empty))).containsExactly(empty);
  }
}
