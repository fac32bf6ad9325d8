// Between the host's layout [step][node][column] without gaps and the device's node-major layout.
#include "common.cuh"

// Elements first .. first+n of a host block [..][nodes][columns], given in source[0 .. n), to their places.
extern "C" __global__ void np_write_slices(const float* source, i64 first, i64 n, float* y, i64 stride, int nodes,
                                           int ldB, int columns) {
  const i64 t = (i64)blockIdx.x * blockDim.x + threadIdx.x;
  if (t >= n) return;
  const i64 row = (first + t) / columns;
  const int k = (int)(first + t - row * columns);
  const i64 s = row / nodes;
  const int i = (int)(row - s * nodes);
  y[i * stride + s * ldB + k] = source[t];
}

// The reverse: target[0 .. n) from elements first .. first+n.
extern "C" __global__ void np_read_slices(float* target, i64 first, i64 n, const float* y, i64 stride, int nodes,
                                          int ldB, int columns) {
  const i64 t = (i64)blockIdx.x * blockDim.x + threadIdx.x;
  if (t >= n) return;
  const i64 row = (first + t) / columns;
  const int k = (int)(first + t - row * columns);
  const i64 s = row / nodes;
  const int i = (int)(row - s * nodes);
  target[t] = y[i * stride + s * ldB + k];
}

// Zero in columns [columns, ldB) of `count` steps. Block (32, R): one warp per node.
extern "C" __global__ void np_zero_padding(float* y, i64 stride, int nodes, int ldB, int count, int columns) {
  const int i = blockIdx.x * blockDim.y + threadIdx.y;
  if (i >= nodes) return;
  for (int s = 0; s < count; s++) {
    float* row = y + i * stride + (i64)s * ldB;
    for (int k = columns + threadIdx.x; k < ldB; k += blockDim.x) row[k] = 0.0f;
  }
}
