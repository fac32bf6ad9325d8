package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bias, activation, derivative and node dropout against their definitions. */
class PointwiseKernelsTest {
  private static final long SEED = 20250114;

  /** Rows: nodes, steps, columns, warps a block. */
  static final String SIZES = "1, 1, 1, 1\n7, 3, 5, 4\n33, 2, 32, 8\n10, 2, 100, 3\n5, 1, 65, 32";

  private static double phi(float a, int phi) {
    return switch (phi) {
      case 1 -> a > 0 || Float.isNaN(a) ? a : 0;
      case 2 -> Math.tanh(a);
      case 3 -> Math.log1p(Math.exp(a));
      default -> a;
    };
  }

  private static double slope(float h, int phi) {
    return switch (phi) {
      case 1 -> h > 0 ? 1 : 0;
      case 2 -> 1 - (double) h * h;
      case 3 -> 1 - Math.exp(-h);
      default -> 1;
    };
  }

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void addBias(int nodes, int steps, int columns, int warps) {
    Emulation emulation = Emulation.get();
    SplittableRandom random = Seeded.random(SEED);
    NodeMajor y = NodeMajor.random(nodes, steps, columns, random);
    NodeMajor before = y.copy();
    y.spoilPadding();
    float[] b0 = new float[nodes];
    float[] b1 = new float[nodes];
    for (int i = 0; i < nodes; i++) {
      b0[i] = (float) random.nextDouble();
      b1[i] = (float) random.nextDouble();
    }
    emulation.rows(
        "np_add_bias", nodes, warps, y.at(0), y.stride(), nodes, y.ldB, steps, columns, b0, b1);
    for (int s = 0; s < steps; s++) {
      assertThat(y.paddingIsZero(s)).isTrue();
      for (int i = 0; i < nodes; i++) {
        for (int k = 0; k < columns; k++) {
          assertThat((double) y.get(s, i, k))
              .isCloseTo((double) before.get(s, i, k) + b0[i] + b1[i], within(1e-6));
        }
      }
    }
    // Without biases nothing but the padding changes.
    NodeMajor same = before.copy().spoilPadding();
    emulation.rows(
        "np_add_bias",
        nodes,
        warps,
        same.at(0),
        same.stride(),
        nodes,
        y.ldB,
        steps,
        columns,
        null,
        null);
    assertThat(same.data).isEqualTo(before.data);
  }

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void activate(int nodes, int steps, int columns, int warps) {
    Emulation emulation = Emulation.get();
    for (int phi = 0; phi < 4; phi++) {
      NodeMajor h = NodeMajor.random(nodes, steps, columns, Seeded.random(SEED));
      h.set(steps - 1, 0, columns - 1, Float.NaN);
      NodeMajor before = h.copy();
      h.spoilPadding();
      emulation.rows(
          "np_activate", nodes, warps, h.at(steps - 1), h.stride(), nodes, h.ldB, columns, phi);
      assertThat(h.paddingIsZero(steps - 1)).isTrue();
      assertThat(h.get(steps - 1, 0, columns - 1)).isNaN();
      for (int i = 0; i < nodes; i++) {
        for (int k = 0; k < columns; k++) {
          float a = before.get(steps - 1, i, k);
          if (!Float.isNaN(a)) {
            assertThat((double) h.get(steps - 1, i, k)).isCloseTo(phi(a, phi), within(2e-7));
          }
          if (steps > 1) {
            assertThat(h.get(0, i, k)).isEqualTo(before.get(0, i, k));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void derivative(int nodes, int steps, int columns, int warps) {
    Emulation emulation = Emulation.get();
    for (int phi = 0; phi < 4; phi++) {
      SplittableRandom random = Seeded.random(SEED + phi);
      NodeMajor d = NodeMajor.random(nodes, steps, columns, random);
      NodeMajor h = NodeMajor.random(nodes, steps + 1, columns, random);
      NodeMajor before = d.copy();
      d.spoilPadding();
      Object out = phi == 0 ? new float[0] : h.at(steps);
      emulation.rows(
          "np_derivative",
          nodes,
          warps,
          d.at(steps - 1),
          d.stride(),
          out,
          h.stride(),
          nodes,
          d.ldB,
          columns,
          phi);
      assertThat(d.paddingIsZero(steps - 1)).isTrue();
      for (int i = 0; i < nodes; i++) {
        for (int k = 0; k < columns; k++) {
          double expected = before.get(steps - 1, i, k) * slope(h.get(steps, i, k), phi);
          assertThat((double) d.get(steps - 1, i, k)).isCloseTo(expected, within(5e-7));
        }
      }
    }
  }

  /** Neither overflow nor cancellation at the ends. */
  @Test
  void softplusAtItsEnds() {
    float[] arguments = {-200, -100, -30, -1e-3f, 0, 1e-3f, 30, 100, 1e30f};
    NodeMajor h = new NodeMajor(1, 1, arguments.length);
    NodeMajor d = new NodeMajor(1, 1, arguments.length);
    for (int k = 0; k < arguments.length; k++) {
      h.set(0, 0, k, arguments[k]);
      d.set(0, 0, k, 1);
    }
    Emulation emulation = Emulation.get();
    emulation.rows("np_activate", 1, 1, h.at(0), h.stride(), 1, h.ldB, h.columns, 3);
    emulation.rows(
        "np_derivative", 1, 1, d.at(0), d.stride(), h.at(0), h.stride(), 1, h.ldB, h.columns, 3);
    for (int k = 0; k < arguments.length; k++) {
      double a = arguments[k];
      double expected = Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));
      assertThat((double) h.get(0, 0, k))
          .isCloseTo(expected, within(4e-7 * expected + Float.MIN_NORMAL));
      double slope = -Math.expm1(-(double) h.get(0, 0, k));
      assertThat((double) d.get(0, 0, k)).isCloseTo(slope, within(4e-7 * slope + Float.MIN_NORMAL));
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void combine(int nodes, int steps, int columns, int warps) {
    Emulation emulation = Emulation.get();
    float[] factors = {0.5f, -1.25f, 0.1f, 2, -0.3f, 0.7f};
    for (int terms = 1; terms <= 6; terms++) {
      int phi = terms % 4;
      SplittableRandom random = Seeded.random(SEED + terms);
      // Each term has a row stride of its own, and the last one is the result's own place.
      NodeMajor out = NodeMajor.random(nodes, steps, columns, random);
      NodeMajor h = NodeMajor.random(nodes, 2, columns, random);
      NodeMajor[] x = new NodeMajor[terms];
      for (int t = 0; t < terms; t++) {
        x[t] = t == terms - 1 ? out.copy() : NodeMajor.random(nodes, t + 1, columns, random);
      }
      NodeMajor before = out.copy();
      out.spoilPadding();
      List<Object> args =
          new ArrayList<>(List.of(out.at(steps - 1), out.stride(), nodes, out.ldB, columns, phi));
      args.addAll(List.of(phi == 0 ? new float[0] : h.at(1), h.stride(), terms));
      for (int t = 0; t < 6; t++) {
        boolean own = t == terms - 1;
        if (t >= terms) {
          args.addAll(Arrays.asList(null, 0L, 0f));
        } else {
          Object place = own ? out.at(steps - 1) : x[t].at(x[t].steps - 1);
          args.addAll(List.of(place, own ? out.stride() : x[t].stride(), factors[t]));
        }
      }
      emulation.rows("np_combine", nodes, warps, args.toArray());
      assertThat(out.paddingIsZero(steps - 1)).isTrue();
      for (int i = 0; i < nodes; i++) {
        for (int k = 0; k < columns; k++) {
          double sum = 0;
          for (int t = 0; t < terms; t++) {
            sum += (double) factors[t] * x[t].get(x[t].steps - 1, i, k);
          }
          assertThat((double) out.get(steps - 1, i, k))
              .isCloseTo(sum * slope(h.get(1, i, k), phi), within(2e-6));
          if (steps > 1) {
            assertThat(out.get(0, i, k)).isEqualTo(before.get(0, i, k));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.5, 0.9, 1})
  void dropNodes(double fraction) {
    Emulation emulation = Emulation.get();
    int nodes = 13;
    int columns = 45;
    long seed = 0x123456789ABCDEFL;
    long first = 0x1_0000_0003L * 4 - 7;
    NodeMajor h = new NodeMajor(nodes, 2, columns);
    for (int i = 0; i < nodes; i++) {
      for (int k = 0; k < columns; k++) {
        h.set(1, i, k, 1);
      }
    }
    long threshold = (long) Math.ceil(fraction * 0x1p32);
    emulation.rows(
        "np_drop_nodes",
        nodes,
        4,
        h.at(1),
        h.stride(),
        nodes,
        columns,
        threshold,
        seed,
        9,
        0,
        first);
    for (int i = 0; i < nodes; i++) {
      for (int k = 0; k < columns; k++) {
        int word = PhiloxReference.word(first + (long) k * nodes + i, 9, 0, seed);
        double u = (word & 0xFFFFFFFFL) * 0x1p-32;
        assertThat(h.get(1, i, k)).isEqualTo(u >= fraction ? 1f : 0f);
      }
    }
    assertThat(h.paddingIsZero(1)).isTrue();
  }

  @Test
  void layoutsAreInverse() {
    Emulation emulation = Emulation.get();
    int nodes = 7;
    int steps = 4;
    int count = 3;
    int columns = 37;
    SplittableRandom random = Seeded.random(SEED);
    float[] host = new float[count * nodes * columns];
    for (int e = 0; e < host.length; e++) {
      host[e] = (float) random.nextDouble();
    }
    NodeMajor y = new NodeMajor(nodes, steps, columns).spoilPadding();
    // In two pieces that end in the middle of a row, as the staging ring may cut them.
    int cut = 101;
    emulation.flat(
        "np_write_slices",
        cut,
        33,
        host,
        0L,
        (long) cut,
        y.at(1),
        y.stride(),
        nodes,
        y.ldB,
        columns);
    emulation.flat(
        "np_write_slices",
        host.length - cut,
        64,
        new Arguments.At(host, cut),
        (long) cut,
        (long) host.length - cut,
        y.at(1),
        y.stride(),
        nodes,
        y.ldB,
        columns);
    emulation.rows("np_zero_padding", nodes, 2, y.at(1), y.stride(), nodes, y.ldB, count, columns);
    for (int s = 0; s < count; s++) {
      assertThat(y.paddingIsZero(s + 1)).isTrue();
      for (int i = 0; i < nodes; i++) {
        for (int k = 0; k < columns; k++) {
          assertThat(y.get(s + 1, i, k)).isEqualTo(host[(s * nodes + i) * columns + k]);
        }
      }
    }
    float[] back = new float[host.length];
    emulation.flat(
        "np_read_slices",
        cut,
        32,
        back,
        0L,
        (long) cut,
        y.at(1),
        y.stride(),
        nodes,
        y.ldB,
        columns);
    emulation.flat(
        "np_read_slices",
        host.length - cut,
        96,
        new Arguments.At(back, cut),
        (long) cut,
        (long) host.length - cut,
        y.at(1),
        y.stride(),
        nodes,
        y.ldB,
        columns);
    assertThat(back).isEqualTo(host);
  }
}
