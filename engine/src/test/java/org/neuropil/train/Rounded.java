package org.neuropil.train;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Precision;
import org.neuropil.compute.Sequence;

/** A back end whose factors are rounded as tensor cores do before products. */
final class Rounded {
  private final int bits;

  /** Bits of a float's mantissa that are lost. */
  private Rounded(int bits) {
    this.bits = bits;
  }

  /** A back end that rounds to the numbers of this precision. */
  static Backend of(Backend sound, Precision precision) {
    Rounded rounded =
        new Rounded(
            switch (precision) {
              case FP32 -> 0;
              case TF32 -> 13;
              case BF16 -> 16;
            });
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (self, method, args) -> rounded.backend(sound, method, args));
  }

  /** A back end whose sparse product leaves out one operation. */
  static Backend without(Backend sound, String operation) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (self, method, args) -> {
              Object result = invoke(sound, method, args);
              return method.getName().equals("product")
                  ? lacking(Objects.requireNonNull(result), operation)
                  : result;
            });
  }

  private static Object lacking(Object product, String operation) {
    return Proxy.newProxyInstance(
        Backend.class.getClassLoader(),
        new Class<?>[] {HiddenProduct.class},
        (self, method, args) ->
            method.getName().equals(operation) ? null : invoke(product, method, args));
  }

  private @Nullable Object backend(Backend sound, Method method, Object @Nullable [] args)
      throws Throwable {
    if (args == null) {
      return invoke(sound, method, args);
    }
    if (method.getName().equals("affine")) {
      // Inputs are rounded in place: they are written anew for each batch.
      Sequence x = (Sequence) args[1];
      for (int s = 0; s < (Integer) args[5]; s++) {
        round(x, (Integer) args[2] + s);
      }
      return with((Buffer) args[0], () -> invoke(sound, method, args));
    }
    if (method.getName().equals("affineBackward")) {
      return with((Buffer) args[0], () -> invoke(sound, method, args));
    }
    Object result = invoke(sound, method, args);
    if (method.getName().equals("product")) {
      HiddenProduct product = (HiddenProduct) Objects.requireNonNull(result);
      return Proxy.newProxyInstance(
          Backend.class.getClassLoader(),
          new Class<?>[] {HiddenProduct.class},
          (self, m, a) -> product(product, m, a));
    }
    return result;
  }

  private @Nullable Object product(HiddenProduct sound, Method method, Object @Nullable [] args)
      throws Throwable {
    if (args == null) {
      return invoke(sound, method, args);
    }
    return switch (method.getName()) {
      case "update" -> with((Buffer) args[0], () -> invoke(sound, method, args));
      case "forward" -> {
        round((Sequence) args[0], (Integer) args[1]);
        invoke(sound, method, args);
        round((Sequence) args[2], (Integer) args[3]);
        yield null;
      }
      case "backward" -> {
        round((Sequence) args[0], (Integer) args[1]);
        invoke(sound, method, args);
        round((Sequence) args[2], (Integer) args[3]);
        yield null;
      }
      default -> invoke(sound, method, args);
    };
  }

  private interface Action {
    @Nullable Object run() throws Throwable;
  }

  /** Does something while the values of a buffer are rounded. */
  private @Nullable Object with(Buffer b, Action action) throws Throwable {
    float[] values = b.toArray();
    float[] rounded = values.clone();
    round(rounded);
    b.write(rounded);
    Object result = action.run();
    b.write(values);
    return result;
  }

  private void round(Sequence s, int step) {
    float[] values = new float[s.nodes() * s.batch()];
    s.read(step, s.batch(), values);
    round(values);
    s.write(step, 1, s.batch(), values);
  }

  private void round(float[] values) {
    if (bits == 0) {
      return;
    }
    int half = 1 << (bits - 1);
    int mask = -(1 << bits);
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat((Float.floatToRawIntBits(values[i]) + half) & mask);
    }
  }

  private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] args)
      throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException problem) {
      throw problem.getTargetException();
    }
  }
}
