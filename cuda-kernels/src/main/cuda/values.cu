// Moving the values of a CSR pattern: into the order of its transpose, and to and from panels of a dense matrix.
#include "common.cuh"

// out[k] = in[permutation[k]]
extern "C" __global__ void np_permute(float* out, const float* in, const int* permutation, i64 n) {
  const i64 k = (i64)blockIdx.x * blockDim.x + threadIdx.x;
  if (k < n) out[k] = in[permutation[k]];
}

// Rows [firstRow, firstRow + rows) into a row-major panel [rows x ld]; places without an entry are left as they are.
// Block (32, R): one warp per row.
extern "C" __global__ void np_scatter_dense(float* panel, i64 ld, const float* values, const int* rowOffsets,
                                            const int* columns, int firstRow, int rows) {
  const int r = blockIdx.x * blockDim.y + threadIdx.y;
  if (r >= rows) return;
  const int end = rowOffsets[firstRow + r + 1];
  for (int e = rowOffsets[firstRow + r] + threadIdx.x; e < end; e += blockDim.x) {
    panel[r * ld + columns[e]] = values[e];
  }
}

// The reverse: values[e] = panel[row(e) - firstRow, column(e)] for the entries of these rows.
extern "C" __global__ void np_gather_dense(float* values, const float* panel, i64 ld, const int* rowOffsets,
                                           const int* columns, int firstRow, int rows) {
  const int r = blockIdx.x * blockDim.y + threadIdx.y;
  if (r >= rows) return;
  const int end = rowOffsets[firstRow + r + 1];
  for (int e = rowOffsets[firstRow + r] + threadIdx.x; e < end; e += blockDim.x) {
    values[e] = panel[r * ld + columns[e]];
  }
}
