// Softmax with cross-entropy. ONE block, threads over samples; every column of the logits is contiguous over samples,
// so loads coalesce. Dynamic shared memory: blockDim.x * 8 bytes.
#include "common.cuh"

// Adds to totals: *lossSum += sum of -log P[label]; counts[0] += samples, counts[1] += correct predictions,
// counts[2] += samples with a non-finite logit. Where dLogits is not null, dLogits[c, k] = (P - Y) / columns and zero
// in the padding. The prediction is the lowest index of the largest logit, and the first NaN where there is one.
// A label outside [0, classes) gives a NaN loss instead of a read outside the matrix.
extern "C" __global__ void np_softmax_cross_entropy(const float* logits, i64 stride, int classes, int ldB,
                                                    int columns, const int* labels, float* dLogits, i64 dStride,
                                                    double* lossSum, i64* counts) {
  NEUROPIL_DYNAMIC_SHARED(double, shared);
  double loss = 0.0;
  int correct = 0;
  int bad = 0;
  for (int k = threadIdx.x; k < columns; k += blockDim.x) {
    float largest = logits[k];
    int prediction = 0;
    bool finite = isfinite(largest);
    for (int c = 1; c < classes; c++) {
      const float z = logits[c * stride + k];
      finite = finite && isfinite(z);
      if (!isnan(largest) && !(z <= largest)) {
        largest = z;
        prediction = c;
      }
    }
    float sum = 0.0f;
    for (int c = 0; c < classes; c++) sum += expf(logits[c * stride + k] - largest);
    const int label = labels[k];
    const bool known = label >= 0 && label < classes;
    loss += known ? (double)(logf(sum) + (largest - logits[label * stride + k])) : (double)NAN;
    correct += prediction == label ? 1 : 0;
    bad += finite ? 0 : 1;
    if (dLogits) {
      for (int c = 0; c < classes; c++) {
        const float p = expf(logits[c * stride + k] - largest) / sum;
        dLogits[c * dStride + k] = (p - (c == label ? 1.0f : 0.0f)) / (float)columns;
      }
    }
  }
  if (dLogits) {
    for (int k = columns + threadIdx.x; k < ldB; k += blockDim.x) {
      for (int c = 0; c < classes; c++) dLogits[c * dStride + k] = 0.0f;
    }
  }
  shared[threadIdx.x] = loss;
  blockSum(shared);
  if (threadIdx.x == 0) {
    *lossSum += shared[0];
    counts[0] += columns;
  }
  // Integers below 2^53 are exact in double, so the same scratch serves for the counts.
  __syncthreads();
  shared[threadIdx.x] = correct;
  blockSum(shared);
  if (threadIdx.x == 0) counts[1] += (i64)shared[0];
  __syncthreads();
  shared[threadIdx.x] = bad;
  blockSum(shared);
  if (threadIdx.x == 0) counts[2] += (i64)shared[0];
}
