package org.neuropil.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.ConductanceProduct;
import org.neuropil.compute.ConductanceProduct.Synapses;
import org.neuropil.compute.Conductances.Slice;
import org.neuropil.compute.Precision;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.SparsityPattern;

/** What the contract leaves open of the conductances, on the emulated device. */
class CudaConductancesTest {
  private static CudaBackend open() {
    return new CudaBackend(EmulatedDevice.withKernels(), Precision.FP32);
  }

  @Test
  void givesItsMemoryBackAndRefusesWrongShapes() {
    try (CudaBackend backend = open()) {
      SparsityPattern pattern = SparsityPattern.bernoulli(6, 4, 0.5, 1, 0);
      int n = pattern.nonzeros();
      Buffer b = backend.buffer("b", n);
      Synapses synapses = new Synapses(b, b, b, b);
      Sequence x = backend.sequence("x", 4, 1, 3);
      Sequence y = backend.sequence("y", 6, 2, 3);
      long before = backend.arena().availableBytes();
      ConductanceProduct product = backend.conductances().product("synapses", pattern, 3);
      assertThat(product.planBytes()).isPositive();
      Slice in = new Slice(x, 0);
      Slice num = new Slice(y, 0);
      Slice den = new Slice(y, 1);
      product.forward(synapses, in, num, den, 3);
      assertThatThrownBy(() -> product.forward(synapses, num, num, den, 3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("y: expected 4 nodes, found 6");
      Buffer small = backend.buffer("small", n + 1);
      Synapses wrong = new Synapses(b, b, small, b);
      assertThatThrownBy(() -> product.forward(wrong, in, num, den, 3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("small: expected");
      small.close();
      product.close();
      assertThat(backend.arena().availableBytes()).isEqualTo(before);
    }
  }
}
