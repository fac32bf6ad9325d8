// Pointwise rules on node-major sequences. Block (32, R): one warp per node, lanes over columns.
#include "common.cuh"

// y[s][i, k] += b0[i] + b1[i] for s in [0, count) and active columns; b1 may be null. Padding becomes zero, whatever
// the product before has left there.
extern "C" __global__ void np_add_bias(float* y, i64 stride, int nodes, int ldB, int count, int columns,
                                       const float* b0, const float* b1) {
  const int i = blockIdx.x * blockDim.y + threadIdx.y;
  if (i >= nodes) return;
  const float bias = (b0 ? b0[i] : 0.0f) + (b1 ? b1[i] : 0.0f);
  for (int s = 0; s < count; s++) {
    float* row = y + i * stride + (i64)s * ldB;
    for (int k = threadIdx.x; k < ldB; k += blockDim.x) row[k] = k < columns ? row[k] + bias : 0.0f;
  }
}

// h[i, k] = phi(h[i, k]) in place, active columns; padding becomes zero.
extern "C" __global__ void np_activate(float* h, i64 stride, int nodes, int ldB, int columns, int phi) {
  const int i = blockIdx.x * blockDim.y + threadIdx.y;
  if (i >= nodes) return;
  float* row = h + i * stride;
  for (int k = threadIdx.x; k < ldB; k += blockDim.x) row[k] = k < columns ? activation(row[k], phi) : 0.0f;
}

// d[i, k] *= phi'(h[i, k]) in place, active columns; padding becomes zero. h is not read for the identity.
extern "C" __global__ void np_derivative(float* d, i64 dStride, const float* h, i64 hStride, int nodes, int ldB,
                                         int columns, int phi) {
  const int i = blockIdx.x * blockDim.y + threadIdx.y;
  if (i >= nodes) return;
  float* row = d + i * dStride;
  const float* out = h + (phi == PHI_IDENTITY ? 0 : i * hStride);
  for (int k = threadIdx.x; k < ldB; k += blockDim.x) {
    if (k >= columns) {
      row[k] = 0.0f;
    } else if (phi != PHI_IDENTITY) {
      row[k] *= derivative(out[k], phi);
    }
  }
}

// h[i, k] = 0 where word firstWord + k * nodes + i of the stream lies below `threshold` (= fraction * 2^32, rounded
// up, so that the comparison equals "u < fraction" in exact arithmetic). Not rescaled.
extern "C" __global__ void np_drop_nodes(float* h, i64 stride, int nodes, int columns, u64 threshold, u64 seed,
                                         u32 purpose, u32 index, u64 firstWord) {
  const int i = blockIdx.x * blockDim.y + threadIdx.y;
  if (i >= nodes) return;
  for (int k = threadIdx.x; k < columns; k += blockDim.x) {
    if (philoxWord(firstWord + (u64)k * nodes + i, purpose, index, seed) < threshold) h[i * stride + k] = 0.0f;
  }
}

// out[i, k] = (sum over the first `terms` of factor * x[i, k]) o phi'(h[i, k]) in active columns; padding becomes zero.
// Terms are added in their order. One of them may be `out` itself: each element is read before it is written. h is not
// read for the identity.
extern "C" __global__ void np_combine(float* out, i64 stride, int nodes, int ldB, int columns, int phi,
                                      const float* h, i64 hStride, int terms,
                                      const float* x0, i64 stride0, float factor0,
                                      const float* x1, i64 stride1, float factor1,
                                      const float* x2, i64 stride2, float factor2,
                                      const float* x3, i64 stride3, float factor3,
                                      const float* x4, i64 stride4, float factor4,
                                      const float* x5, i64 stride5, float factor5) {
  const int i = blockIdx.x * blockDim.y + threadIdx.y;
  if (i >= nodes) return;
  for (int k = threadIdx.x; k < ldB; k += blockDim.x) {
    float sum = 0.0f;
    if (k < columns) {
      sum = factor0 * x0[i * stride0 + k];
      if (terms > 1) sum = fmaf(factor1, x1[i * stride1 + k], sum);
      if (terms > 2) sum = fmaf(factor2, x2[i * stride2 + k], sum);
      if (terms > 3) sum = fmaf(factor3, x3[i * stride3 + k], sum);
      if (terms > 4) sum = fmaf(factor4, x4[i * stride4 + k], sum);
      if (terms > 5) sum = fmaf(factor5, x5[i * stride5 + k], sum);
      if (phi != PHI_IDENTITY) sum *= derivative(h[i * hStride + k], phi);
    }
    out[i * stride + k] = sum;
  }
}
