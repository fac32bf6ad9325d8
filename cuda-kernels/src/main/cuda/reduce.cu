// Sums in a fixed order.
#include "common.cuh"

// g[i] = sum over s in [0, count) and k in [0, columns) of d[s][i, k]. Block (32, R): one warp per node, so that the
// order does not depend on the block size.
extern "C" __global__ void np_row_sums(const float* d, i64 stride, int nodes, int ldB, int count, int columns,
                                       float* g) {
  const int i = blockIdx.x * blockDim.y + threadIdx.y;
  if (i >= nodes) return;
  float sum = 0.0f;
  for (int s = 0; s < count; s++) {
    const float* row = d + i * stride + (i64)s * ldB;
    for (int k = threadIdx.x; k < columns; k += 32) sum += row[k];
  }
  sum = warpSum(sum);
  if (threadIdx.x == 0) g[i] = sum;
}

// partial[b] = number of NaN or infinite elements that block b met; elements are dealt to threads in turn.
// Dynamic shared memory: blockDim.x * 8 bytes.
extern "C" __global__ void np_count_nonfinite(const float* x, i64 n, i64* partial) {
  NEUROPIL_DYNAMIC_SHARED(i64, countShared);
  i64 count = 0;
  for (i64 e = (i64)blockIdx.x * blockDim.x + threadIdx.x; e < n; e += (i64)gridDim.x * blockDim.x) {
    count += isfinite(x[e]) ? 0 : 1;
  }
  countShared[threadIdx.x] = count;
  blockSum(countShared);
  if (threadIdx.x == 0) partial[blockIdx.x] = countShared[0];
}

// partial[b] = sum of |x| over the elements of block b, in double. Dynamic shared memory: blockDim.x * 8 bytes.
extern "C" __global__ void np_sum_abs(const float* x, i64 n, double* partial) {
  NEUROPIL_DYNAMIC_SHARED(double, sumShared);
  double sum = 0.0;
  for (i64 e = (i64)blockIdx.x * blockDim.x + threadIdx.x; e < n; e += (i64)gridDim.x * blockDim.x) {
    sum += fabs((double)x[e]);
  }
  sumShared[threadIdx.x] = sum;
  blockSum(sumShared);
  if (threadIdx.x == 0) partial[blockIdx.x] = sumShared[0];
}
