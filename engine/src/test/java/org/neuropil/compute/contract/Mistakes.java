package org.neuropil.compute.contract;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.Philox;

/** Mistakes that somebody might make in a back end. */
final class Mistakes {
  private Mistakes() {}

  @FunctionalInterface
  interface Change {
    void apply(Object[] args);
  }

  /** The sound operation of the back end with changed arguments. */
  static Faults.Mistake backend(String method, String category, String name, Change change) {
    return Faults.inBackend(
        method,
        category,
        name,
        (sound, a) -> {
          Object[] args = a.clone();
          change.apply(args);
          return Faults.sound(sound, Backend.class, method, args);
        });
  }

  private static Faults.Mistake product(
      String method, String category, String name, Change change) {
    return Faults.inProduct(
        method,
        category,
        name,
        (sound, a) -> {
          Object[] args = a.clone();
          change.apply(args);
          return Faults.sound(sound, HiddenProduct.class, method, args);
        });
  }

  static Change less(int argument) {
    return a -> a[argument] = Math.max(0, (Integer) a[argument] - 1);
  }

  static Change set(int argument, Object value) {
    return a -> a[argument] = value;
  }

  /** All of them. */
  static Stream<Faults.Mistake> all() {
    return Stream.of(
            dense(),
            pointwise(),
            updates(),
            products(),
            LaterMistakes.all(),
            ConductanceMistakes.all())
        .flatMap(List::stream);
  }

  private static List<Faults.Mistake> dense() {
    return List.of(
        backend("affine", "affine", "skips the last column", less(6)),
        backend("affine", "affine", "one step too few", less(5)),
        backend("affine", "affine", "starts one step early", less(2)),
        backend(
            "affine",
            "affine",
            "only one bias",
            a -> a[7] = Arrays.copyOf((Buffer[]) a[7], Math.min(1, ((Buffer[]) a[7]).length))),
        backend("fillBias", "fillBias", "skips the last column", less(2)),
        Faults.inBackend(
            "fillBias",
            "fillBias",
            "fills the columns of a fuller batch",
            (sound, a) -> {
              Sequence y = (Sequence) a[0];
              sound.fillBias(y, (Integer) a[1], y.batch(), (Buffer[]) a[3]);
              return null;
            }),
        backend("affineGradient", "affineGradient", "one step too few", less(4)),
        backend("affineGradient", "affineGradient", "skips the last column", less(5)),
        after(
            "affineGradient",
            "affineGradient",
            "mean over the columns",
            a -> Damage.scale((Buffer) a[6], 1f / Math.max(1, (Integer) a[5]))),
        backend("affineBackward/9", "affineBackward", "no slope", set(5, Activation.IDENTITY)),
        backend("affineBackward/9", "affineBackward", "slope of another step", less(7)),
        backend("biasGradient", "biasGradient", "one step too few", less(2)),
        after(
            "biasGradient",
            "biasGradient",
            "mean over the columns",
            a -> Damage.scale((Buffer) a[4], 1f / Math.max(1, (Integer) a[3]))));
  }

  private static List<Faults.Mistake> pointwise() {
    return List.of(
        backend("activate", "activate", "skips the last step", less(1)),
        after(
            "activate",
            "activate",
            "tanh to five digits",
            a -> {
              if (a[2] == Activation.TANH) {
                Damage.scale((Sequence) a[0], 1.000003f);
              }
            }),
        after("activate", "activate", "NaN becomes 0", a -> Damage.withoutNaN((Sequence) a[0])),
        backend("dropNodes", "dropNodes", "one word late", a -> a[5] = (Long) a[5] + 1),
        backend(
            "dropNodes", "dropNodes", "32-bit word", a -> a[5] = (long) ((Long) a[5]).intValue()),
        backend("dropNodes", "dropNodes", "drops the edge", a -> a[3] = (Double) a[3] + 0x1p-33),
        backend("fillSymmetric", "fillSymmetric", "another index", set(4, 0)),
        backend(
            "fillSymmetric",
            "fillSymmetric",
            "half the seed",
            a -> a[2] = (long) ((Long) a[2]).intValue()),
        backend(
            "fillSymmetric", "fillSymmetric", "one purpose for all", set(3, Philox.Purpose.MASK)),
        Faults.inBackend(
            "countNonFinite",
            "countNonFinite",
            "NaN only",
            (sound, a) -> {
              long count = 0;
              for (float x : ((Buffer) a[0]).toArray()) {
                count += Float.isNaN(x) ? 1 : 0;
              }
              return count;
            }),
        Faults.inBackend(
            "meanAbs",
            "meanAbs",
            "summed in float",
            (sound, a) -> {
              float sum = 0;
              for (float x : ((Buffer) a[0]).toArray()) {
                sum += Math.abs(x);
              }
              return (double) sum / ((Buffer) a[0]).size();
            }));
  }

