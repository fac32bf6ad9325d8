package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.io.ArrayFile;
import org.neuropil.matrix.io.DataType;
import org.neuropil.matrix.io.NdArray;

class SequencesTaskTest {
  @TempDir Path folder;

  private TaskData load() {
    return Tasks.load(TaskRequest.of("sequences", folder));
  }

  private void csv(String part, String content) {
    Texts.write(folder, part + ".csv", content);
  }

  private void npz(String part, Object... namesAndArrays) {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    for (int i = 0; i < namesAndArrays.length; i += 2) {
      arrays.put((String) namesAndArrays[i], (NdArray) namesAndArrays[i + 1]);
    }
    ArrayFile.write(folder.resolve(part + ".npz"), arrays, Map.of());
  }

  @Test
  void labelsOfLastRowsAreClassesOfSamplesAndShortOnesAreFilledInFront() {
    csv("train", "\uFEFFsequence,x1,x2,label\r\na,1,2,\r\na,3,4,\r\na,5,6,up\r\nb,7,8,down\r\n");
    csv("test", "label,x2,SEQUENCE,X1\n,20,s,10\nup,40,s,30\n");
    TaskData task = load();
    assertThat(task.validation()).isNull();
    Sequences train = task.train();
    assertThat(train.target()).isEqualTo(Sequences.Target.CLASS);
    assertThat(train.size()).isEqualTo(2);
    assertThat(train.steps()).isEqualTo(3);
    assertThat(train.steps(1)).isEqualTo(3);
    assertThat(train.inputs()).isEqualTo(2);
    assertThat(train.classes()).isEqualTo(2);
    assertThat(Texts.read(train, 0)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Texts.read(train, 1)).containsExactly(0, 0, 0, 0, 7, 8);
    assertThat(train.label(0)).isEqualTo(1);
    assertThat(train.label(1)).isZero();
    assertThat(Texts.read(task.test(), 0)).containsExactly(0, 0, 10, 20, 30, 40);
    assertThat(task.test().label(0)).isEqualTo(1);
    assertThat(task.provenance())
        .containsEntry("classes", "down, up")
        .containsEntry("train.classCounts", "[1, 1]")
        .containsKeys("train.csv", "test.csv");
    Sequences flat =
        Tasks.load(TaskRequest.of("sequences", folder).withEncoding(Encoding.FLAT)).train();
    assertThat(flat.inputs()).isEqualTo(6);
    assertThat(Texts.read(flat, 1)).containsExactly(0, 0, 0, 0, 7, 8);
  }

