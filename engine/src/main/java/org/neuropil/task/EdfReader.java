package org.neuropil.task;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.neuropil.error.UserError;

/**
 * Reads recordings in the European data format, EDF (Kemp et al., Electroenceph. Clin.
 * Neurophysiol. 82, 1992) or continuous EDF+ (Kemp and Olivan, Clin. Neurophysiol. 114, 2003): a
 * header of ASCII fields, then data records of 16-bit little-endian samples, signal after signal.
 */
final class EdfReader implements AutoCloseable {
  /** Label of the signals that hold annotations in place of samples. */
  static final String ANNOTATIONS = "EDF Annotations";

  private static final int BLOCK = 256;
  private static final int MOST_SIGNALS = 512;
  private static final int MOST_RECORD_BYTES = 1 << 26;
  private static final String AGAIN = "get the file again; it is damaged or of another kind";

  /**
   * One signal.
   *
   * @param label its name
   * @param scale physical units of one step of a sample
   * @param zero physical value of sample 0
   * @param samples samples in a data record
   * @param offset its first byte in a data record
   */
  record Signal(String label, double scale, double zero, int samples, int offset) {}

  private final String name;
  private final InputStream in;
  private final MessageDigest sha256 = DataFiles.sha256();
  private final LocalDateTime start;
  private final int records;
  private final double recordSeconds;
  private final List<Signal> signals;
  private final byte[] record;
  private int next;

  private byte[] header = new byte[0];
  private int at;

  private EdfReader(InputStream stored, String name) {
    this.name = name;
    this.in = new DigestInputStream(new BufferedInputStream(stored, 1 << 16), sha256);
    fill(BLOCK);
    if (!text(8).equals("0")) {
      throw bad("an EDF file, which begins with 0 and seven spaces", "something else");
    }
    at += 160;
    start = start(text(8), text(8));
    int headerBytes = whole("header bytes", 8, 2L * BLOCK, (long) (MOST_SIGNALS + 1) * BLOCK);
    String kind = text(44);
    if (kind.startsWith("EDF+D")) {
      throw bad("a continuous recording", "a discontinuous one (EDF+D)");
    }
    records = whole("number of data records", 8, 1, Integer.MAX_VALUE);
    recordSeconds = number("duration of a data record", 8);
    if (recordSeconds < 0) {
      throw bad("a duration of data records of at least 0", Double.toString(recordSeconds));
    }
    int count = whole("number of signals", 4, 1, MOST_SIGNALS);
    if (headerBytes != (count + 1) * BLOCK) {
      throw bad(
          "a header of " + (count + 1) * BLOCK + " bytes for " + count + " signals",
          Integer.toString(headerBytes));
    }
    fill(count * BLOCK);
    signals = signals(count);
    long bytes = signals.stream().mapToLong(signal -> 2L * signal.samples()).sum();
    if (bytes == 0) {
      throw bad("signals with samples", "none");
    }
    if (bytes > MOST_RECORD_BYTES) {
      throw bad("data records of at most " + MOST_RECORD_BYTES + " bytes", Long.toString(bytes));
    }
    record = new byte[(int) bytes];
  }

  /** Opens a file and reads its header. */
  static EdfReader open(Path path) {
    try {
      return of(Files.newInputStream(path), path.toString());
    } catch (IOException e) {
      throw DataFiles.unreadable(path.toString(), e);
    }
  }

  /** Reads the header from a stream, which {@link #close} closes. */
  static EdfReader of(InputStream stored, String name) {
    try {
      return new EdfReader(stored, name);
    } catch (RuntimeException e) {
      try {
        stored.close();
      } catch (IOException close) {
        e.addSuppressed(close);
      }
      throw e;
    }
  }

  private UserError bad(String expected, String found) {
    return UserError.data(name + ": expected " + expected + ", found " + found, AGAIN);
  }

  private void fill(int bytes) {
    try {
      header = in.readNBytes(bytes);
    } catch (IOException e) {
      throw DataFiles.unreadable(name, e);
    }
    if (header.length < bytes) {
      throw bad("a header of " + bytes + " more bytes", Integer.toString(header.length));
    }
    at = 0;
  }

  private String text(int length) {
    String field = new String(header, at, length, StandardCharsets.ISO_8859_1).strip();
    at += length;
    return field;
  }

  private double number(String what, int length) {
    String field = text(length);
    double value = Decimals.parse(field);
    if (Double.isNaN(value)) {
      throw bad("a number as " + what, Table.shown(field));
    }
    return value;
  }

