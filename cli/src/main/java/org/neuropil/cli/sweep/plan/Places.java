package org.neuropil.cli.sweep.plan;

import java.nio.file.Path;

/** Files that lie in the directory of a sweep. */
public final class Places {
  private Places() {}

  /** The name of a file relative to the directory if it lies there, else as it is. */
  public static String inside(Path directory, String file) {
    Path root = directory.toAbsolutePath().normalize();
    Path path = Path.of(file);
    return path.startsWith(root) ? root.relativize(path).toString().replace('\\', '/') : file;
  }

  /**
   * Whether two names stand for the same file of the directory, one of them perhaps from before the
   * directory was moved.
   */
  public static boolean same(Path directory, String now, String then) {
    String own = inside(directory, now);
    return now.equals(then) || !own.equals(now) && Path.of(then).endsWith(Path.of(own));
  }
}