  private static List<Faults.Mistake> updates() {
    return List.of(
        backend(
            "adam", "adam", "one step ahead", a -> a[4] = Damage.other((AdamStep) a[4], 1, 1e-8)),
        backend("adam", "adam", "no epsilon", a -> a[4] = Damage.other((AdamStep) a[4], 0, 0)),
        backend("adam", "adam", "moments swapped", a -> Damage.swap(a, 2, 3)),
        product(
            "adam",
            "adamSparse",
            "one step ahead",
            a -> a[4] = Damage.other((AdamStep) a[4], 1, 1e-8)),
        backend(
            "adam", "adam", "does not clip", a -> a[4] = LaterMistakes.unclipped((AdamStep) a[4])),
        backend(
            "adam",
            "adam",
            "one form of epsilon only",
            a -> a[4] = LaterMistakes.plainEpsilon((AdamStep) a[4])),
        backend(
            "adam",
            "adam",
            "one count of updates for both moments",
            a -> a[4] = LaterMistakes.oneCount((AdamStep) a[4])),
        product(
            "adam",
            "adamSparse",
            "does not clip",
            a -> a[4] = LaterMistakes.unclipped((AdamStep) a[4])),
        product(
            "adam",
            "adamSparse",
            "one form of epsilon only",
            a -> a[4] = LaterMistakes.plainEpsilon((AdamStep) a[4])),
        product(
            "adam",
            "adamSparse",
            "one count of updates for both moments",
            a -> a[4] = LaterMistakes.oneCount((AdamStep) a[4])),
        after(
            "adam",
            "adam",
            "the clip hides NaN",
            a -> {
              if (((AdamStep) a[4]).clip() < 1e30) {
                Damage.withoutNaN((Buffer) a[2]);
              }
            }),
        product("adam", "clamp", "forgets the clamp", a -> a[5] = null),
        Faults.inProduct(
            "adam",
            "clamp",
            "clamps by the sign of the target",
            (sound, a) -> {
              HiddenProduct p = sound;
              p.adam(
                  (Buffer) a[0],
                  (Buffer) a[1],
                  (Buffer) a[2],
                  (Buffer) a[3],
                  (AdamStep) a[4],
                  null);
              if (a[5] != null) {
                Damage.clampByRow(p.pattern(), (Buffer) a[0], ((Buffer) a[5]).toArray());
              }
              return null;
            }),
        Faults.inProduct(
            "adam",
            "clamp",
            "zero is kept for ever",
            (sound, a) -> {
              float[] before = ((Buffer) a[0]).toArray();
              Object result = Faults.sound(sound, HiddenProduct.class, "adam", a);
              float[] after = ((Buffer) a[0]).toArray();
              for (int e = 0; e < after.length; e++) {
                after[e] = before[e] == 0 ? 0 : after[e];
              }
              ((Buffer) a[0]).write(after);
              return result;
            }),
        Faults.inProduct(
            "adam",
            "clamp",
            "clamp resets the moments",
            (sound, a) -> {
              Object result = Faults.sound(sound, HiddenProduct.class, "adam", a);
              float[] w = ((Buffer) a[0]).toArray();
              float[] m = ((Buffer) a[2]).toArray();
              for (int e = 0; e < w.length; e++) {
                m[e] = w[e] == 0 ? 0 : m[e];
              }
              ((Buffer) a[2]).write(m);
              return result;
            }));
  }

