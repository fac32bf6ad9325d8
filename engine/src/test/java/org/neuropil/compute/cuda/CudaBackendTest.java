package org.neuropil.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Indices;
import org.neuropil.compute.MemoryNeed;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/** The operations beside the hidden product, on the emulated device. */
class CudaBackendTest {
  private static CudaBackend open() {
    return new CudaBackend(EmulatedDevice.withKernels(), Precision.FP32);
  }

  private static float[] random(int n, int index) {
    Philox random = new Philox(11, Philox.Purpose.TEST, index);
    float[] values = new float[n];
    for (int e = 0; e < n; e++) {
      values[e] = random.nextSymmetric(1);
    }
    return values;
  }

  @Test
  void affineForwardGradientAndBackward() {
    int in = 5;
    int out = 7;
    int columns = 33;
    try (CudaBackend backend = open()) {
      Buffer u = backend.buffer("U", out * in);
      Buffer b1 = backend.buffer("b1", out);
      Buffer b2 = backend.buffer("b2", out);
      Buffer b3 = backend.buffer("b3", out);
      u.write(random(out * in, 1));
      b1.write(random(out, 2));
      b2.write(random(out, 3));
      b3.write(random(out, 4));
      Sequence x = backend.sequence("x", in, 3, 40);
      Sequence y = backend.sequence("y", out, 4, 40);
      x.write(0, 3, columns, random(3 * in * columns, 5));
      backend.affine(u, x, 1, y, 2, 2, columns, b1, b2, b3);
      for (int s = 0; s < 2; s++) {
        for (int i = 0; i < out; i++) {
          for (int k = 0; k < columns; k++) {
            double sum = b1.get(i) + b2.get(i) + b3.get(i);
            for (int j = 0; j < in; j++) {
              sum += u.get(i * in + j) * x.get(1 + s, j, k);
            }
            assertThat(y.get(2 + s, i, k)).isCloseTo(sum, within(1e-5));
          }
          assertThat(y.get(2 + s, i, columns)).isZero();
        }
      }
      Buffer gu = backend.buffer("gU", out * in);
      Buffer gb = backend.buffer("gb", out);
      backend.affineGradient(y, 2, x, 1, 2, columns, gu);
      backend.biasGradient(y, 2, 2, columns, gb);
      Sequence back = backend.sequence("back", in, 1, 40);
      backend.affineBackward(u, y, 3, back, 0, Activation.TANH, x, 0, columns);
      for (int i = 0; i < out; i++) {
        double bias = 0;
        for (int s = 2; s < 4; s++) {
          for (int k = 0; k < columns; k++) {
            bias += y.get(s, i, k);
          }
        }
        assertThat(gb.get(i)).isCloseTo(bias, within(1e-4));
        for (int j = 0; j < in; j++) {
          double sum = 0;
          for (int k = 0; k < columns; k++) {
            sum += y.get(2, i, k) * x.get(1, j, k) + y.get(3, i, k) * x.get(2, j, k);
          }
          assertThat(gu.get(i * in + j)).isCloseTo(sum, within(1e-4));
        }
      }
      for (int j = 0; j < in; j++) {
        double sum = 0;
        for (int i = 0; i < out; i++) {
          sum += u.get(i * in + j) * y.get(3, i, 4);
        }
        double h = x.get(0, j, 4);
        assertThat(back.get(0, j, 4)).isCloseTo(sum * (1 - h * h), within(1e-5));
      }
      backend.affineGradient(y, 2, x, 1, 0, columns, gu);
      assertThat(gu.toArray()).containsOnly(0f);
    }
  }

  @Test
  void randomNumbersAreThoseOfTheCpu() {
    try (CudaBackend backend = open()) {
      Buffer b = backend.buffer("b", 1003);
      backend.fillSymmetric(b, 0.25f, 99, Philox.Purpose.INPUT_WEIGHTS, 2);
      Philox expected = new Philox(99, Philox.Purpose.INPUT_WEIGHTS, 2);
      for (float value : b.toArray()) {
        assertThat(value).isEqualTo(expected.nextSymmetric(0.25f));
      }
      Sequence h = backend.sequence("h", 9, 2, 12);
      float[] ones = new float[9 * 12];
      java.util.Arrays.fill(ones, 1);
      h.write(1, 1, 12, ones);
      backend.dropNodes(h, 1, 12, 0.4, 5, 1000);
      Philox noise = new Philox(5, Philox.Purpose.NODE_NOISE, 0);
      for (int k = 0; k < 12; k++) {
        for (int i = 0; i < 9; i++) {
          double u = noise.seek(1000 + k * 9L + i).nextUnit();
          assertThat(h.get(1, i, k)).isEqualTo(u >= 0.4 ? 1 : 0);
        }
      }
    }
  }

