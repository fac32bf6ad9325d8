package org.neuropil.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.Precision;
import org.neuropil.compute.reference.ReferenceBackend;
import org.neuropil.matrix.Philox;

/** Selection by magnitude on the emulated device, against sorting. */
class CudaSelectTest {
  @Test
  void magnitudesAndMasks() {
    Philox random = new Philox(3, Philox.Purpose.TEST, 0);
    // Several blocks.
    int n = 5000;
    float[] values = new float[n];
    for (int e = 0; e < n; e++) {
      values[e] = e % 3 == 0 ? (random.nextInt(9) - 4) / 8f : random.nextSymmetric(1);
    }
    float[] sorted = new float[n];
    for (int e = 0; e < n; e++) {
      sorted[e] = Math.abs(values[e]);
    }
    Arrays.sort(sorted);
    try (CudaBackend backend = new CudaBackend(EmulatedDevice.withKernels(), Precision.FP32);
        CudaSelect select = CudaSelect.on(backend).orElseThrow()) {
      Buffer w = backend.buffer("w", n);
      Buffer m = backend.buffer("m", n);
      Buffer mask = backend.buffer("mask", n);
      w.write(values);
      for (int count : new int[] {0, 1, 1234, n - 1, n}) {
        if (count < n) {
          assertThat(select.magnitude(w, count)).isEqualTo(sorted[count]);
        }
        select.keepLargest(w, count, mask);
        float[] expected = new float[n];
        float threshold = count == 0 ? Float.POSITIVE_INFINITY : sorted[n - count];
        int ties = count;
        for (float value : sorted) {
          ties -= value > threshold ? 1 : 0;
        }
        for (int e = 0; e < n; e++) {
          float magnitude = Math.abs(values[e]);
          expected[e] = magnitude > threshold || (magnitude == threshold && ties-- > 0) ? 1 : 0;
        }
        assertThat(mask.toArray()).as("count %d", count).isEqualTo(expected);
      }
      select.keepLargest(w, 1000, mask);
      m.write(values);
      select.apply(mask, w, m);
      float[] kept = w.toArray();
      assertThat(m.toArray()).isEqualTo(kept);
      for (int e = 0; e < n; e++) {
        assertThat(kept[e]).isEqualTo(mask.get(e) == 0 ? 0 : values[e]);
      }
      assertThatThrownBy(() -> select.magnitude(w, n))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> select.keepLargest(w, n + 1, mask))
          .isInstanceOf(IndexOutOfBoundsException.class);
      Buffer other = backend.buffer("other", 3);
      assertThatThrownBy(() -> select.keepLargest(w, 5, other))
          .hasMessage("other: expected 5000 elements, found 3");
    }
  }

  @Test
  void otherBackEndsHaveNone() {
    try (Backend backend = new ReferenceBackend()) {
      assertThat(CudaSelect.on(backend)).isEmpty();
    }
  }
}
