// Losses at every step of a sequence. What a block adds to the totals goes to a column of partial[4][gridDim.x]: loss,
// samples, correct predictions, samples that are not finite; np_add_totals sums the columns. Grids have the same size
// on every GPU, so that the order of the sums depends on the sizes alone. Integers below 2^53 are exact in double.
#include "softmax.cuh"

#define PARTIAL_LOSS 0
#define PARTIAL_SAMPLES 1
#define PARTIAL_CORRECT 2
#define PARTIAL_BROKEN 3

// For s in [0, count) and active columns whose label [s * pitch + k] is not NO_LABEL: totals, and, where dLogits is not
// null, dLogits[s][c, k] = scale (P - Y); 0 in columns without a label and in the padding. One thread per column of a
// step. Dynamic shared memory: blockDim.x doubles.
extern "C" __global__ void np_softmax_steps(const float* logits, i64 stride, int classes, int ldB, int count,
                                            int columns, const int* labels, int pitch, float scale, int twice,
                                            float* dLogits, i64 dStride, double* partial) {
  NEUROPIL_DYNAMIC_SHARED(double, lossShared);
  double loss = 0.0;
  int samples = 0;
  int correct = 0;
  int broken = 0;
  const i64 width = (i64)count * ldB;
  for (i64 e = (i64)blockIdx.x * blockDim.x + threadIdx.x; e < width; e += (i64)gridDim.x * blockDim.x) {
    const i64 s = e / ldB;
    const int k = (int)(e - s * ldB);
    const int label = k < columns ? labels[s * pitch + k] : NO_LABEL;
    if (label == NO_LABEL) {
      for (int c = 0; dLogits && c < classes; c++) dLogits[c * dStride + e] = 0.0f;
      continue;
    }
    bool hit = false;
    bool finite = false;
    loss += columnLoss(logits + e, stride, classes, label, scale, twice, dLogits ? dLogits + e : dLogits, dStride, &hit,
                       &finite);
    samples++;
    correct += hit ? 1 : 0;
    broken += finite ? 0 : 1;
  }
  const double losses = blockTotal(lossShared, loss);
  const double seen = blockTotal(lossShared, samples);
  const double hits = blockTotal(lossShared, correct);
  const double lost = blockTotal(lossShared, broken);
  if (threadIdx.x == 0) {
    partial[PARTIAL_LOSS * gridDim.x + blockIdx.x] = losses;
    partial[PARTIAL_SAMPLES * gridDim.x + blockIdx.x] = seen;
    partial[PARTIAL_CORRECT * gridDim.x + blockIdx.x] = hits;
    partial[PARTIAL_BROKEN * gridDim.x + blockIdx.x] = lost;
  }
}

// With y = z, or 1/(1 + e^-z) if `sigmoid`, and e = (y - target) weight (1 where weight is null): partial losses
// scale e^2, and, where dz is not null, dz = scale 2 e weight dy/dz / columns, 0 in the padding. Samples are counted by
// block 0; those that are not finite by np_broken_columns. Elements [node][step][column] are dealt to threads in turn.
// Dynamic shared memory: blockDim.x doubles.
extern "C" __global__ void np_squared_error(const float* z, i64 stride, int nodes, int ldB, int count, int columns,
                                            int sigmoid, const float* target, i64 targetStride, const float* weight,
                                            i64 weightStride, double scale, float* dz, i64 dStride, double* partial) {
  NEUROPIL_DYNAMIC_SHARED(double, errorShared);
  double loss = 0.0;
  const i64 width = (i64)count * ldB;
  const float slopeScale = (float)(2.0 * scale / columns);
  for (i64 e = (i64)blockIdx.x * blockDim.x + threadIdx.x; e < nodes * width; e += (i64)gridDim.x * blockDim.x) {
    const i64 i = e / width;
    const i64 c = e - i * width;
    if (c % ldB >= columns) {
      if (dz) dz[i * dStride + c] = 0.0f;
      continue;
    }
    const float x = z[i * stride + c];
    const float y = sigmoid ? 1.0f / (1.0f + expf(-x)) : x;
    const float factor = weight ? weight[i * weightStride + c] : 1.0f;
    const float error = (y - target[i * targetStride + c]) * factor;
    loss += scale * error * error;
    if (dz) dz[i * dStride + c] = slopeScale * error * factor * (sigmoid ? y * (1.0f - y) : 1.0f);
  }
  const double losses = blockTotal(errorShared, loss);
  if (threadIdx.x == 0) {
    partial[PARTIAL_LOSS * gridDim.x + blockIdx.x] = losses;
    partial[PARTIAL_SAMPLES * gridDim.x + blockIdx.x] = blockIdx.x == 0 ? columns : 0;
    partial[PARTIAL_CORRECT * gridDim.x + blockIdx.x] = 0.0;
  }
}

// Number of columns with a NaN or infinite z[s][i, k] for any s in [0, count) and node i, to the last row of partial.
// Block (32, R): one column a lane, the warps take nodes in turn. Dynamic shared memory: 32 * R integers.
extern "C" __global__ void np_broken_columns(const float* z, i64 stride, int nodes, int ldB, int count, int columns,
                                             double* partial) {
  NEUROPIL_DYNAMIC_SHARED(int, brokenShared);
  const int lane = threadIdx.x;
  int total = 0;
  for (int first = blockIdx.x * 32; first < columns; first += gridDim.x * 32) {
    const int k = first + lane;
    int broken = 0;
    if (k < columns) {
      for (int i = threadIdx.y; i < nodes; i += blockDim.y) {
        for (int s = 0; s < count; s++) broken |= isfinite(z[i * stride + (i64)s * ldB + k]) ? 0 : 1;
      }
    }
    __syncthreads();
    brokenShared[threadIdx.y * 32 + lane] = broken;
    __syncthreads();
    if (threadIdx.y == 0) {
      for (int r = 1; r < (int)blockDim.y; r++) broken |= brokenShared[r * 32 + lane];
      total += __popc(__ballot_sync(FULL_WARP, broken));
    }
  }
  if (threadIdx.y == 0 && lane == 0) partial[PARTIAL_BROKEN * gridDim.x + blockIdx.x] = total;
}

// Adds the sums of the rows of partial[4][blocks] to *lossSum and to counts: samples, correct, not finite. ONE block.
// Dynamic shared memory: blockDim.x doubles.
extern "C" __global__ void np_add_totals(const double* partial, int blocks, double* lossSum, i64* counts) {
  NEUROPIL_DYNAMIC_SHARED(double, totalShared);
  for (int row = PARTIAL_LOSS; row <= PARTIAL_BROKEN; row++) {
    double sum = 0.0;
    for (int b = threadIdx.x; b < blocks; b += blockDim.x) sum += partial[row * blocks + b];
    const double total = blockTotal(totalShared, sum);
    if (threadIdx.x != 0) continue;
    if (row == PARTIAL_LOSS) {
      *lossSum += total;
    } else {
      counts[row - PARTIAL_SAMPLES] += (i64)total;
    }
  }
}