  @Test
  void softmaxAddsToTheTotals() {
    try (CudaBackend backend = open();
        Metrics metrics = backend.metrics("totals");
        Indices labels = backend.indices("labels", 1, 4)) {
      Sequence z = backend.sequence("z", 3, 1, 4);
      Sequence dz = backend.sequence("dz", 3, 1, 4);
      z.write(0, 1, 2, new float[] {1, 2, 3, 2, 0, Float.NaN});
      labels.write(new int[] {1, 0}, 1, 2);
      backend.softmaxCrossEntropy(z, 1, labels, 1, 1, false, dz, metrics);
      double sum = Math.exp(-2) + 1 + Math.exp(-3);
      Metrics.Totals totals = metrics.read();
      assertThat(totals.samples()).isEqualTo(1);
      assertThat(totals.correct()).isEqualTo(1);
      assertThat(totals.nanCount()).isZero();
      assertThat(totals.lossSum()).isCloseTo(Math.log(sum), within(1e-6));
      assertThat(dz.get(0, 1, 0)).isCloseTo(1 / sum - 1, within(1e-6));
      backend.softmaxCrossEntropy(z, 1, labels, 2, 0.5, false, z, metrics);
      assertThat(metrics.read().samples()).isEqualTo(3);
      assertThat(metrics.read().nanCount()).isEqualTo(1);
      metrics.reset();
      assertThat(metrics.read()).isEqualTo(new Metrics.Totals(0, 0, 0, 0));
      assertThatThrownBy(() -> labels.write(new int[5], 1, 5))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void reductionsAndBuffers() {
    try (CudaBackend backend = open()) {
      float[] values = random(5000, 8);
      Buffer b = backend.buffer("b", 5000);
      b.write(values);
      double sum = 0;
      for (float value : values) {
        sum += Math.abs(value);
      }
      assertThat(backend.meanAbs(b)).isCloseTo(sum / 5000, within(1e-9));
      b.set(17, Double.NaN);
      b.set(4999, Double.POSITIVE_INFINITY);
      assertThat(backend.countNonFinite(b)).isEqualTo(2);
      b.zero();
      assertThat(b.toArray()).containsOnly(0f);
      b.close();
      b.close();
      assertThatThrownBy(() -> b.read(values))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("b is closed");
      try (CudaBackend other = open()) {
        Buffer foreign = other.buffer("foreign", 4);
        assertThatThrownBy(() -> backend.meanAbs(foreign))
            .hasMessage("foreign belongs to another back end");
      }
    }
  }

  @Test
  void activationKeepsPaddingZeroWhateverAWeightIs() {
    try (CudaBackend backend = open()) {
      Buffer w = backend.buffer("w", 1);
      w.write(new float[] {Float.NaN});
      Sequence x = backend.sequence("x", 1, 1, 3);
      Sequence y = backend.sequence("y", 1, 1, 3);
      x.write(0, 1, 2, new float[] {1, 1});
      backend.affine(w, x, 0, y, 0, 1, 2);
      assertThat(y.get(0, 0, 0)).isNaN();
      assertThat(y.get(0, 0, 2)).isZero();
      assertThatThrownBy(() -> backend.activate(y, 1, Activation.RELU, 2))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("y: steps 1 + 1 of 1");
    }
  }

  @Test
  void transfersLargerThanTheStagingArea() {
    try (CudaBackend backend = open()) {
      KernelLibrary kernels = backend.kernels();
      Transfer small = new Transfer(backend.device(), kernels, backend.arena(), 256);
      Sequence y = backend.sequence("y", 5, 3, 7);
      KernelLibrary.Slices slices = backend.at(y, 1, 2, 7, 0);
      float[] host = random(2 * 5 * 7, 9);
      small.writeSlices(host, slices, 2, 7);
      float[] back = new float[5 * 7];
      for (int s = 0; s < 2; s++) {
        small.readSlices(back, backend.at(y, 1 + s, 1, 7, 0), 7);
        assertThat(back).isEqualTo(java.util.Arrays.copyOfRange(host, s * 35, (s + 1) * 35));
        y.read(1 + s, 7, back);
        assertThat(back).isEqualTo(java.util.Arrays.copyOfRange(host, s * 35, (s + 1) * 35));
      }
    }
  }

  /** The prediction is what a network really takes, to the byte. */
  @Test
  void memoryIsPredicted() {
    Device.Limits usual = EmulatedDevice.withKernels().limits;
    for (PlanKind kind : new PlanKind[] {PlanKind.TILED, PlanKind.DENSE, PlanKind.LIBRARY}) {
      predict(kind, 37, 0.2, usual);
    }
    // With tiles, one and many; without; the gradient sampled; no connections.
    predict(PlanKind.TILED, 37, 0.9, new Device.Limits(1, 48 << 10, 1 << 20, 1));
    predict(PlanKind.TILED, 120, 0.9, new Device.Limits(1, 4 << 10, 1 << 20, 128));
    predict(PlanKind.TILED, 120, 0.02, new Device.Limits(100, 48 << 10, 1 << 20, 128));
    predict(PlanKind.TILED, 37, 0, usual);
  }

  private static void predict(PlanKind kind, int nodes, double density, Device.Limits limits) {
    SparsityPattern pattern = SparsityPattern.bernoulli(nodes, nodes, density, 3, 0);
    int nnz = pattern.nonzeros();
    EmulatedDevice device = EmulatedDevice.withKernels();
    device.limits = limits;
    CudaMemory predicted =
        CudaMemory.predict(nodes, nnz, 6, 4, 5, 33, kind, Precision.FP32, limits);
    try (CudaBackend backend = new CudaBackend(device, Precision.FP32)) {
      long before = backend.arena().usedBytes();
      backend.reserve(new MemoryNeed(predicted.total(), 0, Long.MAX_VALUE, "here"));
      long reserved = backend.arena().reservedBytes();
      for (int size : new int[] {nnz, nodes * 6, nodes, nodes, 4 * nodes, 4}) {
        for (String role : new String[] {"w", "g", "m", "v"}) {
          backend.buffer(role, size);
        }
      }
      backend.sequence("x", 6, 5, 33);
      backend.sequence("h", nodes, 6, 33);
      backend.sequence("d", nodes, 5, 33);
      backend.sequence("z", 4, 1, 33);
      backend.sequence("dz", 4, 1, 33);
      backend.indices("labels", 1, 64);
      HiddenProduct product = backend.product("W", pattern, kind, 5, 33);
      assertThat(backend.arena().usedBytes() - before)
          .as("%s, density %s, %s", kind, density, limits)
          .isEqualTo(predicted.total() - predicted.workspace());
      assertThat(backend.arena().reservedBytes()).isEqualTo(reserved);
      assertThat(product.plan()).isEqualTo(kind);
    }
  }

  /** Shapes that do not fit are refused before anything is launched. */
  @Test
  void operandsOfFurtherOperationsAreChecked() {
    EmulatedDevice device = EmulatedDevice.withKernels();
    try (CudaBackend backend = new CudaBackend(device, Precision.FP32);
        Metrics metrics = backend.metrics("totals");
        Indices tokens = backend.indices("tokens", 2, 4);
        CudaBackend other = open()) {
      Sequence x = backend.sequence("x", 3, 2, 4);
      Sequence narrow = backend.sequence("narrow", 2, 2, 4);
      Buffer table = backend.buffer("table", 8);
      device.launched.clear();
      Backend.Term term = new Backend.Term(1, x, 0);
      assertThatThrownBy(() -> backend.combine(x, 0, 4, Activation.IDENTITY, null, 0))
          .hasMessage("0 terms, expected 1 to 6");
      assertThatThrownBy(() -> backend.combine(x, 0, 4, Activation.TANH, null, 0, term))
          .hasMessage("no outputs to take the derivative of TANH from");
      assertThatThrownBy(() -> backend.combine(narrow, 0, 4, Activation.IDENTITY, null, 0, term))
          .hasMessage("x: expected 2 nodes, found 3");
      assertThatThrownBy(() -> backend.embed(table, tokens, x, 2, 4))
          .hasMessage("table: 8 elements are no rows of 3");
      assertThatThrownBy(() -> backend.embedGradient(tokens, narrow, 3, 4, table))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> backend.addNoise(x, 0, 1, 4, 0.1, 1, 6))
          .hasMessage("first word 6 is no multiple of 4");
      assertThatThrownBy(() -> backend.squaredError(x, 2, false, narrow, null, 4, 1, x, metrics))
          .hasMessage("narrow: expected 3 nodes, found 2");
      assertThatThrownBy(() ->
              other.softmaxCrossEntropy(
                  other.sequence("z", 2, 2, 4), 2, tokens, 4, 1, false, x, metrics))
          .hasMessageContaining("another back end");
      assertThatThrownBy(() -> tokens.write(new int[9], 3, 3))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(device.launched).isEmpty();
    }
  }

  /** What a fuller batch left behind counts as no label. */
  @Test
  void indicesOfAFullerBatchAreForgotten() {
    try (CudaBackend backend = open();
        Indices labels = backend.indices("labels", 2, 40);
        Metrics metrics = backend.metrics("totals")) {
      Sequence z = backend.sequence("z", 3, 2, 40);
      int[] full = new int[80];
      labels.write(full, 2, 40);
      labels.write(new int[] {1, Indices.NONE, 2, 0, 1, Indices.NONE}, 2, 3);
      backend.softmaxCrossEntropy(z, 2, labels, 40, 1, false, z, metrics);
      assertThat(metrics.read().samples()).isEqualTo(4);
      assertThat(metrics.read().correct()).isEqualTo(1);
      assertThat(metrics.read().lossSum()).isCloseTo(4 * Math.log(3), within(1e-6));
    }
  }
}
