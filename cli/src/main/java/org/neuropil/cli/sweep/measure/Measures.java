package org.neuropil.cli.sweep.measure;

import java.util.List;
import java.util.Optional;

/** All measures by name. A new measure is one more entry of {@link #ALL}. */
public final class Measures {
  private static final List<Measure> ALL =
      List.of(
          new MotifsMeasure(),
          new BalanceMeasure(),
          new RandomBalanceMeasure(),
          new WeightsMeasure(),
          new LesionMeasure(),
          new RepresentationsMeasure(),
          new NoiseMeasure(),
          new SignChangesMeasure(),
          new GradientsMeasure());

  private Measures() {}

  /** All measures. */
  public static List<Measure> all() {
    return ALL;
  }

  /** Their names. */
  public static List<String> names() {
    return ALL.stream().map(Measure::name).toList();
  }

  /** The measure of this name, if there is one. */
  public static Optional<Measure> find(String name) {
    return ALL.stream().filter(measure -> measure.name().equals(name)).findFirst();
  }

  /** The measure of this name, which must exist. */
  public static Measure get(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException("no measure " + name));
  }
}
