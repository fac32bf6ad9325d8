// Softmax with cross-entropy of one column of logits.
#pragma once

#include "common.cuh"

// Loss of the column z[0], z[stride], ..; its gradient scale (P - Y) to d likewise, unless d is null. With `twice` the
// softmax is taken again of the probabilities. A label outside [0, classes) gives a NaN loss instead of a read outside
// the matrix. The prediction is the lowest index of the largest logit, and the first NaN where there is one.
__device__ __forceinline__ double columnLoss(const float* z, i64 stride, int classes, int label, float scale, int twice,
                                             float* d, i64 dStride, bool* correct, bool* finite) {
  float largest = z[0];
  int prediction = 0;
  bool allFinite = isfinite(largest);
  for (int c = 1; c < classes; c++) {
    const float value = z[c * stride];
    allFinite = allFinite && isfinite(value);
    if (!isnan(largest) && !(value <= largest)) {
      largest = value;
      prediction = c;
    }
  }
  *correct = prediction == label;
  *finite = allFinite;
  const bool known = label >= 0 && label < classes;
  // The exponentials beside the largest one, which is 1: a loss near 0 keeps its relative accuracy. The difference is 0,
  // and NaN if the largest logit is not finite.
  float others = largest - largest;
  for (int c = 0; c < classes; c++) others += c == prediction ? 0.0f : expf(z[c * stride] - largest);
  const float sum = 1.0f + others;
  if (!twice) {
    if (d) {
      for (int c = 0; c < classes; c++) {
        const float p = expf(z[c * stride] - largest) / sum;
        // P - 1 without cancellation where the label is the prediction.
        const float missing = c == prediction ? others / sum : 1.0f - p;
        d[c * dStride] = scale * (c == label ? -missing : p);
      }
    }
    return known ? (double)(log1pf(others) + (largest - z[label * stride])) : (double)NAN;
  }
  // The largest probability is that of the largest logit.
  const float top = 1.0f / sum;
  float second = 0.0f;
  for (int c = 0; c < classes; c++) second += expf(expf(z[c * stride] - largest) / sum - top);
  if (d) {
    // With Q the softmax of P: slope = P o (Q - Y - <P, Q - Y>).
    float mean = 0.0f;
    for (int c = 0; c < classes; c++) {
      const float p = expf(z[c * stride] - largest) / sum;
      mean += p * (expf(p - top) / second - (c == label ? 1.0f : 0.0f));
    }
    for (int c = 0; c < classes; c++) {
      const float p = expf(z[c * stride] - largest) / sum;
      const float slope = expf(p - top) / second - (c == label ? 1.0f : 0.0f);
      d[c * dStride] = scale * (p * (slope - mean));
    }
  }
  return known ? (double)(logf(second) + (top - expf(z[label * stride] - largest) / sum)) : (double)NAN;
}
