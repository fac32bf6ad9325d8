package org.neuropil.cli.cudalibs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.neuropil.cli.cudalibs.LibraryArchive.LibraryFile;

/**
 * Zip archives written byte by byte, as no library would: with 64-bit fields where they are not
 * needed, with local extras that the directory does not have, and with lies.
 */
public final class TestZip {
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private boolean large;
  private int entries;

  /** What the directory says of a member, besides the truth. */
  public enum Lie {
    NONE,
    CRC,
    ENCRYPTED,
    METHOD,
    SHORTER,
    LONGER,
    OFFSET
  }

  /** From here on members have 64-bit fields, and the end record too. */
  public TestZip large() {
    large = true;
    return this;
  }

  public TestZip add(String name, byte[] content, boolean deflate) {
    return add(name, content, deflate, Lie.NONE);
  }

  public TestZip add(String name, byte[] content, boolean deflate, Lie lie) {
    byte[] packed = deflate ? deflate(content) : content;
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    int method = lie == Lie.METHOD ? 12 : deflate ? 8 : 0;
    int flags = lie == Lie.ENCRYPTED ? 0x801 : 0x800;
    CRC32 crc = new CRC32();
    crc.update(content);
    int sum = (int) crc.getValue() + (lie == Lie.CRC ? 1 : 0);
    int size = content.length + (lie == Lie.SHORTER ? -1 : lie == Lie.LONGER ? 1 : 0);
    int offset = body.size() + (lie == Lie.OFFSET ? 1 : 0);

    // A local extra of seven bytes, of which the directory knows nothing.
    ByteBuffer local = little(30 + nameBytes.length + 7);
    local.putInt(0x04034b50).putShort((short) 20).putShort((short) flags).putShort((short) method);
    local.putInt(0).putInt(sum).putInt(packed.length).putInt(size);
    local.putShort((short) nameBytes.length).putShort((short) 7).put(nameBytes);
    local.putShort((short) 0x5455).putShort((short) 3).put(new byte[3]);
    body.writeBytes(local.array());
    body.writeBytes(packed);

    ByteBuffer extra = little(large ? 4 + 3 + 4 + 24 : 0);
    if (large) {
      extra.putShort((short) 0x5455).putShort((short) 3).put(new byte[3]);
      extra.putShort((short) 1).putShort((short) 24);
      extra.putLong(size).putLong(packed.length).putLong(offset);
    }
    ByteBuffer central = little(46 + nameBytes.length + extra.capacity());
    central.putInt(0x02014b50).putShort((short) 20).putShort((short) 20);
    central.putShort((short) flags).putShort((short) method).putInt(0).putInt(sum);
    central.putInt(large ? -1 : packed.length).putInt(large ? -1 : size);
    central.putShort((short) nameBytes.length).putShort((short) extra.capacity());
    central.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
    central.putInt(large ? -1 : offset).put(nameBytes).put(extra.array());
    directory.writeBytes(central.array());
    entries++;
    return this;
  }

  /** The archive, with a comment that holds the end record's signature. */
  public byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(body.toByteArray());
    int start = all.size();
    all.writeBytes(directory.toByteArray());
    if (large) {
      int record = all.size();
      ByteBuffer end = little(56 + 20);
      end.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
      end.putInt(0).putInt(0).putLong(entries).putLong(entries);
      end.putLong(directory.size()).putLong(start);
      end.putInt(0x07064b50).putInt(0).putLong(record).putInt(1);
      all.writeBytes(end.array());
    }
    byte[] comment = {'P', 'K', 5, 6, 'x'};
    ByteBuffer end = little(22 + comment.length);
    end.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
    end.putShort((short) (large ? -1 : entries)).putShort((short) (large ? -1 : entries));
    end.putInt(large ? -1 : directory.size()).putInt(large ? -1 : start);
    end.putShort((short) comment.length).put(comment);
    all.writeBytes(end.array());
    return all.toByteArray();
  }

  /** What is expected of a member with this content. */
  public static LibraryFile file(String name, byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return new LibraryFile(
          name, content.length, content.length, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(content);
    deflater.finish();
    byte[] packed = new byte[content.length + 1000];
    int count = deflater.deflate(packed);
    deflater.end();
    return Arrays.copyOf(packed, count);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