  private int whole(String what, int length, long least, long most) {
    double value = number(what, length);
    if (value != Math.rint(value) || value < least || value > most) {
      throw bad(least + " to " + most + " as " + what, Double.toString(value));
    }
    return (int) value;
  }

  private LocalDateTime start(String date, String time) {
    String both = date + " " + time;
    if (both.matches("\\d\\d\\.\\d\\d\\.\\d\\d \\d\\d\\.\\d\\d\\.\\d\\d")) {
      try {
        int year = two(both, 6);
        return LocalDateTime.of(
            year < 85 ? 2000 + year : 1900 + year,
            two(both, 3),
            two(both, 0),
            two(both, 9),
            two(both, 12),
            two(both, 15));
      } catch (DateTimeException e) {
        // Told below like everything else that is no date.
      }
    }
    throw bad("a start as dd.mm.yy hh.mm.ss", Table.shown(both));
  }

  private static int two(String text, int from) {
    return Integer.parseInt(text.substring(from, from + 2));
  }

  /** The fields of all signals; each kind of field stands side by side for all of them. */
  private List<Signal> signals(int count) {
    String[] labels = new String[count];
    for (int s = 0; s < count; s++) {
      labels[s] = text(16);
    }
    at = count * (16 + 80 + 8);
    double[][] limits = new double[4][count];
    String[] names = {"physical minimum", "physical maximum", "digital minimum", "digital maximum"};
    for (int kind = 0; kind < 4; kind++) {
      for (int s = 0; s < count; s++) {
        limits[kind][s] = number(names[kind] + " of signal " + Table.shown(labels[s]), 8);
      }
    }
    at = count * (16 + 80 + 8 + 4 * 8 + 80);
    List<Signal> found = new ArrayList<>();
    int offset = 0;
    for (int s = 0; s < count; s++) {
      int samples =
          whole("samples of signal " + Table.shown(labels[s]), 8, 0, MOST_RECORD_BYTES / 2);
      // Without a range: 0, infinite or NaN; tolerated in signals that nobody asks for.
      double scale = (limits[1][s] - limits[0][s]) / (limits[3][s] - limits[2][s]);
      found.add(new Signal(labels[s], scale, limits[0][s] - scale * limits[2][s], samples, offset));
      // Capped so that many long signals cannot overflow; the caller refuses such a sum.
      offset = (int) Math.min(Integer.MAX_VALUE - 8, offset + 2L * samples);
    }
    return found;
  }

  /**
   * Checks that a signal has samples, and a range of values.
   *
   * @throws UserError data, if it does not
   */
  void requireSamples(Signal signal) {
    if (signal.samples() == 0) {
      throw bad("samples of signal " + Table.shown(signal.label()), "none");
    }
    if (!Double.isFinite(signal.scale()) || signal.scale() == 0) {
      throw bad("a range of values of signal " + Table.shown(signal.label()), "none");
    }
  }

  /** Moves to the next data record; false after the last one. */
  boolean next() {
    try {
      if (next == records) {
        if (in.read() >= 0) {
          throw bad(records + " data records", "more bytes");
        }
        return false;
      }
      int got = in.readNBytes(record, 0, record.length);
      if (got < record.length) {
        throw bad(records + " data records", "an end in record " + (next + 1));
      }
      next++;
      return true;
    } catch (IOException e) {
      throw DataFiles.unreadable(name, e);
    }
  }

  /** A sample of the current record in physical units. */
  float value(Signal signal, int index) {
    int from = signal.offset() + 2 * index;
    int digital = (short) ((record[from] & 0xFF) | record[from + 1] << 8);
    return (float) (signal.zero() + signal.scale() * digital);
  }

  /** The bytes of a signal in the current record. */
  byte[] bytes(Signal signal) {
    byte[] bytes = new byte[2 * signal.samples()];
    System.arraycopy(record, signal.offset(), bytes, 0, bytes.length);
    return bytes;
  }

  /** The file in messages. */
  String name() {
    return name;
  }

  /** When the recording begins. */
  LocalDateTime start() {
    return start;
  }

  /** How many data records there are. */
  int records() {
    return records;
  }

  /** Seconds of a data record; may be 0 where there are annotations only. */
  double recordSeconds() {
    return recordSeconds;
  }

  /** All signals in the order of the file. */
  List<Signal> signals() {
    return signals;
  }

  /** {@code sha256:} and the digest of the file; after the last record. */
  String digest() {
    return DataFiles.format(sha256);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw DataFiles.unreadable(name, e);
    }
  }
}
