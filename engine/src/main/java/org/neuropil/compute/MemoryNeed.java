package org.neuropil.compute;

import java.util.Locale;
import org.neuropil.error.UserError;

/**
 * Memory that a network would take and that there is.
 *
 * @param parameters bytes of weights, gradients, moments, pattern and plans
 * @param activations bytes of inputs, hidden outputs and their gradients
 * @param available bytes that may be used on the device
 * @param where the memory in words, e.g. "Java heap" or "NVIDIA H100"
 */
public record MemoryNeed(long parameters, long activations, long available, String where) {
  /** Everything together. */
  public long total() {
    return parameters + activations;
  }

  /**
   * Refuses before anything is allocated.
   *
   * @throws UserError environment, if it does not fit
   */
  public void requireFits() {
    if (total() > available) {
      throw UserError.environment(
          String.format(
              Locale.ROOT,
              "this network needs %.2f GB (%.2f GB for weights and plans, %.2f GB for activations), and the %s has %.2f GB",
              total() / 1e9,
              parameters / 1e9,
              activations / 1e9,
              where,
              available / 1e9),
          "use fewer --hidden nodes, a lower --density or a smaller --batch, or a machine with more memory");
    }
  }
}
