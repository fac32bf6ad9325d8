package org.neuropil.cli.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * Which build this is.
 *
 * @param version of Neuropil
 * @param commit short hash of the commit it was built from, "unknown" outside a checkout
 */
public record BuildInfo(String version, String commit) {
  private static final BuildInfo CURRENT = read();

  /** This build. */
  public static BuildInfo current() {
    return CURRENT;
  }

  /** For the first line of {@code neuropil version}. */
  @Override
  public String toString() {
    return "neuropil " + version + (commit.equals("unknown") ? "" : " (" + commit + ")");
  }

  private static BuildInfo read() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
      properties.load(Objects.requireNonNull(in, "build.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String commit = properties.getProperty("commit", "").strip();
    return new BuildInfo(
        properties.getProperty("version", "unknown"), commit.isEmpty() ? "unknown" : commit);
  }
}