  @Test
  void labelsAtStepsAreClassesOfStepsAndShortOnesEndEarly() {
    csv("train", "sequence,x1,label\n1,0.5,0\n1,1.5,\n1,2.5,2\n2,3.5,1\n2,4.5,1\n");
    csv("test", "sequence,x1,label\n1,9,\n1,8,2\n");
    csv("validation", "sequence,x1,label\n1,9,0\n");
    TaskData task = load();
    Sequences train = task.train();
    assertThat(train.target()).isEqualTo(Sequences.Target.STEP_CLASS);
    assertThat(train.classes()).isEqualTo(3);
    assertThat(train.steps()).isEqualTo(3);
    assertThat(train.steps(1)).isEqualTo(2);
    assertThat(Texts.read(train, 1)).containsExactly(3.5f, 4.5f);
    assertThat(train.label(0, 0)).isZero();
    assertThat(train.label(0, 1)).isEqualTo(Sequences.NO_LABEL);
    assertThat(train.label(0, 2)).isEqualTo(2);
    assertThat(task.test().label(0, 0)).isEqualTo(Sequences.NO_LABEL);
    assertThat(task.test().label(0, 1)).isEqualTo(2);
    assertThat(train.classCounts()).containsExactly(1, 2, 1);
    assertThat(task.validation()).isNotNull();
    assertThat(task.provenance()).containsEntry("validation.classCounts", "[1, 0, 0]");
    assertThatThrownBy(() -> train.balancedSubset(1, 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("needs one class a sample");
  }

  @Test
  void valuesAfterTheLastStepAndAtEveryStep() {
    csv("train", "sequence,x1,y1,y2\n1,0.5,,\n1,1.5,3,4\n2,2.5,5,6\n");
    csv("test", "sequence,x1,y1,y2\n1,0.5,7,8\n");
    Sequences last = load().train();
    assertThat(last.target()).isEqualTo(Sequences.Target.VALUES);
    assertThat(last.outputs()).isEqualTo(2);
    assertThat(last.classes()).isZero();
    assertThat(Texts.read(last, 1)).containsExactly(0, 2.5f);
    assertThat(Texts.targets(last, 0)).containsExactly(3, 4);
    assertThat(Texts.targets(last, 1)).containsExactly(5, 6);

    csv("train", "sequence,x1,y1,y2\n1,0.5,1,2\n1,1.5,,\n2,2.5,5,6\n");
    Sequences every = load().train();
    assertThat(every.target()).isEqualTo(Sequences.Target.STEP_VALUES);
    float[] out = new float[8];
    float[] weights = new float[8];
    every.readTargets(0, out, weights, 0, 2);
    assertThat(out).containsExactly(1, 0, 2, 0, 0, 0, 0, 0);
    assertThat(weights).containsExactly(1, 0, 1, 0, 0, 0, 0, 0);
  }

  @Test
  void arraysAreReadByTheirShapes() {
    NdArray x = NdArray.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 2, 3, 2);
    npz("train", "x", x, "y", NdArray.of(new int[] {1, 0}, 2));
    npz("test", "x", x, "y", NdArray.ofBytes(DataType.UINT8, new byte[] {1, 1}, 2));
    Sequences train = load().train();
    assertThat(train.target()).isEqualTo(Sequences.Target.CLASS);
    assertThat(Texts.read(train, 1)).containsExactly(7, 8, 9, 10, 11, 12);
    assertThat(train.label(0)).isEqualTo(1);
    assertThat(train.classes()).isEqualTo(2);

    NdArray steps = NdArray.of(new long[] {0, 1, -1, 2, 2, 0}, 2, 3);
    NdArray lengths = NdArray.of(new int[] {3, 2}, 2);
    npz("train", "x", x, "y", steps, "lengths", lengths);
    npz("test", "x", x, "y", steps);
    train = load().train();
    assertThat(train.target()).isEqualTo(Sequences.Target.STEP_CLASS);
    assertThat(train.steps(1)).isEqualTo(2);
    assertThat(Texts.read(train, 1)).containsExactly(7, 8, 9, 10);
    assertThat(train.classCounts()).containsExactly(1, 1, 2);
    assertThat(train.label(0, 2)).isEqualTo(Sequences.NO_LABEL);

    NdArray values = NdArray.of(new double[] {1, 2, 3, 4}, 2, 2);
    npz("train", "x", x, "y", values, "lengths", lengths);
    npz("test", "x", x, "y", values);
    train = load().train();
    assertThat(train.target()).isEqualTo(Sequences.Target.VALUES);
    assertThat(Texts.read(train, 1)).containsExactly(0, 0, 7, 8, 9, 10);
    assertThat(Texts.targets(train, 1)).containsExactly(3, 4);

    NdArray every = NdArray.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3, 1);
    NdArray weights = NdArray.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3, 1);
    npz("train", "x", x, "y", every, "weights", weights, "lengths", lengths);
    npz("test", "x", x, "y", every);
    TaskData task = load();
    float[] out = new float[3];
    float[] weight = new float[3];
    task.train().readTargets(1, out, weight, 0, 1);
    assertThat(task.train().target()).isEqualTo(Sequences.Target.STEP_VALUES);
    assertThat(out).containsExactly(4, 5, 0);
    assertThat(weight).containsExactly(3, 4, 0);
    task.test().readTargets(0, out, weight, 0, 1);
    assertThat(weight).containsExactly(1, 1, 1);
  }

  @Test
  void textAndArraysMayStandSideBySide() {
    csv("train", "sequence,x1,label\n1,0.5,0\n2,1.5,1\n");
    NdArray x = NdArray.of(new float[] {1, 2}, 1, 2, 1);
    npz("test", "x", x, "y", NdArray.of(new int[] {1}, 1));
    TaskData task = load();
    assertThat(task.train().steps()).isEqualTo(2);
    assertThat(task.test().label(0)).isEqualTo(1);
    csv("train", "sequence,x1,label\n1,0.5,0\n1,1.5,1\n");
    fails("test.npz: expected targets at steps as in the other files, found one a sequence");
  }

  @Test
  void headersAreChecked() {
    csv("test", "sequence,x1,label\n1,0,0\n1,1,1\n");
    String[][] headers = {
      {"", "train.csv: expected a header and rows, found an empty file"},
      {"sequence,x1,label\n", "train.csv: expected rows after the header, found none"},
      {"x1,label\n", "train.csv:1: expected a column sequence, found none"},
      {"sequence,label\n", "train.csv:1: expected a column x1, found none"},
      {"sequence,x1\n", "train.csv:1: expected either a column label or columns y1, y2, .."},
      {"sequence,x1,label,y1\n", "train.csv:1: expected either a column label or columns y1"},
      {"sequence,x1,x3,label\n", "train.csv:1: expected known column names, found 'x3'"},
      {"\n\nsequence,x1,x1,label\n", "train.csv:3: expected different column names, found 'x1'"},
    };
    for (String[] header : headers) {
      csv("train", header[0]);
      fails(header[1]);
    }
  }

  @Test
  void badRowsAreNamed() {
    csv("test", "sequence,x1,label\n1,0,0\n1,1,1\n");
    String[][] rows = {
      {"1,0,0\n1,1\n", "train.csv:3: expected 3 columns, found 2"},
      {"1,0,0\n1,,1\n", "train.csv:3: expected a number in column 2, found nothing"},
      {"1,0,0\n1,NaN,1\n", "train.csv:3: expected a number in column 2, found 'NaN'"},
      {"1,0,0\n1,1e39,1\n", "train.csv:3: expected a number in column 2, found '1e39'"},
      {"1,0,0\n2,1,1\n1,1,1\n", "train.csv:4: sequence '1' occurs again"},
      {"1,0,\n1,0,\n2,1,1\n", "train.csv:3: sequence '1' ends here and has no target"},
      {"1,0,0\n2,1,\n\n", "train.csv:3: sequence '2' ends here and has no target"},
      {"1,0,0\n", "train.csv: expected at least two classes, found one"},
      {"1,0,a\n1,0,b\n", "test.csv:2: label '0' is none of those of"},
    };
    for (String[] row : rows) {
      csv("train", "sequence,x1,label\n" + row[0]);
      fails(row[1]);
    }
    csv("train", "sequence,x1,label\n1,0,0\n1,0,1\n");
    csv("test", "sequence,x1,label\n1,0,0\n1,1,2\n");
    fails("test.csv:3: label '2' is none of those of");
    csv("test", "sequence,x1,x2,label\n1,0,0,0\n1,1,1,0\n");
    fails("test.csv: expected 1 inputs and labels as in");
    csv("test", "sequence,x1,y1\n1,0,0\n1,1,1\n");
    fails("test.csv: expected 1 inputs and labels as in");
    csv("train", "sequence,x1,y1,y2\n1,0,0,\n");
    fails("train.csv:2: expected all or none of the 2 target values, found 1");
  }

  @Test
  void badArraysAreNamed() throws IOException {
    NdArray x = NdArray.of(new float[] {1, 2, 3, 4}, 2, 2, 1);
    NdArray y = NdArray.of(new int[] {1, 0}, 2);
    npz("test", "x", x, "y", y);
    npz("train", "x", x);
    fails("train.npz: expected an array y, found '[x]'");
    npz("train", "x", y, "y", y);
    fails("train.npz: x is INT32");
    npz("train", "x", x, "y", NdArray.of(new int[] {1, 0, 1}, 3));
    fails("train.npz: y is INT32");
    npz("train", "x", x, "y", NdArray.of(new int[] {1, -1}, 2));
    fails("train.npz: y holds label -1 at element 1 (labels are 0 to 65535)");
    npz("train", "x", x, "y", NdArray.of(new int[] {1, -2, 0, 0}, 2, 2));
    fails("train.npz: y holds label -2 at element 1 (labels are 0 to 65535, or -1 for none)");
    npz("train", "x", NdArray.of(new float[] {1, 2, Float.NaN, 4}, 2, 2, 1), "y", y);
    fails("train.npz: x holds NaN at element 2");
    npz("train", "x", x, "y", y, "lengths", NdArray.of(new int[] {0, 2}, 2));
    fails("train.npz: lengths[0] is 0, expected 1 to 2");
    npz("train", "x", x, "y", y, "weights", y);
    fails("train.npz: weights belong");
    npz("train", "x", NdArray.of(new float[0], 0, 2, 1), "y", y);
    fails("train.npz: x is FLOAT32");
    npz("train", "x", x, "y", y);
    byte[] whole = Files.readAllBytes(folder.resolve("train.npz"));
    Files.write(folder.resolve("train.npz"), Arrays.copyOf(whole, whole.length / 2));
    fails("train.npz");
    csv("train", "sequence,x1,label\n1,0,0\n");
    fails("found both train.csv and train.npz");
    Files.delete(folder.resolve("test.npz"));
    Files.delete(folder.resolve("train.npz"));
    csv("train", "sequence,x1,label\n1,0,0\n1,0,1\n");
    fails("lacks test.csv or test.npz");
  }

  /** Whatever the bytes are, they are read or refused. */
  @Test
  void mutatedArraysAreReadOrRefused() throws IOException {
    NdArray x = NdArray.of(new float[] {1, 2, 3, 4}, 2, 2, 1);
    npz("test", "x", x, "y", NdArray.of(new int[] {1, 0}, 2));
    npz(
        "train",
        "x",
        x,
        "y",
        NdArray.of(new int[] {0, 1}, 2),
        "lengths",
        NdArray.of(new int[] {2, 1}, 2));
    byte[] whole = Files.readAllBytes(folder.resolve("train.npz"));
    Philox random = new Philox(5, Philox.Purpose.TEST, 0);
    int read = 0;
    for (int round = 0; round < 1000; round++) {
      Files.write(folder.resolve("train.npz"), IdxReaderTest.mutate(whole, random));
      try {
        assertThat(load().train().size()).isPositive();
        read++;
      } catch (UserError e) {
        assertThat(e.kind()).isEqualTo(UserError.Kind.DATA);
      }
    }
    assertThat(read).as("files that were still readable").isBetween(10, 900);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> fails(String part) {
    return assertThatThrownBy(this::load)
        .isInstanceOf(UserError.class)
        .hasMessageContaining(part.startsWith("t") ? folder + "/" + part : part);
  }
}
