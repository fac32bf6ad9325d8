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
import java.util.function.ToDoubleFunction;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.config.Setting;
import org.neuropil.cli.config.Settings;
import org.neuropil.cli.machine.Machine;
import org.neuropil.cli.run.GroupRow;
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
      RunFiles files,
      Summary summary) {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("name", name);
    context.put("subtitle", subtitle(config, summary));
    context.put("headlines", headlines(config, summary));
    context.put("pictures", pictures(config, epochs, files));
    context.put("accuracy", any(epochs, EpochRecord::testAccuracy));
    context.put("validation", any(epochs, EpochRecord::validationLoss));
    context.put("validationAccuracy", any(epochs, EpochRecord::validationAccuracy));
    context.put("epochs", epochs.stream().map(Report::row).toList());
    context.put("samples", SampleGroup.of(files.groups(), summary));
    context.put("keptEpoch", summary.kept().epoch());
    context.put("lastEpoch", summary.last().epoch());
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
    String after = "after epoch " + s.last().epoch() + " of " + config.epochs();
    String best = "epoch " + s.best().epoch() + ", chosen on the test set";
    if (Double.isNaN(s.last().testAccuracy())) {
      list.add(new Headline("Test MSE", Words.number(s.last().testLoss()), after));
      list.add(new Headline("Best test MSE", Words.number(s.best().testLoss()), best));
      list.add(
          new Headline("Training MSE", Words.number(s.last().trainLoss()), "in the last epoch"));
    } else {
      list.add(new Headline("Test accuracy", Words.percent(s.last().testAccuracy()), after));
      list.add(new Headline("Best test accuracy", Words.percent(s.best().testAccuracy()), best));
      list.add(
          new Headline(
              "Test loss",
              Words.number(s.last().testLoss()),
              "training " + Words.number(s.last().trainLoss())));
    }
    addValidation(list, s.last(), after);
    if (!config.keep().equals("last")) {
      list.add(
          new Headline(
              "Kept weights", "epoch " + s.kept().epoch(), figures(s.kept(), config.keep())));
    }
    list.add(
        new Headline(
            "Density",
            String.format(Locale.ROOT, "%.4g %%", 100 * config.density()),
            String.format(Locale.ROOT, "%,d connections", s.nonzeros())));
    list.add(
        new Headline(
            "Time",
            Words.seconds(s.timing().trainSeconds()),
            Words.millis(s.timing().stepMsMedian())));
    return list;
  }

  private static void addValidation(List<Headline> list, Summary.Figures last, String after) {
    if (!Double.isNaN(last.validationAccuracy())) {
      list.add(
          new Headline("Validation accuracy", Words.percent(last.validationAccuracy()), after));
    } else if (!Double.isNaN(last.validationLoss())) {
      list.add(new Headline("Validation MSE", Words.number(last.validationLoss()), after));
    }
  }

  private static String figures(Summary.Figures kept, String keep) {
    return keep.replace('-', ' ')
        + ": test "
        + (Double.isNaN(kept.testAccuracy())
            ? Words.number(kept.testLoss())
            : Words.percent(kept.testAccuracy()));
  }

  private static boolean any(List<EpochRecord> epochs, ToDoubleFunction<EpochRecord> figure) {
    return epochs.stream().mapToDouble(figure).anyMatch(value -> !Double.isNaN(value));
  }

  private static List<Picture> pictures(
      ResolvedConfig config, List<EpochRecord> epochs, RunFiles files) {
    List<Picture> pictures = new ArrayList<>();
    try {
      pictures.addAll(LearningPictures.of(config, epochs));
      pictures.addAll(WiringPictures.of(config, files));
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
        "trainLoss", r.epoch() == 0 ? "" : Words.number(r.trainLoss()),
        "testLoss", Words.number(r.testLoss()),
        "accuracy", hundredths(r.testAccuracy()),
        "validationLoss", Words.number(r.validationLoss()),
        "validationAccuracy", hundredths(r.validationAccuracy()),
        "nan", Long.toString(r.nanCount()),
        "seconds", String.format(Locale.ROOT, "%.1f", r.seconds()));
  }

  private static String hundredths(double fraction) {
    return String.format(Locale.ROOT, "%.2f", 100 * fraction);
  }

  /** A group of test samples and its accuracies, after the last epoch and with the kept weights. */
  public record SampleGroup(String name, int samples, String last, String kept) {
    private static List<SampleGroup> of(List<GroupRow> rows, Summary summary) {
      List<SampleGroup> groups = new ArrayList<>();
      for (GroupRow row : rows) {
        if (row.epoch() == summary.last().epoch()) {
          String kept =
              rows.stream()
                  .filter(r -> r.epoch() == summary.kept().epoch())
                  .filter(r -> r.group().equals(row.group()))
                  .map(r -> hundredths(r.accuracy()))
                  .findFirst()
                  .orElse("");
          groups.add(new SampleGroup(row.group(), row.samples(), hundredths(row.accuracy()), kept));
        }
      }
      return groups;
    }
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
}
