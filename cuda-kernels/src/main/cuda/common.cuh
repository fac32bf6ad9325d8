// What all kernels share. Every file here is also compiled by g++ for the tests that run kernels on a CPU;
// the header that defines CUDA's keywords there is included by the compiler's command line.
//
// Layout: a sequence is node-major, [nodes][steps * ldB]. The ldB columns (samples, padded to a multiple of 32) of
// one step of one node are contiguous. Kernels get a pointer to the first step they work on and the row stride
// (steps * ldB). Columns at and beyond `columns` are padding and always zero.
//
// Sums are taken in an order that depends on the sizes alone; there are no atomics on floats.
#pragma once

typedef long long i64;
typedef unsigned long long u64;
typedef unsigned int u32;

typedef unsigned short u16;

#ifndef NEUROPIL_EMULATION
#define NEUROPIL_DYNAMIC_SHARED(type, name) extern __shared__ __align__(16) type name[]
#define NEUROPIL_PRAGMA(text) _Pragma(#text)
#define NEUROPIL_UNROLL(n) NEUROPIL_PRAGMA(unroll n)
#endif

#define FULL_WARP 0xffffffffu

// Codes of the activation functions: the ordinals of org.neuropil.compute.Activation.
#define PHI_IDENTITY 0
#define PHI_RELU 1
#define PHI_TANH 2
#define PHI_SOFTPLUS 3

// The label of a step that has none: org.neuropil.compute.Indices.NONE.
#define NO_LABEL (-1)

// phi(a). A NaN stays NaN: no comparison with it holds.
__device__ __forceinline__ float activation(float a, int phi) {
  if (phi == PHI_RELU) return a <= 0.0f ? 0.0f : a;
  if (phi == PHI_TANH) return tanhf(a);
  // log(1 + e^a) without overflow at one end or cancellation at the other.
  if (phi == PHI_SOFTPLUS) return a > 0.0f ? a + log1pf(expf(-a)) : log1pf(expf(a));
  return a;
}

// phi'(a) from h = phi(a); the derivative of relu at exactly 0 is 0.
__device__ __forceinline__ float derivative(float h, int phi) {
  if (phi == PHI_RELU) return h > 0.0f ? 1.0f : 0.0f;
  if (phi == PHI_TANH) return 1.0f - h * h;
  if (phi == PHI_SOFTPLUS) return -expm1f(-h);
  return 1.0f;
}

// Sum over the 32 lanes of a warp, valid in lane 0; always the same tree.
__device__ __forceinline__ float warpSum(float value) {
  for (int offset = 16; offset > 0; offset >>= 1) value += __shfl_down_sync(FULL_WARP, value, offset);
  return value;
}

// Sum of shared[0 .. blockDim.x) into shared[0], for any block size; every thread of the block must call it.
template <typename T>
__device__ __forceinline__ void blockSum(T* shared) {
  for (u32 n = blockDim.x; n > 1;) {
    const u32 half = (n + 1) / 2;
    __syncthreads();
    if (threadIdx.x < n - half) shared[threadIdx.x] += shared[threadIdx.x + half];
    n = half;
  }
  __syncthreads();
}

// Sum of `value` over the block, the same in all threads; shared[0 .. blockDim.x) may serve one sum after the other.
__device__ __forceinline__ double blockTotal(double* shared, double value) {
  __syncthreads();
  shared[threadIdx.x] = value;
  blockSum(shared);
  return shared[0];
}

// V consecutive columns of a slice, loaded and stored at once.
template <int V>
struct alignas(4 * V) Pack {
  float v[V];
};

// Begins to copy 16 bytes to shared memory; they are there after waitForCopies, for the own thread, and after the
// barrier that follows it for the block. Without the instruction of compute capability 8.0 the copy is done at once.
__device__ __forceinline__ void startCopy16(float* shared, const float* global) {
#ifdef NEUROPIL_EMULATION
  emulation::startCopy(shared, global, 16);
#elif __CUDA_ARCH__ >= 800
  const u32 place = (u32)__cvta_generic_to_shared(shared);
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(place), "l"(global) : "memory");
#else
  *(Pack<4>*)shared = *(const Pack<4>*)global;
#endif
}

__device__ __forceinline__ void waitForCopies() {
#ifdef NEUROPIL_EMULATION
  emulation::waitForCopies();
#elif __CUDA_ARCH__ >= 800
  asm volatile("cp.async.wait_all;" ::: "memory");
#endif
}

// Four random words of one Philox block.
struct PhiloxWords {
  u32 w0, w1, w2, w3;
};

// Philox 4x32 with 10 rounds (Salmon, Moraes, Dror, Shaw, SC'11); the same numbers as org.neuropil.matrix.Philox:
// counter = (block low, block high, purpose, index), key = seed.
__device__ __forceinline__ PhiloxWords philox(u64 block, u32 purpose, u32 index, u64 seed) {
  PhiloxWords c = {(u32)block, (u32)(block >> 32), purpose, index};
  u32 k0 = (u32)seed;
  u32 k1 = (u32)(seed >> 32);
  for (int round = 0; round < 10; round++) {
    const u32 high0 = __umulhi(0xD2511F53u, c.w0);
    const u32 low0 = 0xD2511F53u * c.w0;
    const u32 high1 = __umulhi(0xCD9E8D57u, c.w2);
    const u32 low1 = 0xCD9E8D57u * c.w2;
    c.w0 = high1 ^ c.w1 ^ k0;
    c.w2 = high0 ^ c.w3 ^ k1;
    c.w1 = low1;
    c.w3 = low0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return c;
}

// A number in [0, 1), a multiple of 2^-53, from two words.
__device__ __forceinline__ double philoxDouble(u32 high, u32 low) {
  return (double)((((u64)high << 32) | low) >> 11) * 0x1p-53;
}

// Word n of a stream. Selected without an indexed array, which would live in local memory.
__device__ __forceinline__ u32 philoxWord(u64 n, u32 purpose, u32 index, u64 seed) {
  const PhiloxWords block = philox(n >> 2, purpose, index, seed);
  const u32 lane = (u32)n & 3u;
  const u32 low = lane & 1u ? block.w1 : block.w0;
  const u32 high = lane & 1u ? block.w3 : block.w2;
  return lane & 2u ? high : low;
}
