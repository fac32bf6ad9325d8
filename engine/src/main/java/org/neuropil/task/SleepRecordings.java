package org.neuropil.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.UserError;

/**
 * Night recordings with hypnograms as PhysioNet's Sleep-EDF has them: {@code NAME0-PSG.edf} beside
 * {@code NAMEx-Hypnogram.edf}. Every 30 s of one EEG channel with a known stage is an epoch; an
 * epoch is a sample as a whole, or is cut into consecutive windows, the rest being left out. Stages
 * W, 1, 2, 3 with 4, and R are classes 0 to 4; epochs of unknown stage and of movement are passed
 * over. Values are in the file's unit, microvolts, as they are.
 */
final class SleepRecordings {
  static final int CLASSES = 5;

  private static final String PSG = "-PSG.edf";
  private static final String HYPNOGRAM = "-Hypnogram.edf";
  private static final int EPOCH_SECONDS = 30;
  private static final int MOST_EPOCH_SAMPLES = 1 << 20;
  private static final int NO_STAGE = -1;

  private static final Map<String, Integer> STAGES =
      Map.ofEntries(
          Map.entry("Sleep stage W", 0),
          Map.entry("Sleep stage 1", 1),
          Map.entry("Sleep stage N1", 1),
          Map.entry("Sleep stage 2", 2),
          Map.entry("Sleep stage N2", 2),
          Map.entry("Sleep stage 3", 3),
          Map.entry("Sleep stage 4", 3),
          Map.entry("Sleep stage N3", 3),
          Map.entry("Sleep stage R", 4),
          Map.entry("Sleep stage ?", NO_STAGE),
          Map.entry("Movement time", NO_STAGE));

  private final String channel;
  private final int windowSteps;
  private final FloatBlocks x = new FloatBlocks();
  private int[] labels = new int[1024];
  private int steps;
  private final List<String> owners = new ArrayList<>();

  /**
   * A collection without recordings.
   *
   * @param channel label of the channel to take
   * @param windowSteps samples of a window, or 0 for whole epochs
   */
  SleepRecordings(String channel, int windowSteps) {
    this.channel = channel;
    this.windowSteps = windowSteps;
  }

  /** The recordings of a folder by name. */
  static List<Path> find(Path folder) {
    return files(folder, PSG);
  }

