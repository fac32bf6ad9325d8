package org.neuropil.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.UserError;
import org.neuropil.matrix.io.ArrayFile;
import org.neuropil.matrix.io.DataType;
import org.neuropil.matrix.io.NdArray;

/**
 * Reads sequences from a .npz file of {@code x} [samples x steps x inputs], perhaps {@code lengths}
 * [samples], and {@code y}: integers [samples] for one class a sample or [samples x steps] for one
 * a step, where -1 is none; floats [samples] or [samples x outputs] for values after the last step,
 * or [samples x steps x outputs] for values at every step, then perhaps with {@code weights} of the
 * same shape.
 */
final class SequenceNpz {
  private static final int MOST_CLASSES = 1 << 16;
  private static final String LAYOUT =
      "expected x [samples x steps x inputs] and y: integers [samples] or [samples x steps], or"
          + " floats [samples x outputs] or [samples x steps x outputs]";

  private final String file;
  private final Map<String, NdArray> arrays;
  private final int samples;
  private final int steps;
  private final int inputs;
  private final int[] lengths;

  private SequenceNpz(Path path) {
    file = path.toString();
    arrays = ArrayFile.read(path);
    NdArray x = required("x");
    if (x.rank() != 3 || x.size() == 0) {
      throw shape("x", x);
    }
    samples = (int) x.dimension(0);
    steps = (int) x.dimension(1);
    inputs = (int) x.dimension(2);
    lengths = lengths();
  }

  /** Reads all sequences. */
  static SequenceFile read(Path path) {
    return new SequenceNpz(path).read(DataFiles.digest(path));
  }

  private SequenceFile read(String digest) {
    FloatBlocks x = rows("x", required("x"), inputs, true);
    int longest = Arrays.stream(lengths).max().orElse(0);
    NdArray y = required("y");
    boolean classes = y.type() != DataType.FLOAT32 && y.type() != DataType.FLOAT64;
    if (classes) {
      boolean everyStep = y.hasShape(samples, steps);
      if (!everyStep && !y.hasShape(samples)) {
        throw shape("y", y);
      }
      if (arrays.get("weights") != null) {
        throw UserError.data(
            file + ": weights belong to values, y holds labels", "leave the weights away");
      }
      Map<Integer, Integer> words = new LinkedHashMap<>();
      List<int[]> labels = labels(y.toInts(), everyStep, words);
      return new SequenceFile(
          file,
          digest,
          x,
          inputs,
          longest,
          labels,
          words.keySet().stream().map(String::valueOf).toList(),
          words.keySet().stream().map(label -> file + ": y").toList(),
          null,
          null,
          0,
          everyStep);
    }
    boolean everyStep = y.hasShape(samples, steps, -1);
    if (!everyStep && !y.hasShape(samples) && !y.hasShape(samples, -1) || y.size() == 0) {
      throw shape("y", y);
    }
    int outputs = y.size() / samples / (everyStep ? steps : 1);
    return new SequenceFile(
        file,
        digest,
        x,
        inputs,
        longest,
        null,
        List.of(),
        List.of(),
        rows("y", y, outputs, everyStep),
        weights(y, everyStep, outputs),
        outputs,
        everyStep);
  }

  private NdArray required(String name) {
    NdArray array = arrays.get(name);
    if (array == null) {
      throw UserError.data(
          file
              + ": expected an array "
              + name
              + ", found "
              + Table.shown(arrays.keySet().toString()),
          LAYOUT);
    }
    return array;
  }

  private UserError shape(String name, NdArray found) {
    return UserError.data(file + ": " + name + " is " + found, LAYOUT);
  }

  private int[] lengths() {
    NdArray array = arrays.get("lengths");
    int[] result = new int[samples];
    if (array == null) {
      Arrays.fill(result, steps);
      return result;
    }
    if (!array.hasShape(samples)) {
      throw shape("lengths", array);
    }
    System.arraycopy(array.toInts(), 0, result, 0, samples);
    for (int s = 0; s < samples; s++) {
      if (result[s] < 1 || result[s] > steps) {
        throw UserError.data(
            file + ": lengths[" + s + "] is " + result[s] + ", expected 1 to " + steps, LAYOUT);
      }
    }
    return result;
  }

  /** The rows of an array, cut to the lengths of their samples where they have steps. */
  private FloatBlocks rows(String name, NdArray array, int width, boolean everyStep) {
    float[] values = array.toFloats();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw UserError.data(
            file + ": " + name + " holds " + values[i] + " at element " + i,
            "replace it by a number");
      }
    }
    int whole = values.length / samples;
    if (!everyStep || arrays.get("lengths") == null) {
      return FloatBlocks.of(values, samples);
    }
    FloatBlocks rows = new FloatBlocks();
    for (int s = 0; s < samples; s++) {
      rows.add(values, s * whole, lengths[s] * width);
    }
    return rows;
  }

  private @Nullable FloatBlocks weights(NdArray y, boolean everyStep, int outputs) {
    NdArray array = arrays.get("weights");
    if (array == null) {
      return null;
    }
    if (!everyStep || !Arrays.equals(array.shape(), y.shape())) {
      throw UserError.data(
          file + ": weights is " + array + ", y is " + y,
          "weights belong to y [samples x steps x outputs] and have its shape");
    }
    return rows("weights", array, outputs, true);
  }

  private List<int[]> labels(int[] y, boolean everyStep, Map<Integer, Integer> words) {
    List<int[]> labels = new ArrayList<>();
    for (int s = 0; s < samples; s++) {
      int[] own = new int[everyStep ? lengths[s] : 1];
      for (int t = 0; t < own.length; t++) {
        int at = everyStep ? s * steps + t : s;
        int label = y[at];
        if (everyStep && label == Sequences.NO_LABEL) {
          own[t] = label;
          continue;
        }
        if (label < 0 || label >= MOST_CLASSES) {
          throw UserError.data(
              file + ": y holds label " + label + " at element " + at,
              "labels are 0 to " + (MOST_CLASSES - 1) + (everyStep ? ", or -1 for none" : ""));
        }
        Integer number = words.putIfAbsent(label, words.size());
        own[t] = number == null ? words.size() - 1 : number;
      }
      labels.add(own);
    }
    return labels;
  }
}
