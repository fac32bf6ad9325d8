package org.neuropil.cli.command;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.runner.Runners;
import org.neuropil.cli.sweep.pool.JavaCommand;
import org.neuropil.cli.sweep.pool.Launcher;
import org.neuropil.cli.sweep.pool.LocalPool;
import org.neuropil.cli.sweep.pool.Needs;
import org.neuropil.error.UserError;
import picocli.CommandLine.Option;

/** How many worker processes a sweep takes, and what they may take. */
public final class PoolOptions {
  private static final int MOST_WORKERS = 1024;
  private static final int MOST_RETRIES = 1000;
  private static final double FREE_SHARE = 0.8;
  private static final Pattern SIZE =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([kmgt])i?b?", Pattern.CASE_INSENSITIVE);

  @Option(
      names = "--workers",
      paramLabel = "W",
      defaultValue = "0",
      order = 100,
      description = "runs at a time; 0 = as many as there are cores and memory for [0]")
  int workers;

  @Option(
      names = "--threads",
      paramLabel = "T",
      defaultValue = "0",
      order = 101,
      description = "CPU threads of each run; 0 = share the cores among the workers [0]")
  int threads;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      order = 102,
      description = "memory of all workers together, e.g. 12g [80 %% of what is free]")
  @Nullable String memory;

  @Option(
      names = "--retries",
      paramLabel = "K",
      defaultValue = "3",
      order = 103,
      description = "how often a run may lose its worker without getting on [3]")
  int retries;

  /** A pool of workers on this machine. */
  Launcher pool(Runners runners) {
    return new LocalPool(limits(), new Needs(runners.train()), JavaCommand.worker());
  }

  private LocalPool.Limits limits() {
    require("--workers", workers, MOST_WORKERS);
    require("--retries", retries, MOST_RETRIES);
    if (threads != 0) {
      Threads.of(threads);
    }
    return new LocalPool.Limits(workers, threads, memory == null ? free() : bytes(memory), retries);
  }

  private static void require(String option, int value, int most) {
    if (value < 0 || value > most) {
      throw UserError.usage(
          option + " must be an integer in [0, " + most + "], found " + value, "see --help");
    }
  }

  private static long bytes(String text) {
    Matcher size = SIZE.matcher(text.strip());
    if (!size.matches()) {
      throw UserError.usage("--memory must be a size, found '" + text + "'", "such as 12g or 800m");
    }
    int power = "kmgt".indexOf(size.group(2).toLowerCase(Locale.ROOT)) + 1;
    return (long) (Double.parseDouble(size.group(1)) * Math.pow(1024, power));
  }

  /** Most of what is free, as far as this process may take it. */
  private static long free() {
    long total =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : Runtime.getRuntime().maxMemory();
    long available = total;
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"), StandardCharsets.US_ASCII)) {
        if (line.startsWith("MemAvailable:")) {
          available = 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Not Linux: half of the memory is a careful guess.
      available = total / 2;
    }
    return (long) (FREE_SHARE * Math.min(total, available));
  }
}
