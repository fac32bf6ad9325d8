package org.neuropil.matrix.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;

/**
 * The safetensors format: the header's length (8 bytes, little endian), a JSON header that names
 * every tensor's type, shape and place, then the tensors' bytes without holes, in C order and
 * little endian.
 */
final class Safetensors {
  private static final String METADATA = "__metadata__";
  private static final long LONGEST_HEADER = 100_000_000;

  private Safetensors() {}

  /** Whether a file that begins so may be one. */
  static boolean matches(byte[] start) {
    if (start.length < 10 || start[8] != '{') {
      return false;
    }
    long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return length >= 2 && length <= LONGEST_HEADER;
  }

  /** A tensor's entry in the header; offsets count from the header's end. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Entry(String name, Encoding encoding, long[] shape, long begin, long end) {}

  static ArrayFile.Content read(FileChannel channel, String file) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw Faults.damaged(file, "has " + size + " bytes, too few for a safetensors file");
    }
    ByteBuffer lengthField = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    ByteSource.of(channel, 0).fill(lengthField);
    long headerLength = lengthField.getLong(0);
    if (headerLength < 2 || headerLength > Math.min(LONGEST_HEADER, size - 8)) {
      throw Faults.damaged(
          file,
          "safetensors header of %s bytes in a file of %d"
              .formatted(Long.toUnsignedString(headerLength), size));
    }
    ByteBuffer header = ByteBuffer.allocate((int) headerLength);
    ByteSource.of(channel, 8).fill(header);
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Entry> entries = parse(header.array(), file, metadata);
    checkPlaces(entries, size - 8 - headerLength, file);

    Map<String, NdArray> arrays = new LinkedHashMap<>();
    for (Entry entry : entries) {
      arrays.put(
          entry.name,
          ArrayCodec.decode(
              ByteSource.of(channel, 8 + headerLength + entry.begin),
              entry.encoding,
              ByteOrder.LITTLE_ENDIAN,
              entry.shape,
              false,
              where(file, entry.name)));
    }
    return new ArrayFile.Content(arrays, metadata);
  }

  private static List<Entry> parse(byte[] header, String file, Map<String, String> metadata) {
    if (header[0] != '{') {
      throw Faults.damaged(file, "safetensors header is not a JSON object");
    }
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    try (JsonParser json = JsonStrings.JSON.createParser(ObjectReadContext.empty(), header)) {
      json.nextToken();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        if (!names.add(name)) {
          throw Faults.damaged(where(file, name), "the name occurs twice");
        }
        if (name.equals(METADATA)) {
          metadata.putAll(JsonStrings.read(json, file));
        } else {
          entries.add(entry(json, name, where(file, name)));
        }
      }
      if (json.nextToken() != null) {
        throw Faults.damaged(file, "text follows the safetensors header");
      }
    } catch (JacksonException e) {
      throw Faults.damaged(
          file, "safetensors header is not JSON: " + Faults.printable(e.getOriginalMessage()));
    }
    return entries;
  }

  private static Entry entry(JsonParser json, String name, String where) {
    String type = null;
    long[] shape = null;
    long[] offsets = null;
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw Faults.damaged(where, "is not described by a JSON object");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      JsonToken value = json.nextToken();
      if (key.equals("dtype") && type == null && value == JsonToken.VALUE_STRING) {
        type = json.getString();
      } else if (key.equals("shape") && shape == null) {
        shape = longs(json, Shapes.MOST_DIMENSIONS, where);
      } else if (key.equals("data_offsets") && offsets == null) {
        offsets = longs(json, 2, where);
      } else {
        throw Faults.damaged(where, "has a wrong entry " + Faults.printable(key));
      }
    }
    if (type == null || shape == null || offsets == null || offsets.length != 2) {
      throw Faults.damaged(where, "dtype, shape or data_offsets is missing");
    }
    return new Entry(name, encoding(type, where), shape, offsets[0], offsets[1]);
  }

  private static Encoding encoding(String type, String where) {
    @Nullable Encoding encoding = Encoding.named(type);
    if (encoding == null) {
      throw Faults.unfit(
          where,
          "has the dtype "
              + Faults.printable(type)
              + ", expected one of "
              + Arrays.toString(Encoding.values()),
          "convert the tensor, for example with tensor.float()");
    }
    return encoding;
  }

  private static long[] longs(JsonParser json, int most, String where) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw Faults.damaged(where, "expected a list of whole numbers");
    }
    long[] values = new long[most];
    int n = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || n == most) {
        throw Faults.damaged(where, "expected a list of at most " + most + " whole numbers");
      }
      values[n++] = json.getLongValue();
    }
    return Arrays.copyOf(values, n);
  }

  /** Tensors must fill the data exactly: no overlap, no hole, nothing behind. */
  private static void checkPlaces(List<Entry> entries, long dataBytes, String file) {
    for (Entry entry : entries) {
      String where = where(file, entry.name);
      if (entry.begin < 0 || entry.end < entry.begin || entry.end > dataBytes) {
        throw Faults.damaged(
            where, "lies at bytes [%d, %d) of %d".formatted(entry.begin, entry.end, dataBytes));
      }
      long expected = (long) Shapes.count(where, entry.shape) * entry.encoding.width();
      if (expected != entry.end - entry.begin) {
        throw Faults.damaged(
            where,
            "shape %s of %s needs %d bytes, found %d"
                .formatted(
                    Shapes.text(entry.shape), entry.encoding, expected, entry.end - entry.begin));
      }
    }
    List<Entry> ordered = new ArrayList<>(entries);
    ordered.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long next = 0;
    for (Entry entry : ordered) {
      if (entry.begin != next) {
        throw Faults.damaged(
            where(file, entry.name),
            (entry.begin < next
                    ? "overlaps the tensor before it at byte "
                    : "leaves a hole at byte ")
                + Math.min(next, entry.begin));
      }
      next = entry.end;
    }
    if (next != dataBytes) {
      throw Faults.damaged(file, (dataBytes - next) + " bytes follow the last tensor");
    }
  }

