package org.neuropil.compute.contract;

import java.util.List;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.ConductanceProduct;
import org.neuropil.compute.ConductanceProduct.Synapses;
import org.neuropil.compute.Conductances;
import org.neuropil.compute.Conductances.Membrane;
import org.neuropil.compute.Conductances.Slice;
import org.neuropil.matrix.SparsityPattern;

/** Mistakes that somebody might make in the operations of liquid time-constant networks. */
final class ConductanceMistakes {
  private ConductanceMistakes() {}

  @FunctionalInterface
  private interface Change {
    void apply(Object[] args);
  }

  private static Faults.Mistake cell(String method, String category, String name, Change change) {
    Faults.Fault<Conductances> fault =
        (sound, a) -> {
          Object[] args = a.clone();
          change.apply(args);
          return Faults.sound(sound, Conductances.class, method, args);
        };
    return Faults.inBackend(
        "conductances",
        category,
        name,
        (sound, a) -> Faults.wrap(Conductances.class, sound.conductances(), method, fault));
  }

  private static Faults.Mistake product(
      String method, String category, String name, Faults.Fault<ConductanceProduct> fault) {
    Faults.Fault<Conductances> broken =
        (sound, a) ->
            Faults.wrap(
                ConductanceProduct.class,
                sound.product((String) a[0], (SparsityPattern) a[1], (Integer) a[2]),
                method,
                fault);
    return Faults.inBackend(
        "conductances",
        category,
        name,
        (sound, a) -> Faults.wrap(Conductances.class, sound.conductances(), "product", broken));
  }

  private static Faults.Mistake arguments(
      String method, String category, String name, Change change) {
    return product(
        method,
        category,
        name,
        (sound, a) -> {
          Object[] args = a.clone();
          change.apply(args);
          return Faults.sound(sound, ConductanceProduct.class, method, args);
        });
  }

  private static Change less(int argument) {
    return a -> a[argument] = Math.max(0, (Integer) a[argument] - 1);
  }

  private static Slice early(Object slice) {
    Slice s = (Slice) slice;
    return new Slice(s.sequence(), Math.max(0, s.step() - 1));
  }

  private static void zero(Buffer b) {
    b.zero();
  }

  static List<Faults.Mistake> all() {
    return List.of(
        arguments("forward", "conductance", "skips the last column", less(4)),
        arguments(
            "forward",
            "conductance",
            "slope and midpoint swapped",
            a -> {
              Synapses s = (Synapses) a[0];
              a[0] = new Synapses(s.weight(), s.reversal(), s.slope(), s.midpoint());
            }),
        arguments("forward", "conductance", "state of another step", a -> a[1] = early(a[1])),
        product(
            "forward",
            "conductance",
            "leaves the columns of a fuller batch",
            (sound, a) -> {
              Object result = Faults.sound(sound, ConductanceProduct.class, "forward", a);
              Slice num = (Slice) a[2];
              Damage.spoilPadding(num.sequence(), num.step(), (Integer) a[4]);
              return result;
            }),
        product(
            "backward",
            "conductanceBackward",
            "overwrites the gradients",
            (sound, a) -> {
              zero(((Synapses) a[7]).midpoint());
              return Faults.sound(sound, ConductanceProduct.class, "backward", a);
            }),
        arguments("backward", "conductanceBackward", "always accumulates", a -> a[5] = true),
        arguments("backward", "conductanceBackward", "never accumulates", a -> a[5] = false),
        arguments("backward", "conductanceBackward", "skips the last column", less(6)),
        cell("step", "membraneStep", "skips the last column", less(7)),
        cell("step", "membraneStep", "forgets the inputs' conductance", a -> a[6] = a[4]),
        cell("stepBackward", "membraneStepBackward", "old state for new", a -> a[2] = a[3]),
        cell("stepBackward", "membraneStepBackward", "always accumulates", a -> a[7] = true),
        cell(
            "stepBackward",
            "membraneStepBackward",
            "forgets the gradients so far",
            a -> zero(((Membrane) a[11]).leak())),
        cell("scale", "scaleNodes", "no summand", a -> a[1] = null),
        cell("scale", "scaleNodes", "one step too few", less(6)),
        cell(
            "scaleGradient",
            "scaleNodesGradient",
            "a step early",
            a -> a[1] = Math.max(0, (Integer) a[1] - 1)),
        cell("scaleGradient", "scaleNodesGradient", "skips the last column", less(5)));
  }
}
