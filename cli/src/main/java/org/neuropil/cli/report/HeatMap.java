package org.neuropil.cli.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A grid of figures: each cell has its number in it and a shade of one colour that grows darker
 * with the number, so that it reads in grey as well. The chart library's own heat map writes all
 * numbers in one colour, which cannot be read on light and dark cells alike.
 *
 * @param xLabel of the columns
 * @param yLabel of the rows
 * @param columns names of the columns, left to right
 * @param rows names of the rows, top to bottom
 * @param values by row and column; NaN where there is none
 * @param notes second lines of the cells, such as a standard deviation; "" for none
 * @param format of the numbers, such as "%.1f"
 */
public record HeatMap(
    String xLabel,
    String yLabel,
    List<String> columns,
    List<String> rows,
    double[][] values,
    String[][] notes,
    String format)
    implements Drawing {
  private static final Color[] SHADES = {
    new Color(0xF3, 0xF8, 0xFD),
    new Color(0xBF, 0xDC, 0xF0),
    new Color(0x73, 0xB3, 0xDC),
    new Color(0x2B, 0x7B, 0xBA),
    new Color(0x0A, 0x3D, 0x73)
  };
  private static final Color EMPTY = new Color(0xDD, 0xDD, 0xDD);
  // Not quite black and white: those would be turned into the page's colours.
  private static final Color DARK = new Color(0x11, 0x11, 0x11);
  private static final Color LIGHT = new Color(0xFA, 0xFA, 0xFA);
  private static final int LEFT = 78;
  private static final int RIGHT = 92;
  private static final int TOP = 14;
  private static final int BOTTOM = 58;
  private static final int MOST_CELL = 54;

  @Override
  public int width() {
    return Look.WIDTH;
  }

  @Override
  public int height() {
    return TOP + BOTTOM + Math.max(160, Math.min(MOST_CELL, 420 / rows.size()) * rows.size());
  }

  @Override
  public void paint(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    double low = finite().min().orElse(0);
    double high = finite().max().orElse(1);
    int plotWidth = width() - LEFT - RIGHT;
    int plotHeight = height() - TOP - BOTTOM;
    g.setFont(Look.text());
    for (int r = 0; r < rows.size(); r++) {
      int y = TOP + r * plotHeight / rows.size();
      int h = TOP + (r + 1) * plotHeight / rows.size() - y;
      for (int c = 0; c < columns.size(); c++) {
        int x = LEFT + c * plotWidth / columns.size();
        int w = LEFT + (c + 1) * plotWidth / columns.size() - x;
        cell(g, r, c, x, y, w, h, low, high);
      }
      g.setFont(Look.text());
      g.setColor(Look.INK);
      right(g, rows.get(r), LEFT - 8, y + h / 2);
    }
    g.setColor(Look.INK);
    for (int c = 0; c < columns.size(); c++) {
      int x = LEFT + (2 * c + 1) * plotWidth / (2 * columns.size());
      centred(g, columns.get(c), x, TOP + plotHeight + 14);
    }
    centred(g, xLabel, LEFT + plotWidth / 2, TOP + plotHeight + 40);
    upright(g, yLabel, 16, TOP + plotHeight / 2);
    scale(g, plotHeight, low, high);
  }

  private java.util.stream.DoubleStream finite() {
    return Arrays.stream(values).flatMapToDouble(Arrays::stream).filter(Double::isFinite);
  }

  private void cell(
      Graphics2D g, int row, int column, int x, int y, int w, int h, double low, double high) {
    double value = values[row][column];
    boolean known = Double.isFinite(value);
    double place = high > low ? (value - low) / (high - low) : 0.5;
    Color shade = known ? shade(place) : EMPTY;
    g.setColor(shade);
    g.fillRect(x, y, w - 2, h - 2);
    g.setColor(luminance(shade) > 0.42 ? DARK : LIGHT);
    String note = known ? notes[row][column] : "";
    String text = known ? String.format(Locale.ROOT, format, value) : "-";
    int size = Math.max(8, Math.min(15, (int) (1.7 * w / Math.max(3, text.length()))));
    boolean two = !note.isEmpty() && h > 2 * size + 6;
    g.setFont(new Font(Look.FONT, Font.PLAIN, size));
    centred(g, text, x + w / 2 - 1, y + h / 2 - (two ? size / 2 + 1 : 0));
    if (two) {
      g.setFont(new Font(Look.FONT, Font.PLAIN, Math.max(8, size - 3)));
      centred(g, note, x + w / 2 - 1, y + h / 2 + size / 2 + 3);
    }
  }

  private void scale(Graphics2D g, int plotHeight, double low, double high) {
    int x = width() - RIGHT + 22;
    for (int i = 0; i < plotHeight; i += 2) {
      g.setColor(shade(1 - (double) i / plotHeight));
      g.fillRect(x, TOP + i, 14, Math.min(3, plotHeight - i));
    }
    g.setFont(Look.text());
    g.setColor(Look.INK);
    FontMetrics metrics = g.getFontMetrics();
    write(g, String.format(Locale.ROOT, format, high), x + 19, TOP + metrics.getAscent());
    write(g, String.format(Locale.ROOT, format, low), x + 19, TOP + plotHeight - 2);
  }

  private static Color shade(double place) {
    double at = Math.max(0, Math.min(1, place)) * (SHADES.length - 1);
    int below = (int) Math.min(SHADES.length - 2, Math.floor(at));
    double part = at - below;
    Color a = SHADES[below];
    Color b = SHADES[below + 1];
    return new Color(
        mix(a.getRed(), b.getRed(), part),
        mix(a.getGreen(), b.getGreen(), part),
        mix(a.getBlue(), b.getBlue(), part));
  }

  private static int mix(int a, int b, double part) {
    return (int) Math.round(a + part * (b - a));
  }

  private static double luminance(Color c) {
    return (0.2126 * c.getRed() + 0.7152 * c.getGreen() + 0.0722 * c.getBlue()) / 255;
  }

  private static void centred(Graphics2D g, String text, int x, int y) {
    FontMetrics metrics = g.getFontMetrics();
    write(
        g,
        text,
        x - metrics.stringWidth(text) / 2,
        y + (metrics.getAscent() - metrics.getDescent()) / 2);
  }

  /** As outlines, like the charts' text: the same on machines with other fonts. */
  private static void write(Graphics2D g, String text, int x, int y) {
    g.fill(g.getFont().createGlyphVector(g.getFontRenderContext(), text).getOutline(x, y));
  }

  private static void right(Graphics2D g, String text, int x, int y) {
    FontMetrics metrics = g.getFontMetrics();
    write(
        g,
        text,
        x - metrics.stringWidth(text),
        y + (metrics.getAscent() - metrics.getDescent()) / 2);
  }

  private static void upright(Graphics2D g, String text, int x, int y) {
    AffineTransform before = g.getTransform();
    g.rotate(-Math.PI / 2, x, y);
    centred(g, text, x, y);
    g.setTransform(before);
  }
}