  private static String where(String file, String name) {
    return file + ": " + Faults.printable(name);
  }

  /**
   * Writes the tensors with the widest first, then by name: so every tensor begins at a multiple of
   * its width, and equal content gives equal bytes.
   */
  static void write(OutputStream out, Map<String, NdArray> arrays, Map<String, String> metadata)
      throws IOException {
    List<Map.Entry<String, NdArray>> ordered = new ArrayList<>(arrays.entrySet());
    ordered.sort(
        Comparator.comparingInt((Map.Entry<String, NdArray> e) -> -e.getValue().type().width())
            .thenComparing(Map.Entry::getKey));
    byte[] header = header(ordered, metadata);
    // Spaces up to a multiple of 8 keep the data aligned.
    int padded = Math.ceilDiv(header.length, 8) * 8;
    byte[] start = new byte[8 + padded];
    Arrays.fill(start, (byte) ' ');
    ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(header);
    out.write(start);
    for (Map.Entry<String, NdArray> entry : ordered) {
      ArrayCodec.encode(entry.getValue(), out);
    }
  }

  private static byte[] header(
      List<Map.Entry<String, NdArray>> ordered, Map<String, String> metadata) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonStrings.JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeName(METADATA);
        JsonStrings.write(json, metadata);
      }
      long begin = 0;
      for (Map.Entry<String, NdArray> entry : ordered) {
        NdArray array = entry.getValue();
        if (entry.getKey().equals(METADATA)) {
          throw new IllegalArgumentException("no tensor may be called " + METADATA);
        }
        long[] shape = array.shape();
        long end = begin + (long) array.size() * array.type().width();
        json.writeName(entry.getKey());
        json.writeStartObject();
        json.writeStringProperty("dtype", array.type().safetensorsName());
        json.writeName("shape");
        json.writeArray(shape, 0, shape.length);
        json.writeName("data_offsets");
        json.writeArray(new long[] {begin, end}, 0, 2);
        json.writeEndObject();
        begin = end;
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }
}
