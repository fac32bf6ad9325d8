package org.neuropil.cli.report;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.w3c.dom.Document;

/** Drawings as text for a page, and as the bytes of files on white. */
public final class Drawings {
  private static final int PIXELS_PER_UNIT = 3;

  private Drawings() {}

  /**
   * An {@code svg} element for a page.
   *
   * @param id begins the names of the element's parts, and differs between figures of a page
   * @param title short name of the figure, also read out by screen readers
   * @param description what is seen, in a sentence, for screen readers
   */
  public static String inline(Drawing drawing, String id, String title, String description) {
    SVGGraphics2D graphics = graphics(id);
    drawing.paint(graphics);
    return SvgText.forPage(text(graphics), drawing.width(), drawing.height(), title, description);
  }

  /** A file on white. */
  public static byte[] svg(Drawing drawing) {
    SVGGraphics2D graphics = graphics("");
    graphics.setSVGCanvasSize(new Dimension(drawing.width(), drawing.height()));
    ground(graphics, drawing);
    drawing.paint(graphics);
    return text(graphics).getBytes(StandardCharsets.UTF_8);
  }

  /** A file on white, three pixels per unit. */
  public static byte[] png(Drawing drawing) {
    BufferedImage image =
        new BufferedImage(
            PIXELS_PER_UNIT * drawing.width(),
            PIXELS_PER_UNIT * drawing.height(),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(PIXELS_PER_UNIT, PIXELS_PER_UNIT);
    ground(graphics, drawing);
    drawing.paint(graphics);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void ground(Graphics2D graphics, Drawing drawing) {
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, drawing.width(), drawing.height());
  }

  private static SVGGraphics2D graphics(String id) {
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
    // Several figures share a page, so their parts must not share names.
    String prefix = id.isEmpty() ? "" : id.replaceAll("[^A-Za-z0-9]+", "-") + "-";
    context.setIDGenerator(
        new SVGIDGenerator() {
          @Override
          public String generateID(String part) {
            return prefix + super.generateID(part);
          }
        });
    return new SVGGraphics2D(context, false);
  }

  private static String text(SVGGraphics2D graphics) {
    StringWriter writer = new StringWriter();
    try {
      graphics.stream(writer, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.toString();
  }
}
