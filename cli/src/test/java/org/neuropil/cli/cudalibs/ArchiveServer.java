package org.neuropil.cli.cudalibs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Maven repository with one archive, which serves ranges, or misbehaves for some requests. */
public final class ArchiveServer implements AutoCloseable {
  /** What it does instead of answering properly. */
  public enum Fault {
    NONE,
    NO_RANGES,
    NOT_FOUND,
    FORBIDDEN,
    BUSY,
    /** Sends half of what it announced and closes the connection. */
    CUT,
    /** Closes the connection instead of answering. */
    SILENT,
    /** Keeps the connection open and says nothing. */
    STALL,
    OTHER_BYTES,
    NO_CONTENT_RANGE,
    OTHER_SIZE,
    /** Sends on to the true place. */
    REDIRECT,
    REDIRECT_LOOP,
    REDIRECT_ELSEWHERE
  }

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");
  private static final String MOVED = "/moved/archive.jar";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final byte[] archive;
  private final String path;
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Fault fault = Fault.NONE;
  private volatile int first;
  private volatile int last;

  /** Serves the archive below {@code /repository/}. */
  public ArchiveServer(String path, byte[] archive) throws IOException {
    this.archive = archive;
    this.path = "/repository/" + path;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** The address to give with --from. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/repository");
  }

  /** Misbehaves from request {@code from} to request {@code to}, counted from 1, inclusive. */
  public ArchiveServer fault(Fault newFault, int from, int to) {
    fault = newFault;
    first = from;
    last = to;
    return this;
  }

  /** The Range headers that came. */
  public List<String> ranges() {
    return List.copyOf(ranges);
  }

  /** The bytes that the ranges so far cover, each counted as asked. */
  public long asked() {
    return ranges.stream().mapToLong(range -> span(range)[1] - span(range)[0]).sum();
  }

  private long[] span(String range) {
    Matcher m = RANGE.matcher(range);
    if (!m.matches()) {
      throw new IllegalArgumentException(range);
    }
    if (Objects.requireNonNull(m.group(1)).isEmpty()) {
      long length = Long.parseLong(Objects.requireNonNull(m.group(2)));
      return new long[] {Math.max(0, archive.length - length), archive.length};
    }
    return new long[] {
      Long.parseLong(Objects.requireNonNull(m.group(1))),
      Long.parseLong(Objects.requireNonNull(m.group(2))) + 1
    };
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String range = Objects.requireNonNull(exchange.getRequestHeaders().getFirst("Range"));
      ranges.add(range);
      int number = requests.incrementAndGet();
      Fault now = number >= first && number <= last ? fault : Fault.NONE;
      String asked = exchange.getRequestURI().getPath();
      if (!asked.equals(path) && !asked.equals(MOVED)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      answer(
          exchange, span(range), asked.equals(MOVED) && now == Fault.REDIRECT ? Fault.NONE : now);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange, long[] span, Fault now)
      throws IOException, InterruptedException {
    switch (now) {
      case NOT_FOUND -> exchange.sendResponseHeaders(404, -1);
      case FORBIDDEN -> exchange.sendResponseHeaders(403, -1);
      case BUSY -> exchange.sendResponseHeaders(503, -1);
      case SILENT -> exchange.close();
      case STALL -> closing.await();
      case REDIRECT -> redirect(exchange, MOVED);
      case REDIRECT_LOOP -> redirect(exchange, path);
      case REDIRECT_ELSEWHERE -> redirect(exchange, "ftp://127.0.0.1/archive.jar");
      case NO_RANGES -> {
        exchange.sendResponseHeaders(200, archive.length);
        exchange.getResponseBody().write(archive);
      }
      case NONE, CUT, OTHER_BYTES, NO_CONTENT_RANGE, OTHER_SIZE -> part(exchange, span, now);
    }
  }

  private static void redirect(HttpExchange exchange, String target) throws IOException {
    exchange.getResponseHeaders().set("Location", target);
    exchange.sendResponseHeaders(302, -1);
  }

  private void part(HttpExchange exchange, long[] span, Fault now) throws IOException {
    int length = (int) (span[1] - span[0]);
    long shift = now == Fault.OTHER_BYTES ? 1 : 0;
    long total = archive.length + (now == Fault.OTHER_SIZE ? 1 : 0);
    if (now != Fault.NO_CONTENT_RANGE) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes " + (span[0] + shift) + "-" + (span[1] - 1 + shift) + "/" + total);
    }
    exchange.sendResponseHeaders(206, length);
    int sent = now == Fault.CUT ? length / 2 : length;
    exchange.getResponseBody().write(archive, (int) span[0], sent);
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.close();
  }
}
