package org.neuropil.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.cpu.CpuBackend;

/**
 * What a training step of the MNIST network costs: multiplications and additions counted at the
 * back end against the published sizes' table (specification of Fruengel and Oberlaender 2025,
 * section "cost per training step"), and bytes a connection.
 */
class OperationCountTest {
  private static final int STEPS = 28;
  private static final int INPUTS = 28;
  private static final int CLASSES = 10;
  private static final int BATCH = 100;

  /** Operations so far, of the products with connections and of everything. */
  private static final class Count {
    private double hidden;
    private double all;
    private int hiddenColumns;
  }

  /** Counts what a back end is asked for, and passes it on. */
  private static Backend counting(Backend sound, Count count) {
    return wrap(
        Backend.class,
        sound,
        (method, a) -> {
          switch (method.getName()) {
            case "affine" -> count.all += 2.0 * size(a[0]) * (int) a[5] * (int) a[6];
            case "affineGradient" -> count.all += 2.0 * size(a[6]) * (int) a[4] * (int) a[5];
            case "affineBackward" ->
                count.all +=
                    2.0 * size(a[0]) * (int) a[a.length - 1] * (a.length == 7 ? (int) a[5] : 1);
            case "adam" -> count.all += 12.0 * size(a[0]);
            default -> {}
          }
        },
        result ->
            result instanceof HiddenProduct product
                ? wrap(
                    HiddenProduct.class,
                    product,
                    (method, a) -> count(count, product, method, a),
                    again -> again)
                : result);
  }

  private static void count(Count count, HiddenProduct product, Method method, Object[] a) {
    double ops =
        switch (method.getName()) {
          case "forward", "backward" -> 2.0 * product.pattern().nonzeros() * (int) a[a.length - 1];
          case "gradient" -> 2.0 * product.pattern().nonzeros() * (int) a[4] * (int) a[5];
          default -> 0;
        };
    count.hidden += ops;
    count.all += ops;
    count.hiddenColumns += ops > 0 ? 1 : 0;
    if (method.getName().equals("adam")) {
      count.all += 12.0 * size(a[0]);
    }
  }

  private static int size(Object buffer) {
    return ((Buffer) buffer).size();
  }

  private interface Seen {
    void call(Method method, Object[] arguments);
  }

  private interface Passed {
    @Nullable Object on(@Nullable Object result);
  }

  private static <T> T wrap(Class<T> type, T sound, Seen seen, Passed passed) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object[] a = arguments == null ? new Object[0] : arguments;
              seen.call(method, a);
              try {
                return passed.on(method.invoke(sound, a));
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            }));
  }

  @ParameterizedTest
  @CsvSource({
    // nodes, density, published Gop a step, plan
    "500, 0.1, 0.57, TILED",
    "500, 1, 4.2, DENSE",
    "1000, 0.1, 1.94, TILED",
  })
  void operationsOfAStep(int nodes, double density, double published, PlanKind plan) {
    Count count = new Count();
    try (Backend sound = new CpuBackend(1)) {
      Backend backend = counting(sound, count);
      NetworkSpec spec =
          NetworkSpec.classifier(
              NetworkSpec.Cell.RNN,
              INPUTS,
              nodes,
              CLASSES,
              density,
              Activation.RELU,
              NetworkSpec.DEFAULT_WEIGHT_LIMIT,
              DaleSpec.off());
      Network network = Networks.create(backend, spec, Networks.mask(spec, 1), plan, STEPS, BATCH);
      Networks.initialise(backend, network, 1);
      BatchShape shape = RandomBatch.fill(network, BATCH, STEPS, 1);
      Metrics metrics = backend.metrics("totals");
      network.forward(shape);
      network.backward(shape, metrics);
      for (Parameter parameter : network.parameters()) {
        parameter.update(backend, new AdamStep(1, 0.001, 0.9, 0.999, 1e-8));
      }
      double connections = network.pattern().nonzeros();
      // Forward and transposed product of T - 1 steps each, one gradient over all of them.
      assertThat(count.hidden).isEqualTo(6 * connections * BATCH * (STEPS - 1));
      assertThat(count.hiddenColumns).isEqualTo(2 * (STEPS - 1) + 1);
      double parameters = connections + nodes * (INPUTS + 2.0) + CLASSES * nodes + (double) CLASSES;
      assertThat(count.all)
          .isEqualTo(
              count.hidden
                  + 4.0 * nodes * INPUTS * BATCH * STEPS
                  + 6.0 * CLASSES * nodes * BATCH
                  + 12 * parameters);
      assertThat(count.all / 1e9).isCloseTo(published, within(0.1 * published));
      if (plan == PlanKind.TILED) {
        HiddenProduct product = Objects.requireNonNull(network.hiddenToHidden().product());
        // Values, gradients and two moments, and what the plan keeps of their places.
        double bytes = 16 + product.planBytes() / connections;
        assertThat(bytes).as("bytes a connection").isBetween(18.0, 28 * 1.1);
      }
    }
  }
}
