package org.neuropil.cli.config;

import java.util.Collection;
import java.util.Optional;

/** Words for the name that a misspelt word probably meant. */
public final class Suggest {
  private Suggest() {}

  /** The candidate that is nearest to the word, if one is near enough. */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    return org.neuropil.error.Suggest.nearest(word, candidates);
  }

  /** "did you mean 'x'?" or, where nothing is near, {@code otherwise}. */
  public static String hint(String word, Collection<String> candidates, String otherwise) {
    return nearest(word, candidates).map(name -> "did you mean '" + name + "'?").orElse(otherwise);
  }
}
