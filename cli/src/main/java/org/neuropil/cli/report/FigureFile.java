package org.neuropil.cli.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.internal.chartpart.Chart;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.error.UserError;
import org.w3c.dom.Document;

/** Figures in files of their own, on white, for papers and slides. */
public final class FigureFile {
  private static final int PIXELS_PER_UNIT = 3;

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
    byte[] bytes;
    try {
      Chart<?, ?> chart = figure.get();
      bytes = name(file).endsWith(".png") ? png(chart) : svg(chart);
    } catch (LinkageError | RuntimeException e) {
      // The JVM draws text with the system's fonts; servers and bare containers may have none.
      throw UserError.environment(
          "cannot draw " + file + ": " + e.getMessage(), "install fontconfig and a font", e);
    } catch (IOException e) {
      throw IoErrors.writing(file, e);
    }
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw IoErrors.writing(file, e);
    }
  }

  private static byte[] png(Chart<?, ?> chart) throws IOException {
    int width = chart.getWidth();
    int height = chart.getHeight();
    BufferedImage image =
        new BufferedImage(
            PIXELS_PER_UNIT * width, PIXELS_PER_UNIT * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(PIXELS_PER_UNIT, PIXELS_PER_UNIT);
    paint(chart, graphics, width, height);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static byte[] svg(Chart<?, ?> chart) throws IOException {
    Document document;
    try {
      document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setComment(" ");
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new java.awt.Dimension(chart.getWidth(), chart.getHeight()));
    paint(chart, graphics, chart.getWidth(), chart.getHeight());
    StringWriter writer = new StringWriter();
    graphics.stream(writer, true);
    return writer.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void paint(Chart<?, ?> chart, Graphics2D graphics, int width, int height) {
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    chart.paint(graphics, width, height);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }
}
