package org.neuropil.cli.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * Where log messages go: short and plain to the console, all of them with time and origin to the
 * run's log file. Configured in code, since reading an XML file would slow every start.
 */
public final class Logging {
  /** The logger of lines that belong into the log file alone. */
  public static final String FILE_ONLY = "neuropil.file";

  private static final String OURS = "org.neuropil";
  private static final String CONSOLE = "console";
  private static final String FILE = "file";

  private Logging() {}

  /** Found by logback through its service loader; leaves everything to {@link #toConsole}. */
  public static final class Setup extends ContextAwareBase implements Configurator {
    @Override
    public ExecutionStatus configure(LoggerContext context) {
      context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
      return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
  }

  /**
   * Sends warnings, and notes of our own unless {@code quiet}, to the console. Replaces an earlier
   * console.
   */
  public static void toConsole(Console console, boolean quiet, boolean debug) {
    LoggerContext context = context();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.detachAppender(CONSOLE);
    context.getLogger(OURS).setLevel(Level.DEBUG);
    context.getLogger(FILE_ONLY).setLevel(Level.DEBUG);
    Level least = debug ? Level.DEBUG : quiet ? Level.WARN : Level.INFO;
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(least)
                && !event.getLoggerName().equals(FILE_ONLY)) {
              console.note(prefix(event.getLevel()) + event.getFormattedMessage());
            }
          }
        };
    appender.setName(CONSOLE);
    appender.setContext(context);
    appender.start();
    root.addAppender(appender);
  }

  private static String prefix(Level level) {
    return level.isGreaterOrEqual(Level.ERROR)
        ? "neuropil: error: "
        : level.isGreaterOrEqual(Level.WARN) ? "neuropil: warning: " : "neuropil: ";
  }

  /** Sends everything to this file too, appending, until the returned handle is closed. */
  public static AutoCloseableFile toFile(Path file) {
    LoggerContext context = context();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %logger{0} - %msg%n");
    encoder.start();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setContext(context);
    appender.setName(FILE);
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    return () -> {
      root.detachAppender(appender);
      appender.stop();
    };
  }

  /** Ends the writing of a log file. */
  @FunctionalInterface
  public interface AutoCloseableFile extends AutoCloseable {
    @Override
    void close();
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}
