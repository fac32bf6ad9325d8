package org.neuropil.task;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.UserError;

/**
 * A loaded task: training, test and perhaps validation samples of the same shape, and where they
 * come from.
 *
 * @param name the task, for example {@code mnist}
 * @param train the training samples
 * @param test the test samples
 * @param validation samples for choosing among networks, or null if the task sets none aside
 * @param provenance what identifies the data, in a fixed order: for every file its name and {@code
 *     sha256:} with the digest of its uncompressed content, then facts such as class counts
 */
public record TaskData(
    String name,
    Sequences train,
    Sequences test,
    @Nullable Sequences validation,
    Map<String, String> provenance) {

  /** Checks that all parts have the same shape and keeps an unmodifiable copy of the provenance. */
  public TaskData {
    if (!sameShape(train, test) || (validation != null && !sameShape(train, validation))) {
      throw new IllegalArgumentException(name + ": training and test samples differ in shape");
    }
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
  }

  /** A task without validation samples. */
  public TaskData(String name, Sequences train, Sequences test, Map<String, String> provenance) {
    this(name, train, test, null, provenance);
  }

  private static boolean sameShape(Sequences a, Sequences b) {
    return a.steps() == b.steps()
        && a.inputs() == b.inputs()
        && a.classes() == b.classes()
        && a.target() == b.target()
        && a.outputs() == b.outputs()
        && a.vocabulary() == b.vocabulary()
        && a.sigmoidOutputs() == b.sigmoidOutputs();
  }

  /** The same task with other training samples; {@code how} they were chosen is recorded. */
  public TaskData withTrain(Sequences chosen, String how) {
    Map<String, String> origin = new LinkedHashMap<>(provenance);
    origin.put("train.subset", how);
    count(origin, "train", chosen);
    return new TaskData(name, chosen, test, validation, origin);
  }

  /** The same task with other test samples; {@code how} they were chosen is recorded. */
  public TaskData withTest(Sequences chosen, String how) {
    Map<String, String> origin = new LinkedHashMap<>(provenance);
    origin.put("test.subset", how);
    count(origin, "test", chosen);
    return new TaskData(name, train, chosen, validation, origin);
  }

  /**
   * The same task with the last {@code count} training samples held out for validation.
   *
   * @throws UserError if the task has validation samples already, makes its samples as they are
   *     read, or has too few
   */
  public TaskData holdOutLast(int count) {
    if (validation != null || train.generated()) {
      throw UserError.usage(
          "task "
              + name
              + (validation != null ? " has validation samples already" : " makes fresh samples"),
          "leave the number of held-out samples away");
    }
    if (count < 1 || count >= train.size()) {
      throw UserError.usage(
          "cannot hold out " + count + " of " + train.size() + " training samples",
          "choose a number from 1 to " + (train.size() - 1));
    }
    int kept = train.size() - count;
    Sequences held = train.subset(IntStream.range(kept, train.size()).toArray());
    Sequences rest = train.first(kept);
    Map<String, String> origin = new LinkedHashMap<>(provenance);
    origin.put("validation", "last " + count + " of " + train.size() + " training samples");
    describe(origin, rest, held, null);
    return new TaskData(name, rest, test, held, origin);
  }

  /** A task of bytes, with the facts about its content added to the digests of its files. */
  static TaskData of(
      String name, ByteSequences train, ByteSequences test, Map<String, String> digests) {
    Map<String, String> origin = new LinkedHashMap<>(digests);
    origin.put("train.meanPixel", String.format(Locale.ROOT, "%.5f", train.meanByte()));
    origin.put("test.meanPixel", String.format(Locale.ROOT, "%.5f", test.meanByte()));
    describe(origin, train, null, test);
    return new TaskData(name, train, test, origin);
  }

  /** A task with the class counts of its parts added to what identifies its data. */
  static TaskData described(
      String name,
      Sequences train,
      Sequences test,
      @Nullable Sequences validation,
      Map<String, String> origin) {
    Map<String, String> all = new LinkedHashMap<>(origin);
    describe(all, train, validation, test);
    return new TaskData(name, train, test, validation, all);
  }

  private static void describe(
      Map<String, String> origin,
      Sequences train,
      @Nullable Sequences validation,
      @Nullable Sequences test) {
    count(origin, "train", train);
    count(origin, "validation", validation);
    count(origin, "test", test);
  }

  private static void count(Map<String, String> origin, String part, @Nullable Sequences data) {
    if (data != null && data.classes() > 0) {
      origin.put(part + ".classCounts", Arrays.toString(data.classCounts()));
    } else if (data != null) {
      origin.put(part + ".samples", Integer.toString(data.size()));
    }
  }
}
