package org.neuropil.analysis.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream into lines without making strings of them. A line is {@code buffer[start..end)},
 * valid until the next one is asked for.
 */
final class LineScanner {
  /** No sensible line is longer; a file without line ends must not fill the memory. */
  static final int LONGEST_LINE = 1 << 16;

  private final InputStream in;
  private byte[] buffer = new byte[1 << 20];
  private int start;
  private int end;
  private int next;
  private int filled;
  private boolean finished;
  private long line;
  private boolean tooLong;

  LineScanner(InputStream in) {
    this.in = in;
  }

  byte[] buffer() {
    return buffer;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** The number of the current line, from 1. */
  long line() {
    return line;
  }

  /** Whether the current line is longer than {@link #LONGEST_LINE}; the rest of it is unread. */
  boolean tooLong() {
    return tooLong;
  }

  /** Moves to the next line; false at the end of the file. */
  boolean advance() throws IOException {
    start = next;
    int at = next;
    while (true) {
      while (at < filled && buffer[at] != '\n') {
        at++;
      }
      if (at < filled) {
        end = at;
        next = at + 1;
        break;
      }
      if (at - start > LONGEST_LINE) {
        end = at;
        tooLong = true;
        line++;
        return true;
      }
      if (finished) {
        if (start == filled) {
          return false;
        }
        end = filled;
        next = filled;
        break;
      }
      at -= start;
      fill();
    }
    if (end > start && buffer[end - 1] == '\r') {
      end--;
    }
    if (line++ == 0 && startsWithMark()) {
      start += 3;
    }
    tooLong = end - start > LONGEST_LINE;
    return true;
  }

  /** Editors on Windows put U+FEFF before the text. */
  private boolean startsWithMark() {
    return end - start >= 3
        && buffer[start] == (byte) 0xEF
        && buffer[start + 1] == (byte) 0xBB
        && buffer[start + 2] == (byte) 0xBF;
  }

  /** Moves the line that began to the front and reads more behind it. */
  private void fill() throws IOException {
    int kept = filled - start;
    System.arraycopy(buffer, start, buffer, 0, kept);
    start = 0;
    filled = kept;
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    int count = in.read(buffer, filled, buffer.length - filled);
    finished = count < 0;
    filled += Math.max(0, count);
  }
}
