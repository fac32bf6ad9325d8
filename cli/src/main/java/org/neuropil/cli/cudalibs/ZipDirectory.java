package org.neuropil.cli.cudalibs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.neuropil.error.UserError;

/**
 * The central directory of a zip archive on a web server, read from the archive's end: APPNOTE.TXT
 * of PKWARE, sections 4.3.12 to 4.3.16, with the 64-bit fields of 4.5.3.
 */
final class ZipDirectory {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_BYTES = 56;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCATOR_64_BYTES = 20;
  private static final int HEADER = 0x02014b50;
  private static final int HEADER_BYTES = 46;
  private static final int LONGEST_COMMENT = 0xFFFF;
  private static final long IN_64_BITS = 0xFFFF_FFFFL;
  private static final int LARGEST = 64 << 20;

  private final HttpRanges ranges;
  private final byte[] tail;
  private final long tailStart;

  private ZipDirectory(HttpRanges ranges) {
    this.ranges = ranges;
    this.tail = ranges.tail(LONGEST_COMMENT + END_BYTES + LOCATOR_64_BYTES);
    this.tailStart = ranges.size() - tail.length;
  }

  /**
   * All files of the archive by name.
   *
   * @throws UserError if this is no zip archive, or a damaged one
   */
  static Map<String, ZipMember> read(HttpRanges ranges) {
    return new ZipDirectory(ranges).members();
  }

  private record Place(long offset, long bytes, long entries) {}

  private Map<String, ZipMember> members() {
    Place place = place();
    if (place.bytes < 0
        || place.bytes > LARGEST
        || place.offset < 0
        || place.offset > ranges.size() - place.bytes) {
      throw damaged("its directory lies outside of it");
    }
    List<ZipMember> list = parse(part(place.offset, (int) place.bytes), place);
    TreeSet<Long> starts = new TreeSet<>(List.of(place.offset));
    list.forEach(member -> starts.add(member.offset()));
    Map<String, ZipMember> members = new LinkedHashMap<>();
    for (ZipMember m : list) {
      Long end = starts.higher(m.offset());
      if (end == null || m.packedBytes() > end - m.offset() || m.packedBytes() < 0) {
        throw damaged("a file in it overlaps the next");
      }
      members.put(
          m.name(),
          new ZipMember(
              m.name(),
              m.flags(),
              m.method(),
              m.crc(),
              m.packedBytes(),
              m.bytes(),
              m.offset(),
              end));
    }
    return members;
  }

  /** Where the directory is, from the record at the archive's end. */
  private Place place() {
    ByteBuffer end = little(tail);
    for (int at = tail.length - END_BYTES; at >= 0; at--) {
      // The signature may also occur in a comment, whose length then does not fit.
      if (end.getInt(at) == END && at + END_BYTES + unsigned16(end, at + 20) == tail.length) {
        long entries = unsigned16(end, at + 10);
        long bytes = unsigned32(end, at + 12);
        long offset = unsigned32(end, at + 16);
        boolean large = entries == 0xFFFF || bytes == IN_64_BITS || offset == IN_64_BITS;
        return large ? largePlace(end, at) : new Place(offset, bytes, entries);
      }
    }
    throw damaged("this is no zip archive");
  }

  private Place largePlace(ByteBuffer end, int at) {
    int locator = at - LOCATOR_64_BYTES;
    if (locator < 0 || end.getInt(locator) != LOCATOR_64) {
      throw damaged("its 64-bit directory is missing");
    }
    long offset = end.getLong(locator + 8);
    if (offset < 0 || offset > ranges.size() - END_64_BYTES) {
      throw damaged("its 64-bit directory lies outside of it");
    }
    ByteBuffer record = little(part(offset, END_64_BYTES));
    if (record.getInt(0) != END_64) {
      throw damaged("its 64-bit directory is missing");
    }
    return new Place(record.getLong(48), record.getLong(40), record.getLong(32));
  }

  private List<ZipMember> parse(byte[] bytes, Place place) {
    ByteBuffer directory = little(bytes);
    List<ZipMember> list = new ArrayList<>();
    int at = 0;
    for (long i = 0; i < place.entries; i++) {
      if (at > bytes.length - HEADER_BYTES || directory.getInt(at) != HEADER) {
        throw damaged("its directory ends too early");
      }
      int nameBytes = unsigned16(directory, at + 28);
      int extraBytes = unsigned16(directory, at + 30);
      int next = at + HEADER_BYTES + nameBytes + extraBytes + unsigned16(directory, at + 32);
      if (next > bytes.length) {
        throw damaged("its directory ends too early");
      }
      list.add(member(directory, at, nameBytes, extraBytes));
      at = next;
    }
    return list;
  }

  private ZipMember member(ByteBuffer directory, int at, int nameBytes, int extraBytes) {
    String name =
        new String(directory.array(), at + HEADER_BYTES, nameBytes, StandardCharsets.UTF_8);
    long[] sizes = {
      unsigned32(directory, at + 24), unsigned32(directory, at + 20), unsigned32(directory, at + 42)
    };
    widen(directory, at + HEADER_BYTES + nameBytes, extraBytes, sizes);
    return new ZipMember(
        name,
        unsigned16(directory, at + 8),
        unsigned16(directory, at + 10),
        unsigned32(directory, at + 16),
        sizes[1],
        sizes[0],
        sizes[2],
        0);
  }

  /** Those of content size, packed size and offset that 32 bits cannot hold stand in an extra. */
  private void widen(ByteBuffer directory, int start, int length, long[] sizes) {
    int at = start;
    int end = start + length;
    while (at + 4 <= end) {
      int field = at + 4;
      int fieldEnd = Math.min(end, field + unsigned16(directory, at + 2));
      if (unsigned16(directory, at) == 1) {
        for (int i = 0; i < sizes.length; i++) {
          if (sizes[i] == IN_64_BITS && field + 8 <= fieldEnd) {
            sizes[i] = directory.getLong(field);
            field += 8;
          }
        }
      }
      at = Math.max(at + 4, fieldEnd);
    }
  }

  /** Out of the tail where that has it. */
  private byte[] part(long offset, int length) {
    if (offset < tailStart) {
      return ranges.bytes(offset, length);
    }
    byte[] bytes = new byte[length];
    System.arraycopy(tail, Math.toIntExact(offset - tailStart), bytes, 0, length);
    return bytes;
  }

  private UserError damaged(String what) {
    return damaged(ranges, what);
  }

  static UserError damaged(HttpRanges ranges, String what) {
    return UserError.data(
        Objects.toString(ranges.address()) + ": " + what, "give another repository with --from");
  }

  static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static int unsigned16(ByteBuffer buffer, int at) {
    return Short.toUnsignedInt(buffer.getShort(at));
  }

  private static long unsigned32(ByteBuffer buffer, int at) {
    return Integer.toUnsignedLong(buffer.getInt(at));
  }
}
