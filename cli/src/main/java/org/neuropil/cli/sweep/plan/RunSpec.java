package org.neuropil.cli.sweep.plan;

import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.config.Setting;
import org.neuropil.cli.config.Settings;

/**
 * One run of a plan.
 *
 * @param id its name, and that of its directory: the varied settings and the seed
 * @param label of its case, or "" in plans without cases
 * @param config all its settings
 */
public record RunSpec(String id, String label, ResolvedConfig config) {
  /** A setting as a person would write it. */
  public String text(String key) {
    Setting setting = Settings.get(key);
    return setting.text(config.value(key));
  }
}
