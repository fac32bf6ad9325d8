package org.neuropil.compute.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.PlanKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measured times of plans, kept for later runs: milliseconds of a batch by device and shape. A text
 * file, a line per shape, in the user's cache folder. It is no harm if it is lost, or cannot be
 * read or written: the plans are timed again. Two runs on one machine find the same times there,
 * and so take the same plan.
 */
class PlanTimes {
  private static final Logger LOG = LoggerFactory.getLogger(PlanTimes.class);
  private static final String HEADER = "neuropil-plan-times-1";

  private final @Nullable Path file;
  private final Map<String, Map<PlanKind, Double>> known = new LinkedHashMap<>();

  /**
   * Reads what there is.
   *
   * @param file null keeps the times in memory only
   */
  PlanTimes(@Nullable Path file) {
    this.file = file;
    read();
  }

  /** The file in the user's cache folder; null where there is no such folder. */
  static @Nullable Path defaultFile(Map<String, String> environment) {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    if (!cache.isEmpty()) {
      return Path.of(cache, "neuropil", "cuda-plans.tsv");
    }
    return home.isEmpty() ? null : Path.of(home, ".cache", "neuropil", "cuda-plans.tsv");
  }

  /** The times of a shape, empty if it was never timed. */
  Optional<Map<PlanKind, Double>> of(String shape) {
    return Optional.ofNullable(known.get(shape));
  }

  /** Keeps times. */
  void put(String shape, Map<PlanKind, Double> millis) {
    // Another process may have added its own meanwhile.
    read();
    known.put(shape, new EnumMap<>(millis));
    write();
  }

  private void read() {
    if (file == null) {
      return;
    }
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
        return;
      }
      for (String line : lines.subList(1, lines.size())) {
        String[] fields = line.split("\t", -1);
        Map<PlanKind, Double> millis = new EnumMap<>(PlanKind.class);
        for (int f = 1; f + 1 < fields.length; f += 2) {
          millis.put(
              PlanKind.valueOf(fields[f].toUpperCase(Locale.ROOT)), Double.valueOf(fields[f + 1]));
        }
        if (!millis.isEmpty()) {
          known.putIfAbsent(fields[0], millis);
        }
      }
    } catch (NoSuchFileException e) {
      LOG.debug("no times of plans yet in {}", file);
    } catch (IOException | IllegalArgumentException e) {
      LOG.debug("times of plans in {} cannot be read: {}", file, e.toString());
    }
  }

  private void write() {
    if (file == null) {
      return;
    }
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    known.forEach((shape, millis) -> {
      text.append(shape);
      millis.forEach((plan, time) ->
          text.append('\t').append(plan.name().toLowerCase(Locale.ROOT)).append('\t').append(time));
      text.append('\n');
    });
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path fresh = Files.createTempFile(folder, "cuda-plans", ".tmp");
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.debug("times of plans cannot be kept in {}: {}", file, e.toString());
    }
  }
}
