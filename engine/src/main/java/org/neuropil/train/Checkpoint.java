package org.neuropil.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.ArrayFile;
import org.neuropil.matrix.io.NdArray;
import org.neuropil.network.Network;
import org.neuropil.network.Parameter;

/**
 * The one file that a training resumes from: the pattern, every tensor with its two moments, and
 * the {@link TrainState} (best weights so far, where those are kept, lie in files of {@link
 * BestWeights} that it names by their epoch). It is replaced as a whole, by a rename of a file that
 * is already on disk; so at any moment there is either the previous or the new checkpoint, never
 * half of one.
 */
public final class Checkpoint {
  private static final String FORMAT = "neuropil-checkpoint-2";
  private static final String BIRTH = "connections.birth_epoch";
  private static final String MEMORY = "rule.memory";

  private final Path file;
  private final TrainState state;
  private final SparsityPattern pattern;
  private final Map<String, NdArray> arrays;

  private Checkpoint(
      Path file, TrainState state, SparsityPattern pattern, Map<String, NdArray> arrays) {
    this.file = file;
    this.state = state;
    this.pattern = pattern;
    this.arrays = arrays;
  }

  /** Where a run keeps its checkpoint. */
  public static Path fileIn(Path runDirectory) {
    return runDirectory.resolve("checkpoint").resolve("state.safetensors");
  }

  /** Writes a checkpoint, creating its folder where needed. */
  public static void write(Path file, Network network, TrainState state) {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    SparsityPattern pattern = network.pattern();
    arrays.put(
        "pattern.row_offsets", NdArray.of(pattern.rowOffsets(), pattern.rowOffsets().length));
    if (!pattern.isFull()) {
      arrays.put("pattern.columns", NdArray.of(pattern.columns(), pattern.nonzeros()));
    }
    FurtherConnections.keep(network, arrays);
    for (Parameter parameter : network.parameters()) {
      put(arrays, parameter.name(), parameter.value().view());
      put(arrays, parameter.name() + ".exp_avg", parameter.firstMoment().view());
      put(arrays, parameter.name() + ".exp_avg_sq", parameter.secondMoment().view());
    }
    if (state.birthEpochs().length > 0) {
      arrays.put(BIRTH, NdArray.of(state.birthEpochs(), state.birthEpochs().length));
    }
    if (state.ruleMemory().length > 0) {
      put(arrays, MEMORY, state.ruleMemory());
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException problem) {
      throw UserError.environment(
          "cannot create the folder of " + file + ": " + problem.getMessage(),
          "choose another --out",
          problem);
    }
    ArrayFile.write(file, arrays, Map.of("format", FORMAT, "state", state.toText()));
  }

  /** The checkpoint in {@code file}; empty if there is none. */
  public static Optional<Checkpoint> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    ArrayFile.Content content = ArrayFile.readContent(file);
    requireFormat(file, content.metadata().get("format"));
    String text = content.metadata().get("state");
    NdArray offsets = content.arrays().get("pattern.row_offsets");
    NdArray columns = content.arrays().get("pattern.columns");
    if (text == null || offsets == null) {
      throw broken(file, "its state or pattern is missing");
    }
    try {
      int n = offsets.size() - 1;
      SparsityPattern pattern =
          columns == null
              ? SparsityPattern.full(n, n)
              : SparsityPattern.of(n, n, offsets.toInts(), columns.toInts());
      NdArray birth = content.arrays().get(BIRTH);
      NdArray memory = content.arrays().get(MEMORY);
      TrainState state =
          TrainState.parse(
              text,
              birth == null ? new int[0] : birth.toInts(),
              memory == null ? new float[0] : memory.toFloats());
      if (birth != null && birth.size() != pattern.nonzeros()) {
        throw broken(file, "expected " + pattern.nonzeros() + " births, found " + birth.size());
      }
      return Optional.of(new Checkpoint(file, state, pattern, content.arrays()));
    } catch (IllegalArgumentException problem) {
      throw broken(file, String.valueOf(problem.getMessage()));
    }
  }

  /** Where the training stood. */
  public TrainState state() {
    return state;
  }

  /** The connections that existed. */
  public SparsityPattern pattern() {
    return pattern;
  }

  /** Puts all tensors and moments into a network that was built with {@link #pattern}. */
  public void restore(Network network) {
    try {
      FurtherConnections.restore(arrays, network);
    } catch (IllegalArgumentException problem) {
      throw broken(file, String.valueOf(problem.getMessage()));
    }
    for (Parameter parameter : network.parameters()) {
      parameter
          .firstMoment()
          .write(values(parameter.name() + ".exp_avg", parameter.value().size()));
      parameter
          .secondMoment()
          .write(values(parameter.name() + ".exp_avg_sq", parameter.value().size()));
      parameter.write(values(parameter.name(), parameter.value().size()));
    }
  }

  private float[] values(String name, int size) {
    NdArray array = arrays.get(name);
    if (array == null || array.size() != size) {
      throw broken(
          file,
          name
              + ": expected "
              + size
              + " values, found "
              + (array == null ? "none" : array.size()));
    }
    return array.toFloats();
  }

  private static void put(Map<String, NdArray> arrays, String name, float[] values) {
    arrays.put(name, NdArray.of(values, values.length));
  }

  private static void requireFormat(Path file, @Nullable String format) {
    if (FORMAT.equals(format)) {
      return;
    }
    if (format != null && format.startsWith("neuropil-checkpoint-")) {
      throw UserError.data(
          file + " is of another version of Neuropil: expected " + FORMAT + ", found " + format,
          "finish the run with the version that began it, or start it anew in another --out");
    }
    throw broken(file, "expected format " + FORMAT + ", found " + format);
  }

  private static UserError broken(Path file, String why) {
    return UserError.data(
        file + " is not a checkpoint of this run: " + why, "start the run anew in another --out");
  }
}
