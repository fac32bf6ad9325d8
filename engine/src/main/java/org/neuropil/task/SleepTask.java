package org.neuropil.task;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;

/**
 * Sleep stages from one EEG channel, one sample of the signal a step (Fruengel and Oberlaender
 * 2025): the archive's {@code Sleep_TRAIN.ts} and {@code Sleep_TEST.ts}, pooled, or recordings with
 * hypnograms (see {@link SleepRecordings}). Seven tenths of the samples in a fixed random order are
 * for training, so every network meets the same split.
 *
 * <p>The variant is made of words with commas between them. Of recordings, {@code windows} (178
 * samples, the archive's length, 16 from an epoch of 3,000) or {@code epochs}; {@code pooled} or
 * {@code by-subject}, which keeps all nights of three tenths of the people for tests; {@code
 * fpz-cz} or {@code pz-oz}, the channel. The first of each is the default.
 */
final class SleepTask {
  static final String TRAIN = "Sleep_TRAIN.ts";
  static final String TEST = "Sleep_TEST.ts";

  /** Samples of a series of the archive. */
  static final int WINDOW = 178;

  /** The seed that all splits have, whatever that of the run is. */
  private static final long SPLIT_SEED = 123;

  private static final List<List<String>> CHOICES =
      List.of(
          List.of("windows", "epochs"),
          List.of("pooled", "by-subject"),
          List.of("fpz-cz", "pz-oz"));
  private static final String NEEDED =
      "the folder must hold "
          + TRAIN
          + " and "
          + TEST
          + " of problem Sleep of the UEA and UCR archive, or *-PSG.edf and *-Hypnogram.edf of"
          + " PhysioNet's Sleep-EDF";

  private SleepTask() {}

  static TaskData load(TaskRequest request) {
    List<String> words = words(request);
    Path folder = request.requireFolder(NEEDED);
    Map<String, String> origin = new LinkedHashMap<>();
    boolean archive = DataFiles.find(folder, TRAIN) != null || DataFiles.find(folder, TEST) != null;
    Sequences all;
    BitSet test = new BitSet();
    if (archive) {
      if (!words.equals(List.of("windows", "pooled", "fpz-cz"))) {
        throw UserError.usage(
            "variant "
                + Table.shown(String.valueOf(request.variant()))
                + " of task sleep needs recordings, and "
                + folder
                + " holds the archive's series",
            "leave the variant away");
      }
      all = archive(folder, origin);
    } else {
      all = recordings(folder, words, origin, test);
    }
    Sequences encoded = FlatSequences.encoded(all, request.encoding(), request.name());
    return test.isEmpty() ? pooled(encoded, origin, folder) : held(encoded, test, origin);
  }

  /** One word of each choice. */
  private static List<String> words(TaskRequest request) {
    String[] chosen = CHOICES.stream().map(choice -> choice.get(0)).toArray(String[]::new);
    String variant = request.variant();
    boolean[] given = new boolean[chosen.length];
    for (String word : variant == null ? new String[0] : variant.split(",", -1)) {
      int which = -1;
      for (int c = 0; c < chosen.length; c++) {
        which = CHOICES.get(c).contains(word.strip()) ? c : which;
      }
      if (which < 0 || given[which]) {
        throw UserError.usage(
            "task sleep has no variant " + Table.shown(String.valueOf(variant)),
            "its variants are words with commas between them: windows or epochs, pooled or"
                + " by-subject, fpz-cz or pz-oz");
      }
      given[which] = true;
      chosen[which] = word.strip();
    }
    return List.of(chosen);
  }

  private static Sequences archive(Path folder, Map<String, String> origin) {
    TsReader reader = new TsReader();
    DataFiles.locate(folder, List.of(TRAIN, TEST), NEEDED)
        .forEach((file, path) -> {
          try (TextLines lines = TextLines.open(path)) {
            reader.read(lines);
            origin.put(file, lines.digest());
          }
        });
    return reader.toSequences(folder.toString());
  }

  private static Sequences recordings(
      Path folder, List<String> words, Map<String, String> origin, BitSet test) {
    List<Path> nights = SleepRecordings.find(folder);
    if (nights.isEmpty()) {
      throw DataFiles.missing(folder, List.of(TRAIN, "*-PSG.edf"), NEEDED);
    }
    String channel = words.get(2).equals("fpz-cz") ? "EEG Fpz-Cz" : "EEG Pz-Oz";
    SleepRecordings recordings =
        new SleepRecordings(channel, words.get(0).equals("windows") ? WINDOW : 0);
    for (Path night : nights) {
      Path stages = SleepRecordings.hypnogramOf(night);
      try (EdfReader psg = EdfReader.open(night);
          EdfReader hypnogram = EdfReader.open(stages)) {
        recordings.add(psg, hypnogram, SleepRecordings.personOf(night));
        origin.put(night.getFileName().toString(), psg.digest());
        origin.put(stages.getFileName().toString(), hypnogram.digest());
      }
    }
    origin.put("channel", channel);
    Sequences all = recordings.toSequences();
    if (all == null) {
      throw UserError.data(folder + ": found no epoch with a known stage", NEEDED);
    }
    if (words.get(1).equals("by-subject")) {
      bySubject(folder, recordings.owners(), origin, test);
    }
    return all;
  }

  /** Chooses people for tests, three tenths and at least one. */
  private static void bySubject(
      Path folder, List<String> owners, Map<String, String> origin, BitSet test) {
    List<String> people = List.copyOf(new TreeSet<>(owners));
    if (people.size() < 2) {
      throw UserError.data(
          folder + ": expected recordings of at least 2 people, found " + people.size(),
          "add recordings, or use variant pooled");
    }
    int[] order = order(people.size());
    int held = Math.max(1, people.size() * 3 / 10);
    Set<String> chosen = new TreeSet<>();
    for (int i = people.size() - held; i < people.size(); i++) {
      chosen.add(people.get(order[i]));
    }
    for (int sample = 0; sample < owners.size(); sample++) {
      if (chosen.contains(owners.get(sample))) {
        test.set(sample);
      }
    }
    origin.put("split", "by subject, test " + String.join(", ", chosen));
  }

  private static int[] order(int size) {
    int[] order = new int[size];
    Arrays.setAll(order, i -> i);
    new Philox(SPLIT_SEED, Philox.Purpose.DATA, 0).shuffle(order, 0, size);
    return order;
  }

  private static TaskData pooled(Sequences all, Map<String, String> origin, Path folder) {
    int train = (int) (all.size() * 7L / 10);
    if (train == 0) {
      throw UserError.data(folder + ": expected at least 2 samples, found " + all.size(), NEEDED);
    }
    int[] order = order(all.size());
    origin.put("split", "pooled, random 70/30, seed " + SPLIT_SEED);
    return TaskData.described(
        "sleep",
        all.subset(Arrays.copyOf(order, train)),
        all.subset(Arrays.copyOfRange(order, train, all.size())),
        null,
        origin);
  }

  /** Both parts in random order: whoever takes the first or last samples takes all nights. */
  private static TaskData held(Sequences all, BitSet test, Map<String, String> origin) {
    int[] order = order(all.size());
    return TaskData.described(
        "sleep",
        all.subset(IntStream.of(order).filter(i -> !test.get(i)).toArray()),
        all.subset(IntStream.of(order).filter(test::get).toArray()),
        null,
        origin);
  }
}
