// The element of a given rank among magnitudes, exactly, and what is at least as large. Magnitudes of floats are in
// the order of their bits without the sign, NaN above all; three passes count the values of 11, 10 and 10 bits, each
// among the elements that agree with the bits found before. Counts are integers, so that the order of the additions
// does not matter.
#include "common.cuh"

// Bits of the element found so far; its rank among those that agree; how many agree in all bits looked at.
struct Selection {
  u32 bits;
  u32 rank;
  u32 equal;
};

__device__ __forceinline__ u32 magnitude(float value) {
  return __float_as_uint(value) & 0x7fffffffu;
}

// counts[v] += how many elements have the value v in `width` bits from `shift` on and agree with the selection above
// them. Dynamic shared memory: 4 << width bytes.
extern "C" __global__ void np_select_count(const float* x, i64 n, const u32* selection, int shift, int width,
                                           u32* counts) {
  NEUROPIL_DYNAMIC_SHARED(u32, countsShared);
  const int bins = 1 << width;
  for (int b = threadIdx.x; b < bins; b += blockDim.x) countsShared[b] = 0;
  __syncthreads();
  const u32 above = ((const Selection*)selection)->bits;
  for (i64 e = (i64)blockIdx.x * blockDim.x + threadIdx.x; e < n; e += (i64)gridDim.x * blockDim.x) {
    const u32 m = magnitude(x[e]) >> shift;
    if (m >> width == above) atomicAdd(&countsShared[m & (bins - 1)], 1u);
  }
  __syncthreads();
  for (int b = threadIdx.x; b < bins; b += blockDim.x) {
    if (countsShared[b] > 0) atomicAdd(&counts[b], countsShared[b]);
  }
}

// Appends to the selection the `width` bits whose count holds its rank, and leaves the counts zero for the next pass.
// One block. Dynamic shared memory: 4 * blockDim.x bytes.
extern "C" __global__ void np_select_step(u32* counts, int width, u32* selection) {
  NEUROPIL_DYNAMIC_SHARED(u32, sumsShared);
  const int bins = 1 << width;
  const int each = (bins + (int)blockDim.x - 1) / (int)blockDim.x;
  const int first = threadIdx.x * each;
  const int end = first + each < bins ? first + each : bins;
  u32 sum = 0;
  for (int b = first; b < end; b++) sum += counts[b];
  sumsShared[threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.x == 0) {
    Selection* s = (Selection*)selection;
    u32 rank = s->rank;
    u32 t = 0;
    while (t + 1 < blockDim.x && rank >= sumsShared[t]) rank -= sumsShared[t++];
    int b = t * each;
    while (b + 1 < bins && rank >= counts[b]) rank -= counts[b++];
    s->bits = s->bits << width | (u32)b;
    s->rank = rank;
    s->equal = counts[b];
  }
  __syncthreads();
  for (int b = first; b < end; b++) counts[b] = 0;
}

// Elements of each block: a range of its own, so that blocks and their elements are in the order of the elements.
__device__ __forceinline__ i64 rangeOfBlock(i64 n) {
  return (n + gridDim.x - 1) / gridDim.x;
}

// ties[b] = how many elements of block b's range have exactly the selected magnitude.
// Dynamic shared memory: 4 * blockDim.x bytes.
extern "C" __global__ void np_select_ties(const float* x, i64 n, const u32* selection, u32* ties) {
  NEUROPIL_DYNAMIC_SHARED(u32, tiesShared);
  const u32 selected = ((const Selection*)selection)->bits;
  const i64 range = rangeOfBlock(n);
  const i64 first = range * blockIdx.x;
  const i64 end = first + range < n ? first + range : n;
  u32 count = 0;
  for (i64 e = first + threadIdx.x; e < end; e += blockDim.x) count += magnitude(x[e]) == selected ? 1 : 0;
  tiesShared[threadIdx.x] = count;
  blockSum(tiesShared);
  if (threadIdx.x == 0) ties[blockIdx.x] = tiesShared[0];
}

// mask[e] = 1 for all elements but as many as the rank asked for, the smallest ones, else 0. Of those that are equal the first
// stay. Same grid as np_select_ties; dynamic shared memory: 4 * blockDim.x / 32 bytes, blockDim.x a multiple of 32.
extern "C" __global__ void np_select_mask(const float* x, i64 n, const u32* selection, const u32* ties, float* mask) {
  NEUROPIL_DYNAMIC_SHARED(u32, warpsShared);
  const Selection s = *(const Selection*)selection;
  const u32 staying = s.equal - s.rank;
  const int warp = threadIdx.x / 32;
  u32 before = 0;
  for (u32 b = 0; b < blockIdx.x; b++) before += ties[b];
  const i64 range = rangeOfBlock(n);
  const i64 first = range * blockIdx.x;
  const i64 end = first + range < n ? first + range : n;
  for (i64 base = first; base < end; base += blockDim.x) {
    const i64 e = base + threadIdx.x;
    const u32 m = e < end ? magnitude(x[e]) : 0;
    const bool tie = e < end && m == s.bits;
    const u32 ballot = __ballot_sync(FULL_WARP, tie);
    if (threadIdx.x % 32 == 0) warpsShared[warp] = __popc(ballot);
    __syncthreads();
    u32 place = before + __popc(ballot & ((1u << threadIdx.x % 32) - 1));
    for (int w = 0; w < (int)blockDim.x / 32; w++) {
      if (w < warp) place += warpsShared[w];
      before += warpsShared[w];
    }
    if (e < end) mask[e] = m > s.bits || (tie && place < staying) ? 1.0f : 0.0f;
    __syncthreads();
  }
}

// y[e] = 0 where mask[e] is 0; the rest stays, NaN too.
extern "C" __global__ void np_apply_mask(float* y, const float* mask, i64 n) {
  const i64 e = (i64)blockIdx.x * blockDim.x + threadIdx.x;
  if (e < n && mask[e] == 0.0f) y[e] = 0.0f;
}
