package org.neuropil.cli.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import org.knowm.xchart.internal.chartpart.Chart;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.error.UserError;

/** Figures in files of their own, on white, for papers and slides. */
public final class FigureFile {
  private FigureFile() {}

  /**
   * Checks that the name says PNG or SVG, before any time is spent on what is to be drawn.
   *
   * @throws UserError usage, if it does not
   */
  public static void requireFormat(Path file) {
    if (!name(file).endsWith(".png") && !name(file).endsWith(".svg")) {
      throw UserError.usage(
          "cannot tell a figure's format from the name " + file, "end it in .png or .svg");
    }
  }

  /**
   * Draws into a file, which is overwritten.
   *
   * @throws UserError environment, if there are no fonts or the file cannot be written
   */
  public static void write(Path file, Supplier<Chart<?, ?>> figure) {
    Chart<?, ?> chart;
    try {
      chart = figure.get();
    } catch (LinkageError | RuntimeException e) {
      throw noFonts(file, e);
    }
    write(file, Drawing.of(chart.getWidth(), chart.getHeight(), () -> chart));
  }

  /**
   * Draws into a file, which is overwritten.
   *
   * @throws UserError environment, if there are no fonts or the file cannot be written
   */
  public static void write(Path file, Drawing drawing) {
    byte[] bytes;
    try {
      bytes = name(file).endsWith(".png") ? Drawings.png(drawing) : Drawings.svg(drawing);
    } catch (LinkageError | RuntimeException e) {
      throw noFonts(file, e);
    }
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw IoErrors.writing(file, e);
    }
  }

  /** The JVM draws text with the system's fonts; servers and bare containers may have none. */
  private static UserError noFonts(Path file, Throwable e) {
    return UserError.environment(
        "cannot draw " + file + ": " + e.getMessage(), "install fontconfig and a font", e);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }
}
