// The weight gradient, sampled on the pattern of the matrix.
#include "common.cuh"

// Sums of four values over the 32 lanes at once, by the same tree for each: lane l gets the sum of the values number
// l / 8. Seven shuffles instead of the twenty of four sums on their own.
__device__ __forceinline__ float warpSumOfFour(const float* s) {
  const bool upper = threadIdx.x & 16;
  const float a = (upper ? s[2] : s[0]) + __shfl_xor_sync(FULL_WARP, upper ? s[0] : s[2], 16);
  const float b = (upper ? s[3] : s[1]) + __shfl_xor_sync(FULL_WARP, upper ? s[1] : s[3], 16);
  const bool odd = threadIdx.x & 8;
  float sum = (odd ? b : a) + __shfl_xor_sync(FULL_WARP, odd ? a : b, 8);
  for (int offset = 4; offset > 0; offset >>= 1) sum += __shfl_xor_sync(FULL_WARP, sum, offset);
  return sum;
}

// g[e] = (accumulate ? g[e] : 0) + sum over c in [0, width) of d[row(e), c] h[column(e), c], width a multiple of 32
// (padding is zero on both sides). Block (32, W) works on row blockIdx.x; its warps take four entries at a time, which
// share what is read of d, and a lane takes four columns.
extern "C" __global__ void np_sampled_gradient(const int* rowOffsets, const int* cols, const float* d, i64 dStride,
                                               const float* h, i64 hStride, int rows, int width, int accumulate,
                                               float* g) {
  const int row = blockIdx.x;
  if (row >= rows) return;
  const int end = rowOffsets[row + 1];
  const float* left = d + row * dStride;
  const int quarter = threadIdx.x / 8;
  for (int base = rowOffsets[row] + 4 * threadIdx.y; base < end; base += 4 * blockDim.y) {
    // A group that is not full sums its last entry again, and does not store it.
    const int last = end - 1;
    const float* h0 = h + cols[base] * hStride;
    const float* h1 = h + cols[base + 1 < last ? base + 1 : last] * hStride;
    const float* h2 = h + cols[base + 2 < last ? base + 2 : last] * hStride;
    const float* h3 = h + cols[base + 3 < last ? base + 3 : last] * hStride;
    float sums[4] = {};
    for (int c = 4 * threadIdx.x; c < width; c += 128) {
      const Pack<4> x = *(const Pack<4>*)(left + c);
      const Pack<4> y0 = *(const Pack<4>*)(h0 + c);
      const Pack<4> y1 = *(const Pack<4>*)(h1 + c);
      const Pack<4> y2 = *(const Pack<4>*)(h2 + c);
      const Pack<4> y3 = *(const Pack<4>*)(h3 + c);
      for (int i = 0; i < 4; i++) {
        sums[0] = fmaf(x.v[i], y0.v[i], sums[0]);
        sums[1] = fmaf(x.v[i], y1.v[i], sums[1]);
        sums[2] = fmaf(x.v[i], y2.v[i], sums[2]);
        sums[3] = fmaf(x.v[i], y3.v[i], sums[3]);
      }
    }
    const float sum = warpSumOfFour(sums);
    if (threadIdx.x % 8 == 0 && base + quarter < end) {
      g[base + quarter] = accumulate ? g[base + quarter] + sum : sum;
    }
  }
}