  private static List<Faults.Mistake> products() {
    return List.of(
        product("forward", "forward", "drops accumulate", set(4, false)),
        product("forward", "forward", "always accumulates", set(4, true)),
        product("forward", "forward", "forgets the activation", set(5, Activation.IDENTITY)),
        product("forward", "forward", "skips the last column", less(6)),
        Faults.inProduct(
            "forward",
            "forward",
            "leaves the columns of a fuller batch",
            (sound, a) -> {
              Object result = Faults.sound(sound, HiddenProduct.class, "forward", a);
              Damage.spoilPadding((Sequence) a[2], (Integer) a[3], (Integer) a[6]);
              return result;
            }),
        Faults.inProduct(
            "forward",
            "forward",
            "other bits every time",
            new Faults.Fault<>() {
              private int calls;

              @Override
              public @Nullable Object call(HiddenProduct sound, Object[] a) throws Throwable {
                Object result = Faults.sound(sound, HiddenProduct.class, "forward", a);
                if (calls++ % 2 == 1) {
                  Damage.scale((Sequence) a[2], 1.0000001f);
                }
                return result;
              }
            }),
        Faults.inProduct(
            "backward",
            "backward",
            "not transposed",
            (sound, a) -> {
              if (sound.pattern().rows() != sound.pattern().cols()) {
                return Faults.sound(sound, HiddenProduct.class, "backward", a);
              }
              sound.forward(
                  (Sequence) a[0],
                  (Integer) a[1],
                  (Sequence) a[2],
                  (Integer) a[3],
                  false,
                  Activation.IDENTITY,
                  (Integer) a[7]);
              return null;
            }),
        product("backward", "backward", "no slope", set(4, Activation.IDENTITY)),
        product("backward", "backward", "slope of another step", less(6)),
        product("backward", "backward", "skips the last column", less(7)),
        product("gradient", "gradient", "one step too few", less(4)),
        product("gradient", "gradient", "h of the step before", less(3)),
        product("gradient", "gradient", "skips the last column", less(5)),
        Faults.inProduct(
            "gradient",
            "gradient",
            "adds to what was there",
            (sound, a) -> {
              Buffer g = (Buffer) a[6];
              float[] sum = g.toArray();
              Faults.sound(sound, HiddenProduct.class, "gradient", a);
              float[] fresh = g.toArray();
              for (int e = 0; e < sum.length; e++) {
                sum[e] += fresh[e];
              }
              g.write(sum);
              return null;
            }),
        Faults.inProduct(
            "gradient",
            "gradient",
            "mean over the columns",
            (sound, a) -> {
              Faults.sound(sound, HiddenProduct.class, "gradient", a);
              Damage.scale((Buffer) a[6], 1f / (Integer) a[5]);
              return null;
            }),
        Faults.inProduct(
            "gradient",
            "gradient",
            "forgets the last connection",
            (sound, a) -> {
              Faults.sound(sound, HiddenProduct.class, "gradient", a);
              Buffer g = (Buffer) a[6];
              if (g.size() > 0) {
                g.set(g.size() - 1, 0);
              }
              return null;
            }),
        Faults.inProduct(
            "update",
            "forward",
            "weights of 10 bits",
            (sound, a) -> {
              Buffer w = (Buffer) a[0];
              float[] values = w.toArray();
              w.write(Damage.tenBits(values));
              sound.update(w);
              w.write(values);
              return null;
            }),
        stale());
  }

  /** Every second update is lost. */
  private static Faults.Mistake stale() {
    return Faults.inProduct(
        "update",
        "update",
        "keeps the old values",
        new Faults.Fault<>() {
          private int calls;

          @Override
          public @Nullable Object call(HiddenProduct sound, Object[] args) throws Throwable {
            return calls++ % 2 == 0
                ? Faults.sound(sound, HiddenProduct.class, "update", args)
                : null;
          }
        });
  }

  static Faults.Mistake after(String method, String category, String name, Change damage) {
    return Faults.inBackend(
        method,
        category,
        name,
        (sound, a) -> {
          Object result = Faults.sound(sound, Backend.class, method, a);
          damage.apply(a);
          return result;
        });
  }
}
