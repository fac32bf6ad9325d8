package org.neuropil.compute.cpu;

import org.neuropil.compute.Activation;

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

  @Override
  void activate(Activation activation, float[] y, int from, int to) {
    switch (activation) {
      case IDENTITY -> {}
      case RELU -> {
        for (int k = from; k < to; k++) {
          y[k] = Math.max(y[k], 0f);
        }
      }
      case TANH -> {
        for (int k = from; k < to; k++) {
          y[k] = FloatTanh.tanh(y[k]);
        }
      }
    }
  }

  @Override
  void derive(Activation activation, float[] y, int from, int to, float[] h, int hFrom) {
    int shift = hFrom - from;
    switch (activation) {
      case IDENTITY -> {}
      case RELU -> {
        for (int k = from; k < to; k++) {
          y[k] = h[k + shift] > 0f ? y[k] : 0f;
        }
      }
      case TANH -> {
        for (int k = from; k < to; k++) {
          float value = h[k + shift];
          y[k] = y[k] * Math.fma(-value, value, 1f);
        }
      }
    }
  }
}
