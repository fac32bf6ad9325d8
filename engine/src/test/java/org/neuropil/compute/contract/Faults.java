package org.neuropil.compute.contract;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Backend;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.reference.ReferenceBackend;
import org.neuropil.matrix.SparsityPattern;

/**
 * The reference, which is sound and does nothing beyond the contract, with one operation spoilt.
 */
final class Faults {
  /** What is done in place of one operation. */
  @FunctionalInterface
  interface Fault<T> {
    @Nullable Object call(T sound, Object[] args) throws Throwable;
  }

  /**
   * A mistake that somebody might make.
   *
   * @param name in words
   * @param category of the checks that have to find it
   * @param breaker makes a sound back end a broken one
   */
  record Mistake(String name, String category, UnaryOperator<Backend> breaker) {
    Backend open() {
      return breaker.apply(new ReferenceBackend());
    }

    @Override
    public String toString() {
      return category + ": " + name;
    }
  }

  private Faults() {}

  /** A mistake in an operation of the back end. */
  static Mistake inBackend(String method, String category, String name, Fault<Backend> fault) {
    return new Mistake(name, category, sound -> wrap(Backend.class, sound, method, fault));
  }

  /** A mistake in an operation of the sparse product. */
  static Mistake inProduct(
      String method, String category, String name, Fault<HiddenProduct> fault) {
    Fault<Backend> product =
        (sound, a) ->
            wrap(
                HiddenProduct.class,
                sound.product(
                    (String) a[0],
                    (SparsityPattern) a[1],
                    (PlanKind) a[2],
                    (Integer) a[3],
                    (Integer) a[4]),
                method,
                fault);
    return inBackend("product", category, name, product);
  }

  /**
   * Whether a method is the operation: its name, or, where the name is used twice, name/number of
   * parameters.
   */
  private static boolean is(Method method, String operation) {
    return operation.equals(method.getName())
        || operation.equals(method.getName() + "/" + method.getParameterCount());
  }

  /** Calls the sound operation with other arguments. */
  static @Nullable Object sound(Object target, Class<?> type, String method, Object... args)
      throws Throwable {
    for (Method candidate : type.getMethods()) {
      if (is(candidate, method)) {
        return invoke(candidate, target, args);
      }
    }
    throw new IllegalArgumentException("no operation " + method);
  }

  /** A proxy that passes every operation but one on. */
  static <T> T wrap(Class<T> type, T sound, String broken, Fault<T> fault) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, args) ->
                is(method, broken) ? fault.call(sound, args) : invoke(method, sound, args));
    return type.cast(proxy);
  }

  private static @Nullable Object invoke(Method method, Object target, Object @Nullable [] args)
      throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException problem) {
      throw problem.getTargetException();
    }
  }
}
