package org.neuropil.compute.cpu;

/** The loops without the vector API, for other machines and as the plainest statement. */
final class ScalarSample extends SamplePanel {
  ScalarSample(int width) {
    super(width);
  }

  @Override
  void sample(
      char[] local,
      int from,
      int to,
      float[] d,
      int dBase,
      int dStride,
      float[] h,
      int hBase,
      int hStride,
      int slices,
      int ld,
      float[] g,
      boolean add) {
    for (int k = from; k < to; k++) {
      float sum = 0;
      int at = hBase + local[k] * ld;
      for (int s = 0; s < slices; s++) {
        for (int b = 0; b < width; b++) {
          sum = Math.fma(d[dBase + s * dStride + b], h[at + s * hStride + b], sum);
        }
      }
      g[k] = add ? g[k] + sum : sum;
    }
  }
}
