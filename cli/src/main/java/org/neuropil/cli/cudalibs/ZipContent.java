package org.neuropil.cli.cudalibs;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.neuropil.error.UserError;

/** The content of one file of a zip archive on a web server, unpacked while it comes in. */
final class ZipContent {
  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int LOCAL_HEADER_BYTES = 30;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int BUFFER_BYTES = 1 << 16;

  private final HttpRanges ranges;
  private final ZipMember member;

  ZipContent(HttpRanges ranges, ZipMember member) {
    this.ranges = ranges;
    this.member = member;
  }

  /**
   * Writes the content and checks its length and CRC-32.
   *
   * @param digest is given every byte
   * @param packed is told, now and then, how many packed bytes have come
   * @throws UserError if the server fails for good or what it sends is damaged
   * @throws IOException if {@code out} fails
   */
  void writeTo(OutputStream out, MessageDigest digest, LongConsumer packed) throws IOException {
    if ((member.flags() & 1) != 0) {
      throw damaged("is encrypted");
    }
    if (member.method() != STORED && member.method() != DEFLATED) {
      throw damaged("is packed by method " + member.method() + ", which is not known here");
    }
    Inflater inflater = new Inflater(true);
    try (InputStream range = ranges.stream(member.offset(), member.end());
        Counted counted = new Counted(packedBytes(range), packed);
        InputStream content = member.method() == STORED ? counted : inflated(counted, inflater)) {
      copy(content, out, digest);
    } finally {
      inflater.end();
    }
  }

  /** Skips the local header, whose names and extras need not be as long as the directory's. */
  private InputStream packedBytes(InputStream range) throws IOException {
    byte[] header = range.readNBytes(LOCAL_HEADER_BYTES);
    if (header.length < LOCAL_HEADER_BYTES
        || ZipDirectory.little(header).getInt(0) != LOCAL_HEADER) {
      throw damaged("is not where the archive's directory says");
    }
    ByteBuffer fields = ZipDirectory.little(header);
    int rest = ZipDirectory.unsigned16(fields, 26) + ZipDirectory.unsigned16(fields, 28);
    if (member.packedBytes() > member.end() - member.offset() - LOCAL_HEADER_BYTES - rest) {
      throw damaged("overlaps the next file");
    }
    range.skipNBytes(rest);
    return range;
  }

  private static InputStream inflated(InputStream packed, Inflater inflater) {
    // The inflater asks for a byte more than there is where the data have no header of their own.
    InputStream padded = new SequenceInputStream(packed, new ByteArrayInputStream(new byte[1]));
    return new InflaterInputStream(padded, inflater, BUFFER_BYTES);
  }

  private void copy(InputStream content, OutputStream out, MessageDigest digest)
      throws IOException {
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    for (int count = read(content, buffer); count >= 0; count = read(content, buffer)) {
      bytes += count;
      if (bytes > member.bytes()) {
        throw damaged("is longer than the archive's directory says");
      }
      crc.update(buffer, 0, count);
      digest.update(buffer, 0, count);
      out.write(buffer, 0, count);
    }
    if (bytes < member.bytes()) {
      throw damaged("is shorter than the archive's directory says");
    }
    if (crc.getValue() != member.crc()) {
      HexFormat hex = HexFormat.of();
      throw damaged(
          "arrived damaged (CRC-32 "
              + hex.toHexDigits((int) crc.getValue())
              + ", should be "
              + hex.toHexDigits((int) member.crc())
              + ")");
    }
  }

  /** Failures of the archive become errors here, so that those of the disk stay what they are. */
  private int read(InputStream content, byte[] buffer) throws IOException {
    try {
      return content.read(buffer);
    } catch (ZipException | EOFException e) {
      throw damaged("arrived damaged (it cannot be unpacked)");
    }
  }

  private UserError damaged(String what) {
    return UserError.data(
        HttpRanges.printable(member.name()) + " of " + ranges.address() + " " + what,
        "run the command again; if that does not help, give another repository with --from");
  }

  /** The packed bytes, of which the listener hears. */
  private final class Counted extends InputStream {
    private final InputStream in;
    private final LongConsumer packed;
    private long count;

    Counted(InputStream in, LongConsumer packed) {
      this.in = in;
      this.packed = packed;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      long left = member.packedBytes() - count;
      if (left == 0) {
        return -1;
      }
      int got = in.read(into, offset, (int) Math.min(length, left));
      count += Math.max(got, 0);
      packed.accept(count);
      return got;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
