package org.neuropil.cli.report;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.config.Setting;
import org.neuropil.cli.config.Settings;
import org.neuropil.cli.machine.Machine;
import org.neuropil.cli.run.StructureCsv;
import org.neuropil.cli.run.Summary;
import org.neuropil.train.EpochRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page about one run: headline figures, curves, every epoch, settings, environment. */
public final class Report {
  private static final Logger LOG = LoggerFactory.getLogger(Report.class);
  private static final String TEMPLATE = "run-report";

  private Report() {}

  /** A headline figure: what it is, the figure, a remark. */
  public record Headline(String label, String figure, String remark) {}

  /** A row of two columns. */
  public record Fact(String name, String value) {}

  /** Settings under one heading. */
  public record Group(String name, List<Fact> facts) {}

  /** A figure and the sentence below it. */
  public record Picture(String svg, String caption) {}

  /** The page as HTML. It needs no other file and no network. */
  public static String html(
      String name,
      ResolvedConfig config,
      List<EpochRecord> epochs,
      List<StructureCsv.Row> structure,
      Summary summary) {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("name", name);
    context.put("subtitle", subtitle(config, summary));
    context.put("headlines", headlines(config, summary));
    context.put("pictures", pictures(epochs, structure));
    context.put("epochs", epochs.stream().map(Report::row).toList());
    context.put("nan", summary.nanCount() > 0);
    context.put("nanCount", summary.nanCount());
    context.put("groups", groups(config));
    context.put("environment", environment(summary));
    context.put("command", config.command());
    StringWriter page = new StringWriter();
    try {
      engine().getTemplate(TEMPLATE).evaluate(page, context, Locale.ROOT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return page.toString();
  }

  private static PebbleEngine engine() {
    ClasspathLoader loader = new ClasspathLoader(Report.class.getClassLoader());
    loader.setPrefix("org/neuropil/cli/report");
    loader.setSuffix(".html");
    return new PebbleEngine.Builder().loader(loader).strictVariables(true).build();
  }

  private static String subtitle(ResolvedConfig config, Summary summary) {
    return config.cell().equals("feedforward")
        ? String.format(
            Locale.ROOT,
            "A feed-forward network of 2 x %,d hidden nodes on %s",
            config.hidden() / 2,
            config.task())
        : String.format(
            Locale.ROOT,
            "A recurrent network of %,d hidden nodes and %,d connections on %s",
            config.hidden(),
            summary.nonzeros(),
            config.task());
  }

  private static List<Headline> headlines(ResolvedConfig config, Summary s) {
    List<Headline> list = new ArrayList<>();
    list.add(
        new Headline(
            "Test accuracy",
            percent(s.last().testAccuracy()),
            "after epoch " + s.last().epoch() + " of " + config.epochs()));
    list.add(
        new Headline(
            "Best test accuracy",
            percent(s.best().testAccuracy()),
            "epoch " + s.best().epoch() + ", chosen on the test set"));
    list.add(
        new Headline(
            "Test loss", number(s.last().testLoss()), "training " + number(s.last().trainLoss())));
    list.add(
        new Headline(
            "Density",
            String.format(Locale.ROOT, "%.4g %%", 100 * config.density()),
            String.format(Locale.ROOT, "%,d connections", s.nonzeros())));
    list.add(
        new Headline(
            "Time", seconds(s.timing().trainSeconds()), millis(s.timing().stepMsMedian())));
    return list;
  }

  private static List<Picture> pictures(
      List<EpochRecord> epochs, List<StructureCsv.Row> structure) {
    double[] x = epochs.stream().mapToDouble(EpochRecord::epoch).toArray();
    Figures.Line train =
        new Figures.Line(
            "training", x, epochs.stream().mapToDouble(EpochRecord::trainLoss).toArray());
    Figures.Line test =
        new Figures.Line("test", x, epochs.stream().mapToDouble(EpochRecord::testLoss).toArray());
    Figures.Line accuracy =
        new Figures.Line(
            "accuracy", x, epochs.stream().mapToDouble(r -> 100 * r.testAccuracy()).toArray());
    List<Picture> pictures = new ArrayList<>();
    try {
      pictures.add(
          new Picture(
              Figures.lines(
                  "Loss",
                  "Line chart of the mean training and test loss per sample over the epochs.",
                  "epoch",
                  "mean loss per sample",
                  List.of(train, test)),
              "Mean cross-entropy per sample. The training loss is the mean over an epoch's batches"
                  + " as they were trained; epoch 0 is before training."));
      pictures.add(
          new Picture(
              Figures.lines(
                  "Accuracy",
                  "Line chart of the test accuracy in per cent over the epochs.",
                  "epoch",
                  "test accuracy (%)",
                  List.of(accuracy)),
              "Share of the test samples that were classified correctly."));
      double[] at = structure.stream().mapToDouble(StructureCsv.Row::epoch).toArray();
      pictures.add(
          new Picture(
              Figures.lines(
                  "Balance",
                  "Line chart of the balance of the recurrent connections over the epochs.",
                  "epoch",
                  "share of balanced loops",
                  List.of(
                      new Figures.Line(
                          "eta",
                          at,
                          structure.stream().mapToDouble(StructureCsv.Row::eta).toArray()),
                      new Figures.Line(
                          "pooled",
                          at,
                          structure.stream().mapToDouble(StructureCsv.Row::pooled).toArray()))),
              "Structural balance of the recurrent connections: eta, the mean over four classes of"
                  + " triads, and all loops of these classes pooled. Random signs give about"
                  + " 0.5."));
    } catch (LinkageError | RuntimeException e) {
      // The JVM draws text with the system's fonts; servers and bare containers may have none.
      LOG.warn("the report has no figures: no fonts here (install fontconfig and a font)");
      LOG.debug("drawing failed", e);
    }
    pictures.removeIf(picture -> picture.svg().isEmpty());
    return pictures;
  }

  private static Map<String, String> row(EpochRecord r) {
    return Map.of(
        "epoch", Integer.toString(r.epoch()),
        "step", String.format(Locale.ROOT, "%,d", r.step()),
        "trainLoss", r.epoch() == 0 ? "" : number(r.trainLoss()),
        "testLoss", number(r.testLoss()),
        "accuracy", String.format(Locale.ROOT, "%.2f", 100 * r.testAccuracy()),
        "nan", Long.toString(r.nanCount()),
        "seconds", String.format(Locale.ROOT, "%.1f", r.seconds()));
  }

  private static List<Group> groups(ResolvedConfig config) {
    Map<String, List<Fact>> groups = new LinkedHashMap<>();
    config
        .values()
        .properties()
        .forEach(entry -> {
          Setting setting = Settings.get(entry.getKey());
          String value = entry.getValue().isNull() ? "none" : setting.text(entry.getValue());
          groups
              .computeIfAbsent(setting.group(), name -> new ArrayList<>())
              .add(new Fact(setting.key(), value));
        });
    return groups.entrySet().stream().map(e -> new Group(e.getKey(), e.getValue())).toList();
  }

  private static List<Fact> environment(Summary s) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("back end", s.backend()));
    facts.add(new Fact("device", s.device()));
    facts.add(new Fact("threads", Integer.toString(s.threads())));
    facts.add(new Fact("plan", s.plan()));
    facts.add(new Fact("precision", s.precision()));
    facts.add(new Fact("peak memory", memory(s.memory())));
    s.versions().forEach((name, version) -> facts.add(new Fact(name, version)));
    facts.add(new Fact("ended by", s.end().replace('-', ' ')));
    return facts;
  }

  private static String memory(Summary.Memory memory) {
    return (memory.hostPeakBytes() > 0 ? Machine.bytes(memory.hostPeakBytes()) : "unknown")
        + (memory.deviceBytes() > 0 ? ", device " + Machine.bytes(memory.deviceBytes()) : "");
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * fraction);
  }

  private static String number(double value) {
    return Double.isFinite(value)
        ? String.format(
            Locale.ROOT,
            value != 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5) ? "%.3e" : "%.4f",
            value)
        : Double.isNaN(value) ? "NaN" : "infinite";
  }

  private static String millis(double millis) {
    return Double.isFinite(millis)
        ? String.format(Locale.ROOT, millis < 100 ? "%.2f ms per step" : "%.0f ms per step", millis)
        : "no training step";
  }

  private static String seconds(double seconds) {
    long whole = Math.round(seconds);
    return whole < 120
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : whole < 7200 ? whole / 60 + " min" : whole / 3600 + " h " + whole / 60 % 60 + " min";
  }
}
