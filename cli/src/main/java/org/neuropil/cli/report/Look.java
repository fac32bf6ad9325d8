package org.neuropil.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How all figures look. Series differ in colour (Okabe and Ito's, which colour-blind readers tell
 * apart), in dashes and in markers, so that a grey print still reads. Text and axes take the page's
 * own colour, hence the same figure serves a light and a dark page.
 */
final class Look {
  static final int WIDTH = 640;
  static final int HEIGHT = 360;
  static final String FONT = "SansSerif";
  // Painted black, which no series is, and turned into the page's colour afterwards.
  static final Color INK = Color.BLACK;
  static final Color FAINT_INK = new Color(0, 0, 0, 40);
  static final Color CLEAR = new Color(255, 255, 255, 0);
  // Of half lightness, so that it shows on light and dark pages alike.
  static final Color GREY_BAND = new Color(128, 128, 128, 75);
  static final int MOST_MARKERS = 40;

  private static final int BAND_ALPHA = 45;
  private static final int ROOM_PER_NAME = 6;
  private static final int MOST_LETTERS = 80;
  private static final int LEGEND_LINE = 20;
  private static final float LINE = 2.2f;
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x00, 0x86, 0xC9),
          new Color(0xD5, 0x5E, 0x00),
          new Color(0x00, 0x9E, 0x73),
          new Color(0xCC, 0x79, 0xA7),
          new Color(0xE6, 0x9F, 0x00),
          new Color(0x56, 0xB4, 0xE9),
          new Color(0x7F, 0x7F, 0x7F),
          new Color(0xB8, 0xA8, 0x1A));
  // For filled shapes, whose lightness must differ as they have no dashes.
  private static final List<Color> FILLS =
      List.of(
          new Color(0x00, 0x5A, 0x8C),
          new Color(0xF0, 0xB0, 0x2C),
          new Color(0x5F, 0xA8, 0x8A),
          new Color(0xD9, 0xC3, 0xD2));
  private static final List<float[]> DASHES =
      List.of(
          new float[] {1, 0},
          new float[] {7, 4},
          new float[] {2, 3},
          new float[] {9, 3, 2, 3},
          new float[] {12, 4},
          new float[] {5, 2, 1, 2, 1, 2},
          new float[] {4, 6},
          new float[] {14, 3, 4, 3});
  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_DOWN,
          SeriesMarkers.CROSS,
          SeriesMarkers.PLUS,
          SeriesMarkers.OVAL);

  /** As many series as differ in looks. */
  static final int MOST_SERIES = 8;

  private Look() {}

  static Color colour(int series) {
    return COLOURS.get(series % COLOURS.size());
  }

  static Color band(int series) {
    Color colour = colour(series);
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), BAND_ALPHA);
  }

  static Color fill(int series) {
    return FILLS.get(series % FILLS.size());
  }

  static Marker marker(int series) {
    return MARKERS.get(series % MARKERS.size());
  }

  static BasicStroke stroke(int series) {
    int look = series % DASHES.size();
    return look == 0
        ? new BasicStroke(LINE, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
        : new BasicStroke(
            LINE, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, DASHES.get(look), 0);
  }

  static Font text() {
    return new Font(FONT, Font.PLAIN, 13);
  }

  /** A legend where there is something to tell apart: in a row if the names fit, else a list. */
  static void legend(Styler style, List<String> names) {
    style.setLegendVisible(names.size() > 1);
    style.setLegendLayout(
        inARow(names) ? Styler.LegendLayout.Horizontal : Styler.LegendLayout.Vertical);
  }

  /** The height of a figure, with room for a legend that is a list. */
  static int height(List<String> names) {
    return HEIGHT + (inARow(names) ? 0 : LEGEND_LINE * (names.size() - 1));
  }

  private static boolean inARow(List<String> names) {
    return letters(names) <= MOST_LETTERS;
  }

  /** Names below bars are turned where they would run into each other. */
  static boolean turned(List<String> categories) {
    return letters(categories) > MOST_LETTERS;
  }

  private static int letters(List<String> names) {
    return names.stream().mapToInt(String::length).sum() + ROOM_PER_NAME * names.size();
  }

  /** Where x is a number, not a name. */
  static void applyNumbers(AxesChartStyler style) {
    apply(style);
    style.setXAxisTickLabelsFormattingFunction(Ticks::number);
  }

  static void apply(AxesChartStyler style) {
    Font text = text();
    style.setChartBackgroundColor(CLEAR);
    style.setPlotBackgroundColor(CLEAR);
    style.setPlotBorderVisible(false);
    style.setPlotGridLinesColor(FAINT_INK);
    style.setPlotGridLinesStroke(new BasicStroke(1));
    style.setChartFontColor(INK);
    style.setAxisTickMarksColor(INK);
    style.setAxisTickLabelsColor(INK);
    style.setXAxisTitleColor(INK);
    style.setYAxisTitleColor(INK);
    style.setErrorBarsColor(INK);
    style.setAxisTickLabelsFont(text);
    style.setAxisTitleFont(text);
    style.setLegendFont(text);
    style.setLegendPosition(Styler.LegendPosition.OutsideS);
    style.setLegendLayout(Styler.LegendLayout.Horizontal);
    style.setLegendBackgroundColor(CLEAR);
    style.setLegendBorderColor(CLEAR);
    style.setYAxisTickLabelsFormattingFunction(Ticks::number);
    style.setMarkerSize(7);
    style.setChartTitleVisible(false);
    style.setAntiAlias(true);
  }
}
