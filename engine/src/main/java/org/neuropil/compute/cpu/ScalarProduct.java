package org.neuropil.compute.cpu;

/** The loops without the vector API, for other machines and as the plainest statement. */
final class ScalarProduct extends ProductPanel {
  ScalarProduct(int width) {
    super(width);
  }

  @Override
  void product(
      int[] starts,
      int first,
      int last,
      int rowFrom,
      int rowTo,
      char[] local,
      float[] values,
      float[] h,
      int hBase,
      float[] y,
      int yBase,
      int ld) {
    for (int i = rowFrom; i < rowTo; i++) {
      int end = starts[last + i];
      int at = yBase + i * ld;
      for (int k = starts[first + i]; k < end; k++) {
        int p = hBase + local[k] * ld;
        float w = values[k];
        for (int b = 0; b < width; b++) {
          y[at + b] = Math.fma(w, h[p + b], y[at + b]);
        }
      }
    }
  }
}
