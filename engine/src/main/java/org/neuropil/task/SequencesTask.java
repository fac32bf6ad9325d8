package org.neuropil.task;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.UserError;

/**
 * Other people's sequences: a folder of {@code train} and {@code test}, perhaps {@code validation},
 * each as {@code .csv} (see {@link SequenceCsv}) or {@code .npz} (see {@link SequenceNpz}). The
 * training file decides which classes there are: labels that are all whole numbers stand for
 * themselves, other labels are numbered in the order of the alphabet.
 *
 * <p>Sequences may differ in length. With targets at steps, the short ones end early; with targets
 * after the last step, they are filled with zeros at their front.
 */
final class SequencesTask {
  private static final String NEEDED =
      "the folder must hold train and test, and may hold validation, each as .csv or .npz";

  private SequencesTask() {}

  static TaskData load(TaskRequest request) {
    request.requireNoVariant();
    Path folder = request.requireFolder(NEEDED);
    Map<String, SequenceFile> files = new LinkedHashMap<>();
    Map<String, String> origin = new LinkedHashMap<>();
    for (String part : List.of("train", "test", "validation")) {
      SequenceFile file = read(folder, part);
      if (file != null) {
        files.put(part, file);
        origin.put(Path.of(file.name()).getFileName().toString(), file.digest());
      } else if (!part.equals("validation")) {
        throw DataFiles.missing(folder, List.of(part + ".csv or " + part + ".npz"), NEEDED);
      }
    }
    Map<String, Sequences> parts = assemble(files, origin);
    Map<String, Sequences> encoded = new HashMap<>();
    parts.forEach((part, data) ->
        encoded.put(part, FlatSequences.encoded(data, request.encoding(), request.name())));
    Sequences train = encoded.get("train");
    Sequences test = encoded.get("test");
    if (train == null || test == null) {
      throw new IllegalStateException("both have been read");
    }
    return TaskData.described("sequences", train, test, encoded.get("validation"), origin);
  }

  private static @Nullable SequenceFile read(Path folder, String part) {
    Path csv = DataFiles.find(folder, part + ".csv");
    Path npz = folder.resolve(part + ".npz");
    boolean array = Files.isRegularFile(npz);
    if (csv != null && array) {
      throw UserError.data(
          folder + ": found both " + csv.getFileName() + " and " + npz.getFileName(),
          "leave one of them");
    }
    if (array) {
      return SequenceNpz.read(npz);
    }
    if (csv == null) {
      return null;
    }
    try (Table table = new Table(TextLines.open(csv), ',')) {
      return SequenceCsv.read(table);
    }
  }

  /** Brings the files to one shape. */
  private static Map<String, Sequences> assemble(
      Map<String, SequenceFile> files, Map<String, String> origin) {
    SequenceFile train = files.values().iterator().next();
    int steps = files.values().stream().mapToInt(SequenceFile::longest).max().orElseThrow();
    boolean everyStep = files.values().stream().anyMatch(SequenceFile::everyStep);
    files.values().forEach(file -> requireSame(train, file, everyStep));
    Map<String, Integer> classes = train.labels() == null ? Map.of() : classes(train, origin);
    int count = classes.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    Map<String, Sequences> parts = new LinkedHashMap<>();
    files.forEach(
        (part, file) -> parts.put(part, sequences(file, steps, everyStep, classes, count, train)));
    return parts;
  }

  private static void requireSame(SequenceFile train, SequenceFile file, boolean everyStep) {
    if ((train.labels() == null) != (file.labels() == null)
        || train.inputs() != file.inputs()
        || train.outputs() != file.outputs()) {
      throw UserError.data(
          file.name()
              + ": expected "
              + describe(train)
              + " as in "
              + train.name()
              + ", found "
              + describe(file),
          "give all files the same columns or shapes");
    }
    if (everyStep && !file.everyStep() && !perRow(file)) {
      throw UserError.data(
          file.name() + ": expected targets at steps as in the other files, found one a sequence",
          "give all files the same kind of targets");
    }
  }

  /** Whether targets are known row by row, as text files have them. */
  private static boolean perRow(SequenceFile file) {
    List<int[]> labels = file.labels();
    FloatBlocks y = file.y();
    for (int s = 0; s < file.x().size(); s++) {
      int steps = file.x().length(s) / file.inputs();
      int rows =
          labels != null ? labels.get(s).length : y == null ? 0 : y.length(s) / file.outputs();
      if (rows != steps) {
        return false;
      }
    }
    return true;
  }

  private static String describe(SequenceFile file) {
    return file.inputs()
        + " inputs and "
        + (file.labels() == null ? file.outputs() + " target values" : "labels");
  }

  /** The class of every label of the training file. */
  private static Map<String, Integer> classes(SequenceFile train, Map<String, String> origin) {
    boolean numbers = train.words().stream().allMatch(word -> word.matches("[0-9]{1,5}"));
    Map<String, Integer> classes = new LinkedHashMap<>();
    if (numbers) {
      train.words().forEach(word -> classes.put(word, Integer.valueOf(word)));
    } else {
      train.words().stream().sorted().forEach(word -> classes.put(word, classes.size()));
      origin.put("classes", String.join(", ", classes.keySet()));
    }
    int last = classes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    if (last < 1) {
      throw UserError.data(
          train.name() + ": expected at least two classes, found one",
          "training needs samples of every class");
    }
    return classes;
  }

  private static Sequences sequences(
      SequenceFile file,
      int steps,
      boolean everyStep,
      Map<String, Integer> classes,
      int count,
      SequenceFile train) {
    List<int[]> labels = file.labels();
    if (labels == null) {
      return values(file, steps, everyStep);
    }
    boolean numbers = classes.keySet().stream().allMatch(word -> word.matches("[0-9]{1,5}"));
    int[] numberOf = new int[file.words().size()];
    for (int w = 0; w < numberOf.length; w++) {
      String word = file.words().get(w);
      Integer known = classes.get(word);
      boolean number = numbers && word.matches("[0-9]{1,5}") && Integer.parseInt(word) < count;
      if (known == null && !number) {
        throw UserError.data(
            file.wordPlaces().get(w)
                + ": label "
                + Table.shown(word)
                + " is none of those of "
                + train.name(),
            "correct the label, or add training sequences that have it");
      }
      numberOf[w] = known == null ? Integer.parseInt(word) : known;
    }
    int[][] mapped =
        labels.stream()
            .map(own -> Arrays.stream(own).map(w -> w < 0 ? w : numberOf[w]).toArray())
            .toArray(int[][]::new);
    if (everyStep) {
      return StoredSequences.stepClasses(file.x(), steps, file.inputs(), mapped, count);
    }
    int[] last = Stream.of(mapped).mapToInt(own -> own[own.length - 1]).toArray();
    return StoredSequences.classes(file.x(), steps, file.inputs(), last, count);
  }

  private static Sequences values(SequenceFile file, int steps, boolean everyStep) {
    FloatBlocks y = file.y();
    if (y == null) {
      throw new IllegalStateException("targets are labels or values");
    }
    if (everyStep) {
      return StoredSequences.stepValues(
          file.x(), steps, file.inputs(), y, file.weights(), file.outputs());
    }
    FloatBlocks last = new FloatBlocks();
    float[] row = new float[file.outputs()];
    for (int s = 0; s < y.size(); s++) {
      int from = y.length(s) - row.length;
      for (int i = 0; i < row.length; i++) {
        row[i] = y.get(s, from + i);
      }
      last.add(row, 0, row.length);
    }
    return StoredSequences.values(file.x(), steps, file.inputs(), last, file.outputs());
  }
}
