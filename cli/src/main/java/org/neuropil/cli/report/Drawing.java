package org.neuropil.cli.report;

import java.awt.Graphics2D;
import java.util.function.Supplier;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * Something that can be drawn at one size, on whatever is asked: a page, an SVG file, a PNG file.
 * It is made anew for every drawing, since charts lay themselves out while they are painted.
 */
public interface Drawing {
  /** Width in SVG units. */
  int width();

  /** Height in SVG units. */
  int height();

  /** Draws on a transparent or white ground. Black stands for the page's own colour. */
  void paint(Graphics2D graphics);

  /** A chart of the library. */
  static Drawing of(int width, int height, Supplier<? extends Chart<?, ?>> chart) {
    return new Drawing() {
      @Override
      public int width() {
        return width;
      }

      @Override
      public int height() {
        return height;
      }

      @Override
      public void paint(Graphics2D graphics) {
        chart.get().paint(graphics, width, height);
      }
    };
  }
}
