package org.neuropil.compute.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.ConductanceProduct;
import org.neuropil.compute.ConductanceProduct.Synapses;
import org.neuropil.compute.Conductances.Membrane;
import org.neuropil.compute.Conductances.Slice;
import org.neuropil.compute.Sequence;
import org.neuropil.compute.cpu.CpuBackend;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/** The number of CPU threads changes no bit of the conductances and their gradients. */
class ConductanceThreadsTest {
  private static final int BATCH = 37;
  private static final int COLUMNS = 35;
  private static final int NODES = 307;

  @Test
  void sameBits() {
    List<float[]> one = results(1);
    for (int threads : new int[] {2, 3}) {
      List<float[]> more = results(threads);
      assertThat(more).hasSameSizeAs(one);
      for (int k = 0; k < one.size(); k++) {
        assertThat(more.get(k)).as("result %d", k).isEqualTo(one.get(k)).doesNotContain(Float.NaN);
      }
    }
  }

  private static List<float[]> results(int threads) {
    Philox random = new Philox(9, Philox.Purpose.TEST, 3);
    SparsityPattern pattern = SparsityPattern.bernoulli(NODES, NODES, 0.1, 5, 0);
    List<Buffer> buffers = new ArrayList<>();
    List<Sequence> sequences = new ArrayList<>();
    List<float[]> results = new ArrayList<>();
    try (Backend backend = new CpuBackend(threads)) {
      for (int k = 0; k < 14; k++) {
        Buffer b = backend.buffer("b", k < 8 ? pattern.nonzeros() : NODES);
        float[] values = new float[b.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = 0.1f + random.nextFloat();
        }
        b.write(values);
        buffers.add(b);
      }
      for (int k = 0; k < 6; k++) {
        Sequence s = backend.sequence("s", NODES, 2, BATCH);
        float[] values = new float[2 * NODES * COLUMNS];
        for (int i = 0; i < values.length; i++) {
          values[i] = random.nextFloat();
        }
        s.write(0, 2, COLUMNS, values);
        sequences.add(s);
      }
      Synapses synapses =
          new Synapses(buffers.get(0), buffers.get(1), buffers.get(2), buffers.get(3));
      Synapses gradients =
          new Synapses(buffers.get(4), buffers.get(5), buffers.get(6), buffers.get(7));
      Membrane membrane = new Membrane(buffers.get(8), buffers.get(9), buffers.get(10));
      Membrane sums = new Membrane(buffers.get(11), buffers.get(12), buffers.get(13));
      Slice v = new Slice(sequences.get(0), 0);
      Slice next = new Slice(sequences.get(0), 1);
      Slice num = new Slice(sequences.get(1), 0);
      Slice den = new Slice(sequences.get(2), 0);
      Slice in = new Slice(sequences.get(3), 0);
      Slice dNum = new Slice(sequences.get(1), 1);
      Slice dDen = new Slice(sequences.get(2), 1);
      Slice dNext = new Slice(sequences.get(4), 1);
      Slice dv = new Slice(sequences.get(4), 0);
      ConductanceProduct product = backend.conductances().product("synapses", pattern, BATCH);
      product.forward(synapses, v, num, den, COLUMNS);
      backend.conductances().step(membrane, next, v, num, den, in, in, COLUMNS);
      backend
          .conductances()
          .stepBackward(membrane, dNext, next, v, den, in, dv, false, dNum, dDen, COLUMNS, sums);
      product.backward(synapses, v, dNum, dDen, dv, true, COLUMNS, gradients);
      backend
          .conductances()
          .scale(buffers.get(8), buffers.get(9), sequences.get(4), 0, sequences.get(5), 0, 2, 35);
      backend
          .conductances()
          .scaleGradient(sequences.get(4), 0, sequences.get(5), 0, 2, COLUMNS, buffers.get(10));
      buffers.forEach(b -> results.add(b.toArray()));
      for (Sequence s : sequences) {
        for (int t = 0; t < 2; t++) {
          float[] slice = new float[NODES * BATCH];
          s.read(t, BATCH, slice);
          results.add(slice);
        }
      }
    }
    return results;
  }
}
