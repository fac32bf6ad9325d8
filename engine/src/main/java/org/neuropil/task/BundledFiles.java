package org.neuropil.task;

import java.io.IOException;
import java.io.InputStream;

/**
 * Where the files of a bundled sample come from. The engine does not depend on the module that
 * bundles them; who has them passes this in.
 */
@FunctionalInterface
public interface BundledFiles {
  /**
   * Opens one file; the caller closes it.
   *
   * @param file its name without folder, for example {@code train-images-idx3-ubyte.gz}
   * @throws IOException if there is no such file or it cannot be opened
   */
  InputStream open(String file) throws IOException;
}
