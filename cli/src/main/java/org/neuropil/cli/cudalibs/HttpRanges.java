package org.neuropil.cli.cudalibs;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.UserError;

/**
 * Parts of a file on a web server. What fails on the way, a dropped connection or a server that is
 * busy, is tried again from the byte where it stopped; what will not mend by itself is an error.
 *
 * <p>This uses Java's older HTTP client since the newer one has no limit on the time between two
 * pieces of an answer: a connection that hangs would hang for ever.
 */
final class HttpRanges {
  private static final int MAX_REDIRECTS = 5;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  private final URI address;
  private final Patience patience;
  private long size = -1;

  HttpRanges(URI address, Patience patience) {
    this.address = address;
    this.patience = patience;
  }

  URI address() {
    return address;
  }

  /** Size of the whole file; known after the first answer. */
  long size() {
    if (size < 0) {
      throw new IllegalStateException("nothing has been asked yet");
    }
    return size;
  }

  /** The last bytes of the file: {@code length} of them, or all if there are fewer. */
  byte[] tail(int length) {
    int failures = 0;
    while (true) {
      HttpURLConnection connection = null;
      try {
        connection = connect("bytes=-" + length);
        Range range = check(connection);
        int expected = Math.toIntExact(Math.min(length, size));
        if (range.from != size - expected || range.to != size - 1) {
          throw otherBytes();
        }
        byte[] bytes = connection.getInputStream().readNBytes(expected);
        if (bytes.length == expected) {
          return bytes;
        }
        throw new EOFException();
      } catch (IOException e) {
        failures = failed(failures, e);
      } finally {
        if (connection != null) {
          connection.disconnect();
        }
      }
    }
  }

  /** A part of the file. */
  byte[] bytes(long from, int length) {
    try (InputStream in = stream(from, from + length)) {
      return in.readNBytes(length);
    } catch (IOException e) {
      throw new IllegalStateException("the stream mends or reports its failures itself", e);
    }
  }

  /**
   * A part of the file as a stream, which goes on by itself after failures. It throws no
   * IOException, only {@link UserError}.
   *
   * @param from the first byte
   * @param end the byte after the last
   */
  InputStream stream(long from, long end) {
    return new Resuming(from, end);
  }

  private final class Resuming extends InputStream {
    private final long end;
    private long position;
    private int failures;
    private @Nullable HttpURLConnection connection;
    private @Nullable InputStream body;

    Resuming(long position, long end) {
      this.position = position;
      this.end = end;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, into.length);
      if (length == 0) {
        return 0;
      }
      while (position < end) {
        try {
          int count = open().read(into, offset, (int) Math.min(length, end - position));
          if (count > 0) {
            position += count;
            failures = 0;
            return count;
          }
          throw new EOFException();
        } catch (IOException e) {
          close();
          failures = failed(failures, e);
        }
      }
      return -1;
    }

    private InputStream open() throws IOException {
      if (body == null) {
        connection = connect("bytes=" + position + "-" + (end - 1));
        if (check(connection).from != position) {
          throw otherBytes();
        }
        body = connection.getInputStream();
      }
      return body;
    }

    @Override
    public void close() {
      if (connection != null) {
        connection.disconnect();
      }
      connection = null;
      body = null;
    }
  }

  private record Range(long from, long to) {}

  /** Sends a request, following redirections but not from https to http. */
  private HttpURLConnection connect(String range) throws IOException {
    URI at = address;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      HttpURLConnection connection = (HttpURLConnection) at.toURL().openConnection();
      connection.setConnectTimeout(patience.connectMillis());
      connection.setReadTimeout(patience.readMillis());
      connection.setInstanceFollowRedirects(false);
      connection.setRequestProperty("Range", range);
      connection.setRequestProperty("Accept-Encoding", "identity");
      int status = connection.getResponseCode();
      String target = connection.getHeaderField("Location");
      if (status < 300 || status >= 400 || target == null) {
        return connection;
      }
      connection.disconnect();
      URI next = redirected(at, target);
      if (!isWeb(next) || (isSecure(at) && !isSecure(next))) {
        throw UserError.environment(
            address + " redirects to " + printable(target), "give another repository with --from");
      }
      at = next;
    }
    throw UserError.environment(
        address + " redirects more than " + MAX_REDIRECTS + " times",
        "give another repository with --from");
  }

  private static URI redirected(URI at, String target) throws IOException {
    try {
      return at.resolve(target);
    } catch (IllegalArgumentException e) {
      throw new IOException("a redirection to " + printable(target), e);
    }
  }

  static boolean isWeb(URI address) {
    return address.getHost() != null
        && (isSecure(address) || "http".equalsIgnoreCase(address.getScheme()));
  }

  private static boolean isSecure(URI address) {
    return "https".equalsIgnoreCase(address.getScheme());
  }

  /** What the answer holds; failures that may pass are IOExceptions, others are UserErrors. */
  private Range check(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status == 429 || status >= 500 || status < 0) {
      throw new IOException("the server answers " + status);
    }
    if (status == HttpURLConnection.HTTP_OK) {
      throw UserError.environment(
          address + ": the server does not serve parts of files",
          "give another repository with --from; the whole archive would be gigabytes");
    }
    if (status == 404 || status == 410) {
      throw UserError.environment(
          address + ": the server has no such file (" + status + ")",
          "give the base address of a Maven repository that holds it with --from");
    }
    if (status != HttpURLConnection.HTTP_PARTIAL) {
      throw UserError.environment(
          address + ": the server refuses (" + status + ")",
          "check the address, or give another repository with --from");
    }
    Matcher range =
        CONTENT_RANGE.matcher(Objects.toString(connection.getHeaderField("Content-Range"), ""));
    if (!range.matches()) {
      throw otherBytes();
    }
    long total = Long.parseLong(range.group(3));
    if (size >= 0 && total != size) {
      throw UserError.data(
          address + " changed while it was read (" + size + " bytes, then " + total + ")",
          "run the command again");
    }
    size = total;
    return new Range(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)));
  }

  private UserError otherBytes() {
    return UserError.environment(
        address + ": the server answers with other bytes than those asked for",
        "give another repository with --from");
  }

  /** Counts a failure; gives up, or waits before the next attempt. */
  private int failed(int before, IOException e) {
    int failures = before + 1;
    boolean hopeless = e instanceof UnknownHostException || e instanceof SSLHandshakeException;
    if (hopeless || failures >= patience.attempts()) {
      String what = e instanceof UnknownHostException ? "no such host" : printable(reason(e));
      throw UserError.environment(
          address + " cannot be read: " + what,
          "check address and network, then run the command again; files that are complete stay."
              + " Behind a proxy, set NEUROPIL_JAVA_OPTS='-Dhttps.proxyHost=HOST"
              + " -Dhttps.proxyPort=PORT'",
          e);
    }
    patience.pause(failures);
    return failures;
  }

  private static String reason(IOException e) {
    if (e instanceof EOFException || "Premature EOF".equals(e.getMessage())) {
      return "the connection was closed";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** A server's words, safe to print. */
  static String printable(String text) {
    String shown = text.length() > 200 ? text.substring(0, 200) + "..." : text;
    return shown.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
  }
}
