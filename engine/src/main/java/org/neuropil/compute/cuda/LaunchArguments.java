package org.neuropil.compute.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The arguments of one launch, packed into one direct buffer that is made once and used again: 8
 * bytes a slot. The kinds are kept beside it, to be checked against the kernel's own signature.
 */
final class LaunchArguments {
  static final int CAPACITY = 32;

  private final ByteBuffer slots =
      ByteBuffer.allocateDirect(8 * CAPACITY).order(ByteOrder.nativeOrder());
  private final char[] kinds = new char[CAPACITY];
  private int count;

  /** Starts over. */
  LaunchArguments reset() {
    count = 0;
    return this;
  }

  /** A pointer or a 64-bit integer. */
  LaunchArguments add(long value) {
    kinds[count] = 'l';
    slots.putLong(8 * count++, value);
    return this;
  }

  /** A 32-bit integer. */
  LaunchArguments add(int value) {
    kinds[count] = 'i';
    slots.putInt(8 * count++, value);
    return this;
  }

  /** A 32-bit float. */
  LaunchArguments add(float value) {
    kinds[count] = 'f';
    slots.putFloat(8 * count++, value);
    return this;
  }

  /** A 64-bit float. */
  LaunchArguments add(double value) {
    kinds[count] = 'd';
    slots.putDouble(8 * count++, value);
    return this;
  }

  int count() {
    return count;
  }

  /** The kinds of all arguments, a letter each. */
  String kinds() {
    return new String(kinds, 0, count);
  }

  /** One slot; of a slot of 4 bytes the other half holds whatever was there before. */
  private long slot(int a) {
    boolean wide = kinds[a] == 'l' || kinds[a] == 'd';
    return wide ? slots.getLong(8 * a) : slots.getInt(8 * a);
  }

  /** What the slots hold. */
  long[] copySlots() {
    long[] copy = new long[count];
    for (int a = 0; a < count; a++) {
      copy[a] = slot(a);
    }
    return copy;
  }

  /** Takes over what {@link #copySlots} and {@link #kinds} said. */
  LaunchArguments set(long[] copy, String copiedKinds) {
    count = copy.length;
    copiedKinds.getChars(0, count, kinds, 0);
    for (int a = 0; a < count; a++) {
      slots.putLong(8 * a, copy[a]);
    }
    return this;
  }

  /** The slots, 8 bytes each, from slot 0. */
  ByteBuffer slots() {
    return slots;
  }

  /**
   * Compares kinds and number with a signature: one letter per parameter, l (64 bits), i (32 bits),
   * f (float) or d (double).
   *
   * @throws IllegalStateException if they differ, which is a mistake in this package
   */
  void check(KernelName kernel, String signature) {
    boolean same = signature.length() == count;
    for (int a = 0; same && a < count; a++) {
      same = signature.charAt(a) == kinds[a];
    }
    if (!same) {
      throw new IllegalStateException(
          kernel.symbol()
              + " takes ("
              + signature
              + "), found ("
              + new String(kinds, 0, count)
              + ")");
    }
  }
}
