package org.neuropil.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.Backends;
import org.neuropil.compute.PlanKind;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparsityPattern;

/**
 * The start of the published notebook with seed 42, from what NumPy 2.4 and PyTorch 1.13 draw for
 * numpy.random.rand(10, 10) < 0.1, torch.nn.RNN, torch.nn.Linear and torch.nn.init.uniform_.
 */
class PublishedStartTest {
  @Test
  void theMaskIsNumpys() {
    SparsityPattern mask = PublishedStart.mask(10, 0.1, 42);
    List<String> places = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      for (int e = mask.rowStart(i); e < mask.rowStart(i + 1); e++) {
        places.add(i + "," + mask.column(e));
      }
    }
    assertThat(places)
        .containsExactly(
            "0,6", "1,0", "2,9", "3,2", "3,7", "4,2", "5,6", "5,8", "6,8", "7,2", "7,7", "8,3",
            "9,8");
    // The first four numbers are 0.374540, 0.950714, 0.731994, 0.598658.
    assertThat(PublishedStart.mask(2, 0.37453, 42).nonzeros()).isZero();
    assertThat(PublishedStart.mask(2, 0.37455, 42).nonzeros()).isEqualTo(1);
    assertThat(PublishedStart.mask(2, 0.95072, 42).isFull()).isTrue();
    assertThat(PublishedStart.mask(3, 1, 42).isFull()).isTrue();
    assertThat(PublishedStart.mask(400, 0.2, 7).density()).isCloseTo(0.2, within(0.005));
  }

  @Test
  void smallNetworksHaveTheBitsOfPyTorch() {
    try (Backend backend = cpu()) {
      Network network = network(backend, spec(5, 3, 2, 1));
      PublishedStart.initialise(network, 42);
      assertThat(first(network, 0))
          .containsExactly(0x1.5e1e3p-2f, 0x1.7c1972p-2f, -0x1.ad2322p-4f, 0x1.a4acce0p-2f);
      assertThat(first(network, 1))
          .containsExactly(0x1.43549cp-12f, -0x1.691c6cp-12f, 0x1.414cfep-12f, -0x1.b4ec7cp-13f);
      assertThat(first(network, 2))
          .containsExactly(0x1.ec2bd6p-4f, -0x1.f0be3p-4f, 0x1.8175eep-3f, 0x1.98dd6ep-2f);
      assertThat(first(network, 3))
          .containsExactly(-0x1.906748p-3f, 0x1.085b4p-2f, 0x1.47c136p-4f, 0x1.d11f6ep-3f);
      assertThat(first(network, 4))
          .containsExactly(-0x1.c55348p-2f, -0x1.61dd76p-3f, -0x1.5f416ep-2f, 0x1.77c35ap-2f);
      assertThat(network.parameters().get(5).value().toArray())
          .containsExactly(0x1.cd583p-6f, -0x1.38912ap-2f);
    }
  }

  /** The last value of every tensor, at N = 60; unconnected places are drawn and left out. */
  @Test
  void everyNumberIsInItsPlace() {
    float[] last = {-0.040049676f, -2.9799415e-4f, -0.0011611797f, -0.05934204f, -0.12879969f};
    for (double density : new double[] {1, 0.3}) {
      try (Backend backend = cpu()) {
        Network network = network(backend, spec(60, 28, 10, density));
        PublishedStart.initialise(network, 42);
        for (int p = 0; p < last.length; p++) {
          float[] values = network.parameters().get(p).value().toArray();
          if (p != 1 || density == 1) {
            assertThat(values[values.length - 1]).as("tensor %d", p).isEqualTo(last[p]);
          }
        }
        SparsityPattern pattern = network.pattern();
        Network full = network(backend, spec(60, 28, 10, 1));
        PublishedStart.initialise(full, 42);
        float[] all = full.hiddenToHidden().value().toArray();
        float[] some = network.hiddenToHidden().value().toArray();
        for (int i = 0; i < 60; i++) {
          for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
            assertThat(some[e]).isEqualTo(all[60 * i + pattern.column(e)]);
          }
        }
      }
    }
  }

  /** The published check of the first input weights at N = 10,000, without its connections. */
  @Test
  void firstInputWeightsOfThePublishedNetwork() {
    try (Backend backend = cpu()) {
      NetworkSpec spec = spec(10_000, 28, 10, 1e-6);
      Network network =
          Networks.create(
              backend,
              spec,
              SparsityPattern.of(10_000, 10_000, new int[10_001], new int[0]),
              PlanKind.TILED,
              1,
              1);
      PublishedStart.initialise(network, 42);
      float[] values = network.parameters().getFirst().value().toArray();
      assertThat(values[0]).isCloseTo(0.0076454f, within(1e-7f));
      assertThat(values[1]).isCloseTo(0.0083001f, within(1e-7f));
      assertThat(values[2]).isCloseTo(-0.0023427f, within(1e-7f));
    }
  }

  @Test
  void otherNetworksAndSeedsAreRefused() {
    assertThatThrownBy(() -> PublishedStart.mask(5, 0.5, 1L << 32))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("32 bits, found 4294967296");
    NetworkSpec dale =
        NetworkSpec.classifier(
            NetworkSpec.Cell.RNN,
            3,
            5,
            2,
            1,
            Activation.RELU,
            0.001,
            new DaleSpec(DaleSpec.Mode.CLAMP, 0.2, false, 1, false));
    try (Backend backend = cpu()) {
      Network network = network(backend, dale);
      assertThatThrownBy(() -> PublishedStart.initialise(network, 1))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("without Dale's principle");
    }
  }

  private static float[] first(Network network, int parameter) {
    return java.util.Arrays.copyOf(network.parameters().get(parameter).value().toArray(), 4);
  }

  private static NetworkSpec spec(int hidden, int inputs, int classes, double density) {
    return NetworkSpec.classifier(
        NetworkSpec.Cell.RNN,
        inputs,
        hidden,
        classes,
        density,
        Activation.RELU,
        NetworkSpec.DEFAULT_WEIGHT_LIMIT,
        DaleSpec.off());
  }

  private static Network network(Backend backend, NetworkSpec spec) {
    return Networks.create(
        backend,
        spec,
        PublishedStart.mask(spec.hidden(), spec.density(), 42),
        PlanKind.TILED,
        2,
        2);
  }

  private static Backend cpu() {
    return Backends.open("cpu", BackendOptions.defaults());
  }
}
