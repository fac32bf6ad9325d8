package org.neuropil.compute.cuda;

import java.util.Map;
import java.util.TreeMap;

/** Which parts of a block of memory are free: first fit, neighbours joined. Bytes, offsets. */
final class FreeList {
  private final TreeMap<Long, Long> free = new TreeMap<>();

  FreeList(long bytes) {
    free.put(0L, bytes);
  }

  /** Offset of {@code bytes} free bytes, now taken, or -1. */
  long take(long bytes) {
    Map.Entry<Long, Long> part = free.firstEntry();
    while (part != null && part.getValue() < bytes) {
      part = free.higherEntry(part.getKey());
    }
    if (part == null) {
      return -1;
    }
    long offset = part.getKey();
    free.remove(offset);
    if (part.getValue() > bytes) {
      free.put(offset + bytes, part.getValue() - bytes);
    }
    return offset;
  }

  /** Gives a taken part back. */
  void give(long offset, long bytes) {
    long start = offset;
    long size = bytes;
    Map.Entry<Long, Long> before = free.lowerEntry(offset);
    if (before != null && before.getKey() + before.getValue() == offset) {
      start = before.getKey();
      size += before.getValue();
    }
    Long after = free.remove(offset + bytes);
    if (after != null) {
      size += after;
    }
    free.put(start, size);
  }

  /** Sum of the free parts. */
  long freeBytes() {
    return free.values().stream().mapToLong(Long::longValue).sum();
  }
}
