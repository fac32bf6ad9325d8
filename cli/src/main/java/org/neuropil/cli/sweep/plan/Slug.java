package org.neuropil.cli.sweep.plan;

import java.util.List;
import org.neuropil.cli.config.Setting;
import org.neuropil.cli.config.Settings;

/** Names of runs that are readable, and safe as names of folders everywhere. */
final class Slug {
  private static final int MOST = 120;

  private Slug() {}

  /** Such as "dale-clamp-n100-p0.1-s3". */
  static String of(String label, List<String> keys, RunSpec run) {
    StringBuilder slug = new StringBuilder();
    if (!label.isEmpty()) {
      slug.append(safe(label)).append('-');
    }
    for (String key : keys) {
      slug.append(part(key, run.text(key))).append('-');
    }
    slug.append('s').append(run.config().seed());
    return slug.length() <= MOST
        ? slug.toString()
        : slug.substring(0, MOST - 9) + "-" + Integer.toHexString(slug.toString().hashCode());
  }

  private static String part(String key, String value) {
    Setting setting = Settings.get(key);
    return switch (key) {
      case "hidden" -> "n" + safe(value);
      case "density" -> "p" + safe(value);
      default ->
          setting.type() == Setting.Type.BOOLEAN
              ? (value.equals("true") ? key : "no-" + key)
              : key + "-" + safe(setting.path() ? value.replaceFirst(".*/(?=[^/])", "") : value);
    };
  }

  static String safe(String text) {
    String plain = text.replaceAll("[^A-Za-z0-9._+-]+", "-").replaceAll("^[.-]+|[.-]+$", "");
    return plain.isEmpty() ? "none" : plain;
  }
}
