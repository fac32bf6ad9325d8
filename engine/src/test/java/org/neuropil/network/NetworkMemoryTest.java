package org.neuropil.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.MemoryNeed;
import org.neuropil.compute.NetworkSize;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.reference.ReferenceBackend;

/** Predicted memory against a back end that counts what it is asked for. */
class NetworkMemoryTest {
  private static final int STEPS = 6;
  private static final int BATCH = 32;

  static List<NetworkSpec> specs() {
    return Stream.concat(
            ForwardTest.specs().stream(),
            LiquidTest.cases().stream()
                .map(Arguments::get)
                .map(a -> LiquidTest.spec((int) a[0], (ReadoutSpec) a[1], (int) a[2])))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void noLessThanIsTakenAndNotMuchMore(NetworkSpec small) {
    NetworkSpec spec = larger(small);
    AtomicLong taken = new AtomicLong();
    Backend backend = counting(taken);
    long predicted = Networks.memory(backend, spec, 0, PlanKind.TILED, STEPS, BATCH).activations();
    Networks.create(backend, spec, Networks.mask(spec, 1), PlanKind.TILED, STEPS, BATCH);
    assertThat(predicted).as(spec.toString()).isBetween(taken.get(), taken.get() * 5 / 4);
  }

  @Test
  void theVanillaClassifierIsAsTheBackEndSays() {
    NetworkSpec spec =
        NetworkSpec.classifier(
            NetworkSpec.Cell.RNN, 5, 60, 4, 0.1, Activation.RELU, 0.1, DaleSpec.off());
    Backend backend = counting(new AtomicLong());
    assertThat(Networks.memory(backend, spec, 360, PlanKind.TILED, STEPS, BATCH))
        .isEqualTo(
            backend.memory(new NetworkSize(60, 360, 60, 5, 4, STEPS, BATCH), PlanKind.TILED));
  }

  private static NetworkSpec larger(NetworkSpec small) {
    return new NetworkSpec(
        small.cell(),
        small.inputs(),
        small.vocabulary(),
        60,
        small.outputs(),
        0.1,
        small.activation(),
        small.dynamics(),
        small.readout(),
        small.init(),
        small.dale());
  }

  /** Adds up the bytes of all sequences; predicts those of a vanilla classifier. */
  private static Backend counting(AtomicLong bytes) {
    Backend reference = new ReferenceBackend();
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("memory")) {
                NetworkSize size = (NetworkSize) arguments[0];
                long values =
                    (long) size.steps() * (2L * size.hidden() + size.inputs())
                        + 2L * size.classes();
                return new MemoryNeed(0, 4 * values * size.batch(), Long.MAX_VALUE, "test");
              }
              if (method.getName().equals("sequence")) {
                bytes.addAndGet(4L * (int) arguments[1] * (int) arguments[2] * (int) arguments[3]);
              }
              try {
                return method.invoke(reference, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }
}
