package org.neuropil.kernels;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of one launch: the distinct arrays, and what each argument is. */
final class Arguments {
  /** A pointer into an array, {@code offset} elements from its start. */
  record At(Object array, long offset) {}

  /** Where a launch runs: grid x, y, z, block x, y, z. */
  record Dims(int gridX, int gridY, int blockX, int blockY) {
    int[] all() {
      return new int[] {gridX, gridY, 1, blockX, blockY, 1};
    }
  }

  private final List<Object> arrays = new ArrayList<>();
  private final StringBuilder kinds = new StringBuilder();
  private final List<Long> values = new ArrayList<>();
  private final List<Long> offsets = new ArrayList<>();

  Arguments(@Nullable Object... arguments) {
    for (Object argument : arguments) {
      switch (argument) {
        case null -> add('p', -1, 0);
        case Integer i -> add('i', i, 0);
        case Long l -> add('l', l, 0);
        case Float f -> add('f', Float.floatToRawIntBits(f), 0);
        case Double d -> add('d', Double.doubleToRawLongBits(d), 0);
        case At at -> add('p', number(at.array), at.offset * elementBytes(at.array));
        default -> add('p', number(argument), 0);
      }
    }
  }

  private void add(char kind, long value, long offset) {
    kinds.append(kind);
    values.add(value);
    offsets.add(offset);
  }

  @SuppressWarnings("ReferenceEquality") // The same array, not an equal one.
  private int number(Object array) {
    for (int n = 0; n < arrays.size(); n++) {
      if (arrays.get(n) == array) {
        return n;
      }
    }
    arrays.add(array);
    return arrays.size() - 1;
  }

  private static int elementBytes(Object array) {
    return switch (array) {
      case long[] _, double[] _ -> 8;
      case short[] _ -> 2;
      default -> 4;
    };
  }

  /** One letter per argument, as {@code emulation_signature} gives them. */
  String signature() {
    return kinds.toString();
  }

  int count() {
    return values.size();
  }

  /** Number of the array (-1: null) or the bits of the number. */
  long value(int argument) {
    return values.get(argument);
  }

  /** Offset in bytes. */
  long offset(int argument) {
    return offsets.get(argument);
  }

  /** The memory of the distinct arrays. */
  List<MemorySegment> memory() {
    return arrays.stream().map(Arguments::segment).toList();
  }

  private static MemorySegment segment(Object array) {
    return switch (array) {
      case float[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case double[] a -> MemorySegment.ofArray(a);
      default -> throw new IllegalArgumentException("no array: " + array.getClass());
    };
  }
}
