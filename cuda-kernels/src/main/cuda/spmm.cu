// Products of a sparse matrix with node-major slices: y = phi(prefill + W x), and out = (A d) o phi'(h) with A the
// transpose of W as a matrix of its own. Two kernels, each for V = 1, 2 or 4 columns of the batch a lane:
//
// np_spmm_V        one warp per row and 32 V columns; x comes from the caches, 128 V bytes an entry.
// np_spmm_tiled_V  a block owns up to 32 R rows and 32 V columns, and goes over the matrix in tiles of columns. The
//                  rows of x that belong to a tile lie in shared memory, the next tile's are on their way meanwhile,
//                  and the sums stay in registers until the last tile.
//
// Both add the entries of a row up one after the other in CSR order, whatever V, the tile and the block are: all
// variants give the same bits. How the back end chooses between them: docs/gpu.md, "The tiled plan".
#include "common.cuh"

// What a product reads and writes beside the matrix; h null: no derivative.
struct Operands {
  const float* x;
  i64 xStride;
  float* y;
  i64 yStride;
  const float* h;
  i64 hStride;
  int ldB;
  int columns;
  int accumulate;
  int phi;
};

// One entry of a row in each lane.
struct Entry {
  float value;
  u32 column;
};

template <typename Index>
__device__ __forceinline__ Entry entryOfLane(const float* val, const Index* cols, int base, int end) {
  const int e = base + (int)threadIdx.x;
  Entry entry = {0.0f, 0};
  if (e < end) entry = {val[e], (u32)cols[e]};
  return entry;
}

// Rows of x in shared memory: `first` is the lane's own piece of the tile's first row.
template <int V>
struct SharedRows {
  const Pack<V>* first;
  __device__ __forceinline__ Pack<V> row(u32 c) const { return first[c * 32]; }
};

// Rows of x in device memory; lanes beyond the slice read nothing.
template <int V>
struct DeviceRows {
  const float* first;
  i64 stride;
  bool inside;
  __device__ __forceinline__ Pack<V> row(u32 c) const {
    Pack<V> none = {};
    return inside ? *(const Pack<V>*)(first + (i64)c * stride) : none;
  }
};

// Adds the entries that lanes 0 .. count-1 hold, in their order. All 32 lanes must call it.
template <int V, typename Rows>
__device__ __forceinline__ void addEntries(Pack<V>& sum, const Entry& own, int count, const Rows& x) {
  NEUROPIL_UNROLL(4)
  for (int j = 0; j < count; j++) {
    const float w = __shfl_sync(FULL_WARP, own.value, j);
    const Pack<V> piece = x.row(__shfl_sync(FULL_WARP, own.column, j));
    for (int i = 0; i < V; i++) sum.v[i] = fmaf(w, piece.v[i], sum.v[i]);
  }
}

// The last step of a row: input term and activation, or the derivative; padding becomes zero.
template <int V>
__device__ __forceinline__ void finishRow(const Operands& o, int row, int k, Pack<V> sum) {
  if (k >= o.ldB) return;
  Pack<V>* place = (Pack<V>*)(o.y + row * o.yStride + k);
  Pack<V> other = {};
  if (o.h) other = *(const Pack<V>*)(o.h + row * o.hStride + k);
  else if (o.accumulate) other = *place;
  for (int i = 0; i < V; i++) {
    const float result =
        o.h ? sum.v[i] * derivative(other.v[i], o.phi) : activation(o.accumulate ? other.v[i] + sum.v[i] : sum.v[i], o.phi);
    sum.v[i] = k + i < o.columns ? result : 0.0f;
  }
  *place = sum;
}

// Block (32, R): one warp per row; blockIdx.y numbers the groups of 32 V columns.
template <int V>
__device__ __forceinline__ void product(const int* rowOffsets, const int* cols, const float* val, int rows,
                                        const Operands& o) {
  const int row = blockIdx.x * blockDim.y + threadIdx.y;
  if (row >= rows) return;
  const int k = (blockIdx.y * 32 + threadIdx.x) * V;
  const DeviceRows<V> x = {o.x + k, o.xStride, k < o.ldB};
  const int end = rowOffsets[row + 1];
  Pack<V> sum = {};
  int base = rowOffsets[row];
  Entry next = entryOfLane(val, cols, base, end);
  for (; base < end; base += 32) {
    const Entry own = next;
    next = entryOfLane(val, cols, base + 32, end);
    addEntries(sum, own, end - base < 32 ? end - base : 32, x);
  }
  finishRow(o, row, k, sum);
}

// Begins to copy rows first .. first+count of x, columns firstColumn .. of this block, to shared memory. A warp copies
// 4 / V rows at a time.
template <int V>
__device__ __forceinline__ void startTile(float* tile, const Operands& o, int first, int count, int firstColumn) {
  const int piece = threadIdx.x % (8 * V) * 4;
  if (firstColumn + piece >= o.ldB) return;
  for (int j = threadIdx.y * (4 / V) + threadIdx.x / (8 * V); j < count; j += blockDim.y * (4 / V)) {
    startCopy16(tile + j * (32 * V) + piece, o.x + (first + j) * o.xStride + firstColumn + piece);
  }
}

