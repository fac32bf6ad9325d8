package org.neuropil.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.neuropil.matrix.Philox;

/**
 * The SMS spam collection (Almeida and Gomez Hidalgo; UCI data set 228): ham or spam from the first
 * 25 words, as Zhang et al. 2023 have it. Words occurring more than 10 times in all messages make
 * the vocabulary, numbered from 1 by falling count and then by alphabet; 0 stands for other words
 * and for the end of short messages. Four fifths of the messages, chosen by the seed, are for
 * training.
 */
final class SmsTask {
  static final String FILE = "text_data.txt";

  private static final int STEPS = 25;
  private static final int RARE = 10;
  private static final String NEEDED =
      "the folder must hold "
          + FILE
          + ", the SMS Spam Collection with one 'label TAB text' a line; its own file"
          + " SMSSpamCollection may be renamed";

  private SmsTask() {}

  static TaskData load(TaskRequest request) {
    request.requireNoVariant();
    Path folder = request.requireFolder(NEEDED);
    Path file = DataFiles.locate(folder, List.of(FILE), NEEDED).get(FILE);
    if (file == null) {
      throw new IllegalStateException(FILE + " has been located");
    }
    try (TextLines lines = TextLines.open(file)) {
      TaskData task = read(lines, request.seed());
      FlatSequences.encoded(task.train(), request.encoding(), request.name());
      return task;
    }
  }

  /** Reads the messages and splits them. */
  static TaskData read(TextLines lines, long seed) {
    List<String[]> messages = new ArrayList<>();
    List<Integer> classes = new ArrayList<>();
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (line.isBlank()) {
        continue;
      }
      int tab = line.indexOf('\t');
      if (tab < 0) {
        throw lines.error(
            "expected 'label TAB text', found a line without TAB", "correct the line");
      }
      classes.add(label(line.substring(0, tab).strip(), lines));
      messages.add(words(line.substring(tab + 1)));
    }
    int count = messages.size();
    if (count < 2) {
      throw lines.fileError("expected at least 2 messages, found " + count, NEEDED);
    }
    Map<String, Integer> vocabulary = vocabulary(messages);
    FloatBlocks tokens = new FloatBlocks();
    for (String[] words : messages) {
      float[] row = new float[STEPS];
      for (int t = 0; t < Math.min(STEPS, words.length); t++) {
        row[t] = vocabulary.getOrDefault(words[t], 0);
      }
      tokens.add(row, 0, STEPS);
    }
    int[] labels = classes.stream().mapToInt(Integer::intValue).toArray();
    Sequences all = StoredSequences.texts(tokens, STEPS, vocabulary.size() + 1, labels, 2);
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    new Philox(seed, Philox.Purpose.DATA, 0).shuffle(order, 0, count);
    int train = (int) (count * 4L / 5);
    Map<String, String> origin = new LinkedHashMap<>();
    origin.put(FILE, lines.digest());
    origin.put("vocabulary", Integer.toString(vocabulary.size() + 1));
    origin.put("split", "random 80/20, seed " + seed);
    return TaskData.described(
        "sms",
        all.subset(Arrays.copyOf(order, train)),
        all.subset(Arrays.copyOfRange(order, train, count)),
        null,
        origin);
  }

  private static int label(String text, TextLines lines) {
    return switch (text) {
      case "ham" -> 1;
      case "spam" -> 0;
      default ->
          throw lines.error(
              "expected label ham or spam, found " + Table.shown(text), "correct the line");
    };
  }

  /** The words of a message: only letters and white space stay, without a gap where others were. */
  static String[] words(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> Character.isLetter(c) || isSpace(c))
        .forEach(c -> kept.appendCodePoint(isSpace(c) ? ' ' : c));
    String cleaned = kept.toString().strip().toLowerCase(Locale.ROOT);
    return cleaned.isEmpty() ? new String[0] : cleaned.split(" +", -1);
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /** The numbers of the frequent words. */
  static Map<String, Integer> vocabulary(List<String[]> messages) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String[] words : messages) {
      for (String word : words) {
        counts.merge(word, 1, Integer::sum);
      }
    }
    Map<String, Integer> numbers = new LinkedHashMap<>();
    counts.entrySet().stream()
        .filter(entry -> entry.getValue() > RARE)
        // The sort is stable and the map sorted, so equal counts stay in the alphabet's order.
        .sorted(Comparator.comparing(Map.Entry<String, Integer>::getValue).reversed())
        .forEach(entry -> numbers.put(entry.getKey(), numbers.size() + 1));
    return numbers;
  }
}
