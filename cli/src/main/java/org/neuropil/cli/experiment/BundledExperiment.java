package org.neuropil.cli.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.SweepFile;

/**
 * An experiment whose plan is the file {@code examples/NAME.yaml} of the sources, which the build
 * bundles: one file for those who run the experiment and those who change it.
 */
public abstract class BundledExperiment implements Experiment {
  private final String name;
  private final String title;
  private final String source;
  private @Nullable SweepFile file;

  /** The experiment of this name. */
  protected BundledExperiment(String name, String title, String source) {
    this.name = name;
    this.title = title;
    this.source = source;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String title() {
    return title;
  }

  @Override
  public final String source() {
    return source;
  }

  @Override
  public List<String> scales() {
    return file().scales();
  }

  @Override
  public Plan plan(SweepFile.Choice choice) {
    return file().plan(choice);
  }

  private synchronized SweepFile file() {
    if (file == null) {
      String resource = "examples/" + name + ".yaml";
      try (InputStream in = BundledExperiment.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IllegalStateException("no plan is bundled for " + name);
        }
        file = SweepFile.parse(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return file;
  }
}
