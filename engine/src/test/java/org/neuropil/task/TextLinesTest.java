package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;

class TextLinesTest {
  @Test
  void bothLineEndsAMissingLastOneAndAByteOrderMarkAreAccepted() {
    assertThat(all("a\nb\n")).containsExactly("a", "b");
    assertThat(all("a\r\nb")).containsExactly("a", "b");
    assertThat(all("\uFEFFa\r\n\r\n")).containsExactly("a", "");
    assertThat(all("")).isEmpty();
    assertThat(all("\n")).containsExactly("");
    assertThat(all("a\rb\n\uFEFF")).containsExactly("a\rb", "\uFEFF");
    assertThat(all("\u00FC\u20AC\n")).containsExactly("\u00FC\u20AC");
  }

  @Test
  void longLinesCrossBuffers() {
    Philox random = new Philox(3, Philox.Purpose.TEST, 0);
    List<String> expected = new ArrayList<>();
    for (int length : new int[] {65535, 65536, 65537, 0, 200_000, 1}) {
      char[] line = new char[length];
      for (int i = 0; i < length; i++) {
        line[i] = (char) ('a' + random.nextInt(26));
      }
      expected.add(new String(line));
    }
    assertThat(all(String.join("\r\n", expected))).isEqualTo(expected);
    assertThat(all(String.join("\n", expected) + "\n")).isEqualTo(expected);
  }

  @Test
  void compressedFilesAreReadAndTheDigestIsThatOfTheContent() {
    byte[] content = "one\ntwo\n".getBytes(StandardCharsets.US_ASCII);
    String digest = "sha256:" + HexFormat.of().formatHex(DataFiles.sha256().digest(content));
    for (byte[] file : List.of(content, TinyData.gzip(content))) {
      TextLines lines = Texts.lines(file);
      assertThat(lines.next()).isEqualTo("one");
      assertThat(lines.line()).isEqualTo(1);
      assertThat(lines.next()).isEqualTo("two");
      assertThat(lines.next()).isNull();
      assertThat(lines.digest()).isEqualTo(digest);
    }
  }

  @Test
  void otherBytesThanUtf8AreRefusedWithTheirLine() {
    byte[] content = {'a', '\n', 'b', (byte) 0xE4, 'c', '\n'};
    TextLines lines = Texts.lines(content);
    assertThat(lines.next()).isEqualTo("a");
    assertThatThrownBy(lines::next)
        .isInstanceOf(UserError.class)
        .hasMessage(
            "file:2: expected UTF-8 text, found other bytes"
                + " (convert the file to UTF-8, or get it again)");
  }

  @Test
  void damagedGzAndEndlessLinesAreRefused() {
    byte[] gz = TinyData.gzip(new byte[5000]);
    assertThatThrownBy(() -> all(Arrays.copyOf(gz, gz.length - 4)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("file: the compressed data are cut short");
    byte[] wrong = gz.clone();
    wrong[gz.length - 7] ^= 1;
    assertThatThrownBy(() -> all(wrong))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("file: the compressed data are damaged");
    assertThatThrownBy(() -> all(Arrays.copyOf(gz, 5)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("file: the compressed data are cut short");
    assertThatThrownBy(() -> all(TinyData.gzip(new byte[(1 << 24) + 1])))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("file:1: expected lines of at most 16777216 bytes");
  }

  @Test
  void whatCannotBeReadIsAUserError() throws Exception {
    assertThatThrownBy(() -> TextLines.open(Path.of("no such file")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no such file");
    InputStream closed = InputStream.nullInputStream();
    closed.close();
    assertThatThrownBy(() -> TextLines.of(closed, "file"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("cannot read file: IOException Stream closed");
  }

  @Test
  void fieldsLoseSpacesAndOnePairOfQuotes() {
    Table table = Texts.table(" a ,\"b c\", ,\"\n\n  \nlast");
    assertThat(table.next()).isTrue();
    assertThat(table.count()).isEqualTo(4);
    assertThat(table.text(0)).isEqualTo("a");
    assertThat(table.text(1)).isEqualTo("b c");
    assertThat(table.isEmpty(2)).isTrue();
    assertThat(table.text(3)).isEqualTo("\"");
    assertThatThrownBy(() -> table.number(1))
        .hasMessage("file:1: expected a number in column 2, found 'b c' (correct the line)");
    assertThatThrownBy(() -> table.number(2))
        .hasMessage("file:1: expected a number in column 3, found nothing (correct the line)");
    assertThat(table.next()).isTrue();
    assertThatThrownBy(() -> table.requireCount(2))
        .hasMessage("file:4: expected 2 columns, found 1 (correct the line)");
    assertThat(table.next()).isFalse();
  }

  @Test
  void numbersAreReadAsJavaReadsThem() {
    Philox random = new Philox(4, Philox.Purpose.TEST, 0);
    for (int round = 0; round < 20_000; round++) {
      String text = number(random);
      double expected = Double.parseDouble(text);
      double found = Decimals.parse("x" + text + "y", 1, 1 + text.length());
      assertThat(Double.valueOf(found))
          .as(text)
          .isEqualTo(Double.valueOf(Double.isInfinite(expected) ? Double.NaN : expected));
    }
    assertThat(Decimals.parse(" 1.5 ")).isEqualTo(1.5);
    assertThat(Decimals.parse("-0")).isEqualTo(-0.0);
    for (String text :
        new String[] {
          "",
          "-",
          "+",
          ".",
          "e5",
          "1e",
          "1e+",
          "1.2.3",
          "0x10",
          "1f",
          "1d",
          "NaN",
          "Infinity",
          "1 2",
          "1,5",
          "--1",
          "1e5.0",
          "\u0661",
          "1e999",
          "1_000"
        }) {
      assertThat(Decimals.parse(text)).as(text).isNaN();
    }
  }

  private static String number(Philox random) {
    StringBuilder text = new StringBuilder(new String[] {"", "-", "+"}[random.nextInt(3)]);
    int before = random.nextInt(20);
    for (int i = 0; i < before; i++) {
      text.append(random.nextInt(10));
    }
    if (before == 0 || random.nextInt(3) > 0) {
      text.append('.');
      int after = random.nextInt(24) + (before == 0 ? 1 : 0);
      for (int i = 0; i < after; i++) {
        text.append(random.nextInt(10));
      }
    }
    if (random.nextInt(3) == 0) {
      text.append(random.nextInt(2) == 0 ? 'e' : 'E');
      text.append(new String[] {"", "-", "+"}[random.nextInt(3)]);
      text.append(random.nextInt(random.nextInt(8) == 0 ? 400 : 25));
    }
    return text.toString();
  }

  private static List<String> all(String content) {
    return all(content.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> all(byte[] content) {
    List<String> found = new ArrayList<>();
    try (TextLines lines = Texts.lines(content)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        found.add(line);
      }
    }
    return found;
  }
}
