// Rows of a table for the tokens of a sequence, and the gradient of the table. Tokens are [steps][pitch].
#include "common.cuh"

// x[s][i, k] = table[tokens[s, k], i], table row-major [rows x nodes]; padding becomes zero, and a token that is no row
// gives NaN instead of a read outside the table. Block (32, R) on the 32 columns that blockIdx.x numbers over all steps
// and the 32 nodes of blockIdx.y: rows of the table are read along nodes and written along columns, by way of shared
// memory. Dynamic shared memory: 32 * 33 floats, the odd stride for the banks.
extern "C" __global__ void np_embed(const float* table, int rows, const int* tokens, int pitch, float* x, i64 stride,
                                    int nodes, int ldB, int columns) {
  NEUROPIL_DYNAMIC_SHARED(float, tile);
  const int lane = threadIdx.x;
  const i64 place = (i64)blockIdx.x * 32;
  const int s = (int)(place / ldB);
  const int firstColumn = (int)(place - (i64)s * ldB);
  const int firstNode = blockIdx.y * 32;
  for (int r = threadIdx.y; r < 32; r += blockDim.y) {
    const int k = firstColumn + r;
    float value = 0.0f;
    if (k < columns && firstNode + lane < nodes) {
      const int token = tokens[(i64)s * pitch + k];
      value = token >= 0 && token < rows ? table[(i64)token * nodes + firstNode + lane] : NAN;
    }
    tile[r * 33 + lane] = value;
  }
  __syncthreads();
  for (int r = threadIdx.y; r < 32; r += blockDim.y) {
    if (firstNode + r < nodes) x[(firstNode + r) * stride + place + lane] = tile[lane * 33 + r];
  }
}

// g[row, i] = sum over s in [0, count) and k in [0, columns) with tokens[s, k] = row of dx[s][i, k], in the order of s
// and k. Block (32, R) works on row blockIdx.x of the table: its warps take groups of 32 nodes in turn, one node a lane,
// and look through the tokens 32 at a time.
extern "C" __global__ void np_embed_gradient(const int* tokens, int pitch, const float* dx, i64 stride, int nodes,
                                             int ldB, int count, int columns, float* g) {
  const int row = blockIdx.x;
  const int lane = threadIdx.x;
  for (int first = threadIdx.y * 32; first < nodes; first += blockDim.y * 32) {
    const int i = first + lane;
    float sum = 0.0f;
    for (int s = 0; s < count; s++) {
      for (int base = 0; base < columns; base += 32) {
        const int k = base + lane;
        u32 found = __ballot_sync(FULL_WARP, k < columns && tokens[(i64)s * pitch + k] == row);
        while (found != 0) {
          const int hit = base + __ffs((int)found) - 1;
          if (i < nodes) sum += dx[i * stride + (i64)s * ldB + hit];
          found &= found - 1;
        }
      }
    }
    if (i < nodes) g[(i64)row * nodes + i] = sum;
  }
}
