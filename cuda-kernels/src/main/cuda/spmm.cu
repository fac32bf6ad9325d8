// Products of a CSR matrix with node-major slices. Block (32, R): one warp per row, lanes over 32 columns of the
// batch; blockIdx.y numbers the groups of 32 columns. Each lane loads one entry and the warp shares them by shuffles.
#include "common.cuh"

// sum over entries e of `row` of val[e] * x[column(e), k], entries in CSR order. All 32 lanes must call it.
__device__ __forceinline__ float rowProduct(const int* rowOffsets, const int* cols, const float* val, int row,
                                            const float* x, i64 xStride, int k, bool inside) {
  const int end = rowOffsets[row + 1];
  float sum = 0.0f;
  for (int base = rowOffsets[row]; base < end; base += 32) {
    const int e = base + (int)threadIdx.x;
    const int column = e < end ? cols[e] : 0;
    const float value = e < end ? val[e] : 0.0f;
    const int n = end - base < 32 ? end - base : 32;
    for (int j = 0; j < n; j++) {
      const float v = __shfl_sync(FULL_WARP, value, j);
      const int c = __shfl_sync(FULL_WARP, column, j);
      if (inside) sum = fmaf(v, x[c * xStride + k], sum);
    }
  }
  return sum;
}

// y = phi(prefill + W x) with prefill = the content of y if `accumulate`, else 0; padding becomes zero.
extern "C" __global__ void np_spmm(const int* rowOffsets, const int* cols, const float* val, const float* x,
                                   i64 xStride, float* y, i64 yStride, int rows, int ldB, int columns,
                                   int accumulate, int phi) {
  const int row = blockIdx.x * blockDim.y + threadIdx.y;
  if (row >= rows) return;
  const int k = blockIdx.y * 32 + threadIdx.x;
  const float sum = rowProduct(rowOffsets, cols, val, row, x, xStride, k, k < columns);
  if (k < ldB) {
    float* place = y + row * yStride + k;
    *place = k < columns ? activation(accumulate ? *place + sum : sum, phi) : 0.0f;
  }
}

// out = (A d) o phi'(h), A the transpose of W as a CSR matrix of its own; h is not read for the identity.
extern "C" __global__ void np_spmm_backward(const int* rowOffsets, const int* cols, const float* val, const float* d,
                                            i64 dStride, float* out, i64 outStride, const float* h, i64 hStride,
                                            int rows, int ldB, int columns, int phi) {
  const int row = blockIdx.x * blockDim.y + threadIdx.y;
  if (row >= rows) return;
  const int k = blockIdx.y * 32 + threadIdx.x;
  const bool active = k < columns;
  const float sum = rowProduct(rowOffsets, cols, val, row, d, dStride, k, active);
  if (k < ldB) {
    const float slope = active && phi != PHI_IDENTITY ? derivative(h[row * hStride + k], phi) : 1.0f;
    out[row * outStride + k] = active ? sum * slope : 0.0f;
  }
}

// g[e] = sum over c in [0, width) of d[row(e), c] h[column(e), c], width = steps * ldB (padding is zero on both
// sides). Block (32, R) works on row blockIdx.x; its warps take the entries in turn, lanes go over columns.
extern "C" __global__ void np_sampled_gradient(const int* rowOffsets, const int* cols, const float* d, i64 dStride,
                                               const float* h, i64 hStride, int rows, int width, float* g) {
  const int row = blockIdx.x;
  if (row >= rows) return;
  const int end = rowOffsets[row + 1];
  const float* left = d + row * dStride;
  for (int e = rowOffsets[row] + threadIdx.y; e < end; e += blockDim.y) {
    const float* right = h + cols[e] * hStride;
    float sum = 0.0f;
    for (int c = threadIdx.x; c < width; c += 32) sum = fmaf(left[c], right[c], sum);
    sum = warpSum(sum);
    if (threadIdx.x == 0) g[e] = sum;
  }
}
