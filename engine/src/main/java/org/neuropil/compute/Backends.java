package org.neuropil.compute;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.neuropil.error.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The choice of a back end: the one asked for, or the first usable one; every refusal is logged
 * once in plain words.
 */
public final class Backends {
  private static final Logger LOG = LoggerFactory.getLogger(Backends.class);
  private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

  private Backends() {}

  /** All providers, highest rank first. */
  public static List<BackendProvider> providers() {
    List<BackendProvider> found = new ArrayList<>();
    ServiceLoader.load(BackendProvider.class).stream()
        .forEach(provider -> {
          // A provider whose classes are missing must not take the others with it.
          try {
            found.add(provider.get());
          } catch (ServiceConfigurationError | LinkageError broken) {
            LOG.warn(
                "back end {} cannot be loaded: {}",
                provider.type().getName(),
                String.valueOf(broken.getMessage()));
          }
        });
    found.sort(
        Comparator.comparingInt(BackendProvider::rank)
            .reversed()
            .thenComparing(BackendProvider::name));
    return found;
  }

  /**
   * Opens the back end {@code name}, or for "auto" the best one that does not refuse.
   *
   * @throws UserError usage for an unknown name; environment where the one asked for refuses
   */
  public static Backend open(String name, BackendOptions options) {
    return choose(providers(), name, options).open(options);
  }

  /**
   * The provider of the back end {@code name}, or for "auto" the first that does not refuse.
   *
   * @param providers highest rank first
   * @throws UserError usage for an unknown name; environment where the one asked for refuses
   */
  public static BackendProvider choose(
      List<BackendProvider> providers, String name, BackendOptions options) {
    if (name.equals("auto")) {
      for (BackendProvider provider : providers) {
        Optional<String> refusal = provider.refusal(options);
        if (refusal.isEmpty()) {
          return provider;
        }
        logOnce(provider, refusal.get());
      }
      throw UserError.environment(
          "no back end can run on this machine", "run 'neuropil doctor' to see why");
    }
    for (BackendProvider provider : providers) {
      if (provider.name().equals(name)) {
        Optional<String> refusal = provider.refusal(options);
        if (refusal.isPresent()) {
          throw UserError.environment(
              "back end " + name + " cannot be used: " + refusal.get(),
              "use --backend cpu, or run 'neuropil doctor' to see what is missing");
        }
        return provider;
      }
    }
    throw UserError.usage(
        "unknown back end '" + name + "'",
        "choose one of auto, "
            + String.join(", ", providers.stream().map(BackendProvider::name).toList()));
  }

  private static void logOnce(BackendProvider provider, String reason) {
    if (LOGGED.add(provider.name() + reason)) {
      LOG.info("{}: {}", provider.name().toUpperCase(Locale.ROOT), reason);
    }
  }
}