// Block (32, W) with the rows at positions blockIdx.x, blockIdx.x + gridDim.x, ... of `order`, at most R a warp:
// gridDim.x * W * R >= rows. tileStarts[row][t] is the first entry of the row in tile t of ceil(cols / tileCols), with
// the row's end behind the last; cols are relative to their tile. Dynamic shared memory: the floats of one tile,
// tileCols * 32 V, of two if there is more than one. All sums of a warp are held in R * V registers a lane.
template <int V, int R>
__device__ __forceinline__ void tiledProduct(const int* tileStarts, const u16* tileColumns, const int* order,
                                             const float* val, int rows, int cols, int tileCols, const Operands& o) {
  NEUROPIL_DYNAMIC_SHARED(float, tileShared);
  const int lane = threadIdx.x;
  const int firstColumn = blockIdx.y * 32 * V;
  const int tiles = (cols + tileCols - 1) / tileCols;
  // Lane r looks after the offsets of the warp's row r.
  const int position = (lane * (int)blockDim.y + (int)threadIdx.y) * (int)gridDim.x + (int)blockIdx.x;
  const bool used = lane < R && position < rows;
  const int row = used ? order[position] : 0;
  const int count = __popc(__ballot_sync(FULL_WARP, used));
  const int* starts = tileStarts + (i64)row * (tiles + 1);
  int end = used ? starts[0] : 0;
  int next = used && tiles > 0 ? starts[1] : 0;
  Pack<V> sums[R] = {};

  startTile<V>(tileShared, o, 0, cols < tileCols ? cols : tileCols, firstColumn);
  for (int t = 0; t < tiles; t++) {
    const int start = end;
    end = next;
    if (used && t + 2 <= tiles) next = starts[t + 2];
    int from = __shfl_sync(FULL_WARP, start, 0);
    int to = __shfl_sync(FULL_WARP, end, 0);
    Entry ahead = entryOfLane(val, tileColumns, from, to);
    waitForCopies();
    // Tile t is complete, and nobody reads tile t - 1 any more, whose place the next tile takes.
    __syncthreads();
    const int left = cols - (t + 1) * tileCols;
    if (left > 0) {
      float* place = tileShared + (t + 1) % 2 * (tileCols * 32 * V);
      startTile<V>(place, o, (t + 1) * tileCols, left < tileCols ? left : tileCols, firstColumn);
    }
    const SharedRows<V> x = {(const Pack<V>*)(tileShared + t % 2 * (tileCols * 32 * V)) + lane};
    NEUROPIL_UNROLL(R)
    for (int r = 0; r < R; r++) {
      if (r < count) {
        Entry own = ahead;
        int base = from;
        const int stop = to;
        if (r + 1 < count) {
          // While this row is added up, the next one's first entries are read.
          from = __shfl_sync(FULL_WARP, start, r + 1);
          to = __shfl_sync(FULL_WARP, end, r + 1);
          ahead = entryOfLane(val, tileColumns, from, to);
        }
        while (base < stop) {
          addEntries(sums[r], own, stop - base < 32 ? stop - base : 32, x);
          base += 32;
          if (base < stop) own = entryOfLane(val, tileColumns, base, stop);
        }
      }
    }
  }
  // The sums move up instead of being numbered, so that this code exists once.
  NEUROPIL_UNROLL(1)
  for (int r = 0; r < count; r++) {
    finishRow(o, __shfl_sync(FULL_WARP, row, r), firstColumn + lane * V, sums[0]);
    for (int q = 0; q + 1 < R; q++) sums[q] = sums[q + 1];
  }
}

#define NP_SPMM(V)                                                                                                  \
  extern "C" __global__ void np_spmm_##V(const int* rowOffsets, const int* cols, const float* val, const float* x,   \
                                         i64 xStride, float* y, i64 yStride, const float* h, i64 hStride, int rows,  \
                                         int ldB, int columns, int accumulate, int phi) {                            \
    product<V>(rowOffsets, cols, val, rows, {x, xStride, y, yStride, h, hStride, ldB, columns, accumulate, phi});    \
  }

#define NP_SPMM_TILED(V, R)                                                                                         \
  extern "C" __global__ void __launch_bounds__(768, 1)\
      np_spmm_tiled_##V(const int* tileStarts, const u16* tileColumns, const int* order, const float* val,           \
                        const float* x, i64 xStride, float* y, i64 yStride, const float* h, i64 hStride, int rows,   \
                        int cols, int tileCols, int ldB, int columns, int accumulate, int phi) {                     \
    tiledProduct<V, R>(tileStarts, tileColumns, order, val, rows, cols, tileCols,                                    \
                       {x, xStride, y, yStride, h, hStride, ldB, columns, accumulate, phi});                         \
  }

NP_SPMM(1)
NP_SPMM(2)
NP_SPMM(4)
NP_SPMM_TILED(1, 16)
NP_SPMM_TILED(2, 16)
NP_SPMM_TILED(4, 8)
