package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.error.UserError;

class SmsTaskTest {
  @TempDir Path folder;

  @Test
  void onlyLettersStayAndNothingTakesTheirPlace() {
    assertThat(SmsTask.words("Don't STOP_me now,  2nite\t4u!!"))
        .containsExactly("dont", "stopme", "now", "nite", "u");
    assertThat(SmsTask.words("12 345 !")).isEmpty();
    assertThat(SmsTask.words("")).isEmpty();
    assertThat(SmsTask.words("\u00C9t\u00E9\u00A0\u00FCber"))
        .containsExactly("\u00E9t\u00E9", "\u00FCber");
  }

  @Test
  void frequentWordsAreNumberedByCountThenAlphabet() {
    String[] words = new String[11 + 12 + 11 + 10];
    Arrays.fill(words, 0, 11, "pear");
    Arrays.fill(words, 11, 23, "zoo");
    Arrays.fill(words, 23, 34, "apple");
    Arrays.fill(words, 34, 44, "rare");
    assertThat(SmsTask.vocabulary(List.<String[]>of(words)))
        .containsExactly(Map.entry("zoo", 1), Map.entry("apple", 2), Map.entry("pear", 3));
  }

  @Test
  void messagesBecomeTokensAndTheSplitFollowsTheSeed() {
    StringBuilder text = new StringBuilder("\uFEFF");
    for (int i = 0; i < 20; i++) {
      // Word w of message i: hello for the first, then i more, then one that occurs nowhere else.
      text.append(i % 3 == 0 ? "spam\t" : "ham\t")
          .append("Hello, ")
          .append("again ".repeat(i * 2))
          .append("x".repeat(i + 1))
          .append("\r\n");
    }
    TaskData task = load(text.toString(), 5);
    assertThat(task.train().size()).isEqualTo(16);
    assertThat(task.test().size()).isEqualTo(4);
    assertThat(task.train().vocabulary()).isEqualTo(3);
    assertThat(task.train().inputs()).isEqualTo(1);
    assertThat(task.train().steps()).isEqualTo(25);
    assertThat(task.train().classes()).isEqualTo(2);
    boolean[] seen = new boolean[20];
    for (Sequences part : List.of(task.train(), task.test())) {
      for (int s = 0; s < part.size(); s++) {
        float[] tokens = Texts.read(part, s);
        int again = 0;
        for (float token : tokens) {
          again += token == 1 ? 1 : 0;
        }
        assertThat(tokens[0]).isEqualTo(2);
        assertThat(part.label(s)).isIn(0, 1);
        if (again < 24) {
          int message = again / 2;
          assertThat(seen[message]).isFalse();
          seen[message] = true;
          assertThat(part.label(s)).isEqualTo(message % 3 == 0 ? 0 : 1);
          assertThat(Arrays.copyOfRange(tokens, again + 1, 25)).containsOnly(0);
        }
      }
    }
    assertThat(order(load(text.toString(), 5))).isEqualTo(order(task));
    assertThat(order(load(text.toString(), 6))).isNotEqualTo(order(task));
    assertThat(task.provenance()).containsEntry("split", "random 80/20, seed 5");
  }

  @Test
  void badLinesAreNamed() {
    fails("ham\thello\nspam hello\n")
        .hasMessage(
            "file:2: expected 'label TAB text', found a line without TAB (correct the line)");
    fails("ham\thello\r\n\r\nHam\thello\r\n")
        .hasMessage("file:3: expected label ham or spam, found 'Ham' (correct the line)");
    fails("").hasMessageStartingWith("file: expected at least 2 messages, found 0");
  }

  @Test
  void theFolderMustHoldTheFile() {
    assertThatThrownBy(() -> Tasks.load(TaskRequest.of("sms", null)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("task sms needs a data folder (the folder must hold text_data.txt");
    assertThatThrownBy(() -> Tasks.load(TaskRequest.of("sms", folder)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("lacks text_data.txt");
    Texts.write(folder, "text_data.txt", "ham\ta\nspam\tb\n");
    assertThat(Tasks.load(TaskRequest.of("sms", folder)).train().vocabulary()).isEqualTo(1);
    assertThatThrownBy(() -> Tasks.load(TaskRequest.of("sms", folder).withEncoding(Encoding.FLAT)))
        .hasMessage(
            "task sms is made of texts, which feed-forward networks cannot take"
                + " (choose a recurrent cell)");
    assertThatThrownBy(() -> Tasks.load(TaskRequest.of("sms", folder).withVariant("big")))
        .hasMessage("task sms has no variants, found 'big' (leave the variant away)");
  }

  @Test
  void thePublishedMessagesHaveThePublishedVocabulary() throws Exception {
    Path data = Texts.shared("sms");
    assumeTrue(
        Files.exists(data.resolve("text_data.txt")), "skipped: no SMS next to the repository");
    TaskData task = Tasks.load(TaskRequest.of("sms", data));
    assertThat(task.train().size()).isEqualTo(4459);
    assertThat(task.test().size()).isEqualTo(1115);
    assertThat(task.train().vocabulary()).isEqualTo(933);
    int ham = task.train().classCounts()[1] + task.test().classCounts()[1];
    assertThat(ham).isEqualTo(4827);
    List<String[]> messages =
        Files.readAllLines(data.resolve("text_data.txt")).stream()
            .filter(line -> !line.isEmpty())
            .map(line -> SmsTask.words(line.substring(line.indexOf('\t') + 1)))
            .toList();
    assertThat(List.copyOf(SmsTask.vocabulary(messages).keySet()).subList(0, 8))
        .containsExactly("to", "i", "you", "a", "the", "u", "and", "is");
    assertThat(messages.stream().flatMap(Arrays::stream).distinct().count()).isEqualTo(8629);
    assertThat(messages.stream().filter(words -> words.length > 25).count()).isEqualTo(794);
  }

  /** All test tokens in order. */
  private static List<Float> order(TaskData task) {
    return IntStream.range(0, task.test().size())
        .boxed()
        .flatMap(s -> IntStream.range(0, 25).mapToObj(t -> Texts.read(task.test(), s)[t]))
        .toList();
  }

  private static TaskData load(String text, long seed) {
    return SmsTask.read(Texts.lines(text.getBytes(StandardCharsets.UTF_8)), seed);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> fails(String text) {
    return assertThatThrownBy(() -> load(text, 0)).isInstanceOf(UserError.class);
  }
}
