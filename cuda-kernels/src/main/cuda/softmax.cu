// Softmax with cross-entropy. ONE block, threads over samples; every column of the logits is contiguous over samples,
// so loads coalesce. Dynamic shared memory: blockDim.x * 8 bytes.
#include "softmax.cuh"

// Adds to totals: *lossSum += sum of -log P[label]; counts[0] += samples, counts[1] += correct predictions,
// counts[2] += samples with a non-finite logit. Where dLogits is not null, dLogits[c, k] = (P - Y) / columns and zero
// in the padding. See softmax.cuh.
extern "C" __global__ void np_softmax_cross_entropy(const float* logits, i64 stride, int classes, int ldB,
                                                    int columns, const int* labels, float* dLogits, i64 dStride,
                                                    double* lossSum, i64* counts) {
  NEUROPIL_DYNAMIC_SHARED(double, shared);
  double loss = 0.0;
  int correct = 0;
  int broken = 0;
  for (int k = threadIdx.x; k < columns; k += blockDim.x) {
    bool hit = false;
    bool finite = false;
    loss += columnLoss(logits + k, stride, classes, labels[k], 1.0f / columns, 0, dLogits ? dLogits + k : dLogits,
                       dStride, &hit, &finite);
    correct += hit ? 1 : 0;
    broken += finite ? 0 : 1;
  }
  if (dLogits) {
    for (int k = columns + threadIdx.x; k < ldB; k += blockDim.x) {
      for (int c = 0; c < classes; c++) dLogits[c * dStride + k] = 0.0f;
    }
  }
  // Integers below 2^53 are exact in double.
  const double losses = blockTotal(shared, loss);
  const double hits = blockTotal(shared, correct);
  const double lost = blockTotal(shared, broken);
  if (threadIdx.x == 0) {
    *lossSum += losses;
    counts[0] += columns;
    counts[1] += (i64)hits;
    counts[2] += (i64)lost;
  }
}
