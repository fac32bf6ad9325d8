package org.neuropil.cli.report;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.neuropil.cli.run.AtomicFile;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.error.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page of a sweep or an experiment: headline figures, verdicts, figures, tables, notes. One
 * file that needs no other and no network; its figures also go to files of their own.
 *
 * @param kind what the page is about, such as "Neuropil experiment"
 * @param title of the page
 * @param subtitle below it
 * @param headlines the most important figures
 * @param verdicts claims and what became of them; empty if there are none
 * @param plots figures in order
 * @param grids tables in order
 * @param notes paragraphs of plain text
 * @param command that does all of it again
 */
public record Page(
    String kind,
    String title,
    String subtitle,
    List<Report.Headline> headlines,
    List<Verdict> verdicts,
    List<Plot> plots,
    List<Grid> grids,
    List<String> notes,
    String command) {
  private static final Logger LOG = LoggerFactory.getLogger(Page.class);
  private static final String TEMPLATE = "page";

  /** A plot as the template takes it. */
  public record Drawn(String svg, String title, String caption, String file) {}

  /** A verdict as the template takes it. */
  public record Judged(Verdict verdict, String word, String mark) {}

  /** The page as HTML. */
  public String html() {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("kind", kind);
    context.put("title", title);
    context.put("subtitle", subtitle);
    context.put("headlines", headlines);
    context.put(
        "verdicts",
        verdicts.stream()
            .map(v -> new Judged(v, v.holds().word(), v.holds().name().toLowerCase(Locale.ROOT)))
            .toList());
    context.put("plots", drawn());
    context.put("grids", grids);
    context.put("notes", notes);
    context.put("command", command);
    StringWriter page = new StringWriter();
    try {
      engine().getTemplate(TEMPLATE).evaluate(page, context, Locale.ROOT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return page.toString();
  }

  static PebbleEngine engine() {
    ClasspathLoader loader = new ClasspathLoader(Page.class.getClassLoader());
    loader.setPrefix("org/neuropil/cli/report");
    loader.setSuffix(".html");
    return new PebbleEngine.Builder().loader(loader).strictVariables(true).build();
  }

  private List<Drawn> drawn() {
    List<Drawn> drawn = new ArrayList<>();
    try {
      for (Plot plot : plots) {
        drawn.add(
            new Drawn(
                Drawings.inline(plot.drawing(), plot.file(), plot.title(), plot.caption()),
                plot.title(),
                plot.caption(),
                plot.file()));
      }
    } catch (LinkageError | RuntimeException e) {
      // The JVM draws text with the system's fonts; servers and bare containers may have none.
      LOG.warn("the report has no figures: no fonts here (install fontconfig and a font)");
      LOG.debug("drawing failed", e);
      return List.of();
    }
    return drawn;
  }

  /** Writes the page, and its figures as PNG and SVG into a folder. */
  public void write(Path file, Path figures) {
    AtomicFile.write(file, html());
    if (plots.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(figures);
    } catch (IOException e) {
      throw IoErrors.writing(figures, e);
    }
    for (Plot plot : plots) {
      try {
        FigureFile.write(figures.resolve(plot.file() + ".svg"), plot.drawing());
        FigureFile.write(figures.resolve(plot.file() + ".png"), plot.drawing());
      } catch (UserError e) {
        LOG.warn("{}", e.getMessage());
      }
    }
  }
}