  private static List<Path> files(Path folder, String ending) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> path.getFileName().toString().endsWith(ending))
          .sorted(Comparator.comparing(path -> path.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw DataFiles.unreadable(folder.toString(), e);
    }
  }

  /**
   * The hypnogram of a recording: that of the same name, else, as in PhysioNet's names, the only
   * one whose name differs in the last character alone.
   *
   * @throws UserError data, if there is none, or more than one pair could be meant
   */
  static Path hypnogramOf(Path psg) {
    Path folder = psg.toAbsolutePath().resolveSibling("");
    List<Path> hypnograms = files(folder, HYPNOGRAM);
    for (Path path : hypnograms) {
      if (stem(path, HYPNOGRAM).equals(stem(psg, PSG))) {
        return path;
      }
    }
    String night = night(psg, PSG);
    List<Path> found =
        hypnograms.stream().filter(path -> night(path, HYPNOGRAM).equals(night)).toList();
    if (found.isEmpty()) {
      throw UserError.data(
          psg + ": found no hypnogram " + night + "?" + HYPNOGRAM + " beside it",
          "put the hypnogram there, or take the recording away");
    }
    long recordings = files(folder, PSG).stream().filter(p -> night(p, PSG).equals(night)).count();
    if (found.size() > 1 || recordings > 1) {
      throw UserError.data(
          psg
              + ": cannot tell its hypnogram, there are "
              + recordings
              + " recordings and "
              + found.size()
              + " hypnograms of "
              + night
              + "?",
          "give both files of a night one name before "
              + PSG
              + " and "
              + HYPNOGRAM
              + ", and leave one hypnogram a night");
    }
    return found.getFirst();
  }

  private static String stem(Path path, String ending) {
    String file = path.getFileName().toString();
    return file.substring(0, file.length() - ending.length());
  }

  private static String night(Path path, String ending) {
    String stem = stem(path, ending);
    return stem.isEmpty() ? stem : stem.substring(0, stem.length() - 1);
  }

  /**
   * Who slept: in PhysioNet's names, SC4ssN and ST7ssN, two nights of a person have one key; under
   * other names every recording is a person's of its own.
   */
  static String personOf(Path psg) {
    String stem = stem(psg, PSG);
    return stem.matches("S[CT]\\d{4}.*") ? stem.substring(0, 5) : stem;
  }

  /** Adds the epochs of one night. The readers stay open. */
  void add(EdfReader psg, EdfReader hypnogram, String owner) {
    EdfReader.Signal signal = channel(psg);
    double rate = signal.samples() / psg.recordSeconds();
    double exact = EPOCH_SECONDS * rate;
    if (!(exact >= 1 && exact <= MOST_EPOCH_SAMPLES) || exact != Math.rint(exact)) {
      throw UserError.data(
          psg.name() + ": expected a whole number of samples in 30 s, found " + exact,
          "bring the recording to another sampling rate");
    }
    int epoch = (int) exact;
    int length = windowSteps == 0 ? epoch : windowSteps;
    if (length > epoch || (steps != 0 && steps != length)) {
      throw UserError.data(
          psg.name()
              + ": expected "
              + Math.max(steps, length)
              + " samples in 30 s or more, found "
              + epoch,
          "use recordings of one sampling rate");
    }
    List<EdfAnnotations.Annotation> stages = stages(hypnogram);
    double shift = Duration.between(psg.start(), hypnogram.start()).toMillis() / 1000.0;
    double seconds = psg.records() * psg.recordSeconds();
    requireCovered(stages, shift, seconds, psg, hypnogram);
    steps = length;
    Cutter cutter = new Cutter(epoch, length, owner);
    List<double[]> spans = new ArrayList<>();
    for (EdfAnnotations.Annotation stage : stages) {
      int label = STAGES.getOrDefault(stage.text(), NO_STAGE);
      double begin = stage.onset() + shift;
      // What began before the recording is cut where its next epoch begins.
      double from = begin < 0 ? begin + EPOCH_SECONDS * Math.ceil(-begin / EPOCH_SECONDS) : begin;
      double until = Math.min(begin + stage.duration(), seconds);
      if (label != NO_STAGE && from < until) {
        spans.add(new double[] {Math.rint(from * rate), Math.rint(until * rate), label});
      }
    }
    long position = 0;
    int span = 0;
    while (psg.next()) {
      for (int i = 0; i < signal.samples(); i++, position++) {
        while (span < spans.size() && position >= spans.get(span)[1]) {
          span++;
          cutter.restart();
        }
        if (span < spans.size() && position >= spans.get(span)[0]) {
          cutter.take(psg.value(signal, i), (int) spans.get(span)[2]);
        }
      }
    }
  }

  /** Collects the samples of an epoch, and adds its windows when it is whole. */
  private final class Cutter {
    private final float[] values;
    private final int length;
    private final String owner;
    private int count;

    Cutter(int epoch, int length, String owner) {
      this.values = new float[epoch];
      this.length = length;
      this.owner = owner;
    }

    void restart() {
      count = 0;
    }

    void take(float value, int label) {
      values[count++] = value;
      if (count < values.length) {
        return;
      }
      for (int from = 0; from + length <= count; from += length) {
        if (x.size() == labels.length) {
          labels = Arrays.copyOf(labels, 2 * labels.length);
        }
        labels[x.size()] = label;
        x.add(values, from, length);
        owners.add(owner);
      }
      count = 0;
    }
  }

  private EdfReader.Signal channel(EdfReader psg) {
    EdfReader.Signal found = null;
    List<String> names = new ArrayList<>();
    for (EdfReader.Signal signal : psg.signals()) {
      names.add(signal.label());
      if (found == null && signal.label().equalsIgnoreCase(channel)) {
        found = signal;
      }
    }
    if (found == null || psg.recordSeconds() == 0) {
      throw UserError.data(
          psg.name()
              + ": expected a channel '"
              + channel
              + "', found "
              + Table.shown(String.join(", ", names)),
          "use recordings that have the channel, or choose another by the variant");
    }
    psg.requireSamples(found);
    return found;
  }

  /** The annotations that say stages, in the order of time. */
  private static List<EdfAnnotations.Annotation> stages(EdfReader hypnogram) {
    List<EdfAnnotations.Annotation> stages = new ArrayList<>();
    for (EdfAnnotations.Annotation annotation : EdfAnnotations.read(hypnogram)) {
      String text = annotation.text();
      boolean known = STAGES.containsKey(text);
      if (!known && text.toLowerCase(Locale.ROOT).startsWith("sleep stage")) {
        throw UserError.data(
            hypnogram.name()
                + ": unknown stage "
                + Table.shown(text)
                + " at "
                + annotation.onset()
                + " s",
            "stages are W, 1, 2, 3, 4, R and ?");
      }
      if (known && Double.isNaN(annotation.duration())) {
        throw UserError.data(
            hypnogram.name()
                + ": expected a duration of "
                + Table.shown(text)
                + " at "
                + annotation.onset()
                + " s, found none",
            "get the file again");
      }
      if (known && annotation.duration() > 0) {
        stages.add(annotation);
      }
    }
    stages.sort(Comparator.comparingDouble(EdfAnnotations.Annotation::onset));
    return stages;
  }

  /** Refuses gaps and overlaps, and less than the whole recording but a rest below 30 s. */
  private static void requireCovered(
      List<EdfAnnotations.Annotation> stages,
      double shift,
      double seconds,
      EdfReader psg,
      EdfReader hypnogram) {
    double tolerance = 1e-3;
    double until = 0;
    boolean begun = false;
    for (EdfAnnotations.Annotation stage : stages) {
      double from = stage.onset() + shift;
      if (begun ? Math.abs(from - until) > tolerance : from > tolerance) {
        throw UserError.data(
            hypnogram.name()
                + ": the stages "
                + (from > until ? "leave a gap" : "overlap")
                + " at "
                + until
                + " s of "
                + psg.name(),
            "check that the two files belong together");
      }
      begun = true;
      until = from + stage.duration();
    }
    if (!begun || until <= seconds - EPOCH_SECONDS) {
      throw UserError.data(
          hypnogram.name()
              + ": the stages end at "
              + until
              + " s, the recording "
              + psg.name()
              + " at "
              + seconds
              + " s",
          "check that the two files belong together");
    }
  }

  /** Who each sample is of. */
  List<String> owners() {
    return owners;
  }

  /** All samples, or null if there are none. */
  @Nullable Sequences toSequences() {
    return x.size() == 0
        ? null
        : StoredSequences.classes(x, steps, 1, Arrays.copyOf(labels, x.size()), CLASSES);
  }
}
