package org.neuropil.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.BackendProvider;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Precision;
import org.neuropil.compute.cpu.CpuBackend;

/** The CPU back end with a fault, as a back end of its own. */
record DamagedProvider(String name, UnaryOperator<Backend> damage) implements BackendProvider {
  /** What happens in place of one operation. */
  @FunctionalInterface
  interface Fault {
    @Nullable Object call(Object sound, Method method, Object[] args) throws Throwable;
  }

  /** A fault in an operation of the back end. */
  static DamagedProvider inBackend(String method, Fault fault) {
    return new DamagedProvider("damaged", sound -> wrap(Backend.class, sound, method, fault));
  }

  /** A fault in an operation of the sparse product. */
  static DamagedProvider inProduct(String method, Fault fault) {
    return inBackend(
        "product",
        (sound, product, args) ->
            wrap(
                HiddenProduct.class,
                (HiddenProduct) Objects.requireNonNull(invoke(sound, product, args)),
                method,
                fault));
  }

  private static <T> T wrap(Class<T> type, T sound, String broken, Fault fault) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, args) ->
                method.getName().equals(broken)
                    ? fault.call(sound, method, args)
                    : invoke(sound, method, args)));
  }

  /** Does what should be done. */
  static @Nullable Object invoke(Object target, Method method, Object @Nullable [] args)
      throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException problem) {
      throw problem.getTargetException();
    }
  }

  @Override
  public int rank() {
    return 1;
  }

  @Override
  public Optional<String> refusal(BackendOptions options) {
    return options.precision() == Precision.FP32 ? Optional.empty() : Optional.of("fp32 only");
  }

  @Override
  public Backend open(BackendOptions options) {
    return damage.apply(new CpuBackend(1));
  }
}
