package org.neuropil.compute.cuda;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers that differ from batch to batch (step sizes, places in random streams), on the device:
 * kernels read them from there, so that the launches of all batches are the same. Places are given
 * out in the order of the calls, equal numbers share one; all of a piece of work travel in one copy
 * ahead of it.
 */
final class StepConstants {
  /** Numbers of 64 bits at one place. */
  static final int WORDS = 4;

  private static final int PLACES = 64;

  /** Bytes of all places. */
  static final int BYTES = PLACES * WORDS * Long.BYTES;

  /** Marks 0 and 1 are those of {@link Transfer}. */
  private static final int FIRST_MARK = 2;

  private final Device device;
  private final DeviceArena.Slice area;
  private final ByteBuffer[] pinned = new ByteBuffer[2];
  private final List<long[]> contents = new ArrayList<>();
  private int turn;

  StepConstants(Device device, DeviceArena arena) {
    this.device = device;
    area = arena.allocate("constants of a step", BYTES);
    pinned[0] = device.hostBuffer(BYTES);
    pinned[1] = device.hostBuffer(BYTES);
  }

  /** Whether a further number may find no place. */
  boolean full() {
    return contents.size() == PLACES;
  }

  /** The device address where {@code words} will be once {@link #send} was called. */
  long place(long... words) {
    long[] content = Arrays.copyOf(words, WORDS);
    for (int p = 0; p < contents.size(); p++) {
      if (Arrays.equals(contents.get(p), content)) {
        return address(p);
      }
    }
    if (full()) {
      throw new IllegalStateException("more than " + PLACES + " constants before they were sent");
    }
    contents.add(content);
    return address(contents.size() - 1);
  }

  private long address(int place) {
    return area.address() + (long) place * WORDS * Long.BYTES;
  }

  /** Queues the copy of all numbers, and starts over. */
  void send() {
    if (contents.isEmpty()) {
      return;
    }
    turn ^= 1;
    device.await(FIRST_MARK + turn);
    ByteBuffer buffer = pinned[turn];
    int at = 0;
    for (long[] content : contents) {
      for (long word : content) {
        buffer.putLong(at, word);
        at += Long.BYTES;
      }
    }
    device.upload(area.address(), buffer, at);
    device.mark(FIRST_MARK + turn);
    contents.clear();
  }
}
