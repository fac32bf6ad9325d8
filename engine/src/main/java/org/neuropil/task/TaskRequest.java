package org.neuropil.task;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.Suggest;
import org.neuropil.error.UserError;

/**
 * Which task to load, and how.
 *
 * @param name one of {@link Tasks#names()}
 * @param data its folder, or null for what is bundled or generated
 * @param encoding how the samples meet the network
 * @param bundled the files of the bundled sample of MNIST, or null if there are none
 * @param variant one of the forms that the task has, or null for the usual one
 * @param seed seed of splits and generated data that have no fixed one
 */
public record TaskRequest(
    String name,
    @Nullable Path data,
    Encoding encoding,
    @Nullable BundledFiles bundled,
    @Nullable String variant,
    long seed) {

  /** A task as it is usually loaded: nothing bundled, usual variant, seed 0. */
  public static TaskRequest of(String name, @Nullable Path data) {
    return new TaskRequest(name, data, Encoding.RECURRENT, null, null, 0);
  }

  /** The same with another variant. */
  public TaskRequest withVariant(@Nullable String other) {
    return new TaskRequest(name, data, encoding, bundled, other, seed);
  }

  /** The same with another encoding. */
  public TaskRequest withEncoding(Encoding other) {
    return new TaskRequest(name, data, other, bundled, variant, seed);
  }

  /** The same with another seed. */
  public TaskRequest withSeed(long other) {
    return new TaskRequest(name, data, encoding, bundled, variant, other);
  }

  /**
   * The variant asked for, or the first of {@code known} where none is named.
   *
   * @throws UserError if it is none of them
   */
  String variantOf(List<String> known) {
    if (variant == null) {
      return known.get(0);
    }
    if (known.contains(variant)) {
      return variant;
    }
    throw UserError.usage(
        "task "
            + name
            + " has no variant "
            + Table.shown(variant)
            + Suggest.nearest(variant, known)
                .map(near -> ", did you mean " + near + "?")
                .orElse(""),
        "its variants are " + String.join(", ", known));
  }

  /** Refuses any variant. */
  void requireNoVariant() {
    if (variant != null) {
      throw UserError.usage(
          "task " + name + " has no variants, found " + Table.shown(variant),
          "leave the variant away");
    }
  }

  /**
   * The folder.
   *
   * @param needed what the folder must hold
   * @throws UserError if none is named, or it is not there
   */
  Path requireFolder(String needed) {
    if (data == null) {
      throw UserError.usage("task " + name + " needs a data folder", needed);
    }
    DataFiles.requireFolder(data, needed);
    return data;
  }
}
