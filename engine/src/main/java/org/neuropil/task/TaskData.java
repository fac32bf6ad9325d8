package org.neuropil.task;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A loaded task: training and test samples of the same shape, and where they come from.
 *
 * @param name the task, for example {@code mnist}
 * @param train the training samples
 * @param test the test samples
 * @param provenance what identifies the data, in a fixed order: for every file its name and {@code
 *     sha256:} with the digest of its uncompressed content, then the mean pixel and the class
 *     counts
 */
public record TaskData(
    String name, Sequences train, Sequences test, Map<String, String> provenance) {

  /**
   * Checks that both parts have the same shape and keeps an unmodifiable copy of the provenance.
   */
  public TaskData {
    if (train.steps() != test.steps()
        || train.inputs() != test.inputs()
        || train.classes() != test.classes()) {
      throw new IllegalArgumentException(name + ": training and test samples differ in shape");
    }
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
  }

  /** The same task with other training samples; {@code how} they were chosen is recorded. */
  public TaskData withTrain(Sequences chosen, String how) {
    Map<String, String> origin = new LinkedHashMap<>(provenance);
    origin.put("train.subset", how);
    origin.put("train.classCounts", Arrays.toString(chosen.classCounts()));
    return new TaskData(name, chosen, test, origin);
  }

  /** A task of bytes, with the facts about its content added to the digests of its files. */
  static TaskData of(
      String name, ByteSequences train, ByteSequences test, Map<String, String> digests) {
    Map<String, String> origin = new LinkedHashMap<>(digests);
    origin.put("train.meanPixel", String.format(Locale.ROOT, "%.5f", train.meanByte()));
    origin.put("test.meanPixel", String.format(Locale.ROOT, "%.5f", test.meanByte()));
    origin.put("train.classCounts", Arrays.toString(train.classCounts()));
    origin.put("test.classCounts", Arrays.toString(test.classCounts()));
    return new TaskData(name, train, test, origin);
  }
}
