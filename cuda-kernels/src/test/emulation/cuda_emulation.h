// CUDA's keywords and built-ins for g++, so that the kernels run on a CPU. The blocks of a grid run one after another;
// the threads of a block are fibers, so that __syncthreads and warp shuffles meet as on the GPU. Threads run in
// ascending or descending order, each warp as far as it can before the next one (both orders are tried by the tests: a
// missing barrier shows as a difference).
// Wrong use of barriers and shuffles (divergence, lanes that have left) ends the launch with a message.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#define NEUROPIL_EMULATION 1

#define __global__
#define __device__
#define __forceinline__ inline
#define __restrict__
#define __shared__ static
#define __launch_bounds__(...)
#define NEUROPIL_UNROLL(n)
#define NEUROPIL_DYNAMIC_SHARED(type, name) type* name = (type*)emulation::dynamicShared()

using std::isfinite;
using std::isnan;

struct dim3 {
  unsigned x, y, z;
};

namespace emulation {
extern dim3 gridSize, blockSize, blockIndex;
dim3 currentThread();
void* dynamicShared();
void blockBarrier();
// Meets the lanes of `mask` in the caller's warp; returns the bits that lane `source` brought along.
uint64_t exchange(unsigned mask, uint64_t bits, unsigned source);
// Meets the lanes of `mask`; returns the lanes whose value is true.
unsigned ballot(unsigned mask, bool value);
// A copy that a GPU may make at any time until the thread waits for it: at once when threads run in ascending order,
// as late as possible when they run in descending order. A thread that ends without waiting is an error.
void startCopy(void* target, const void* source, size_t bytes);
void waitForCopies();
unsigned lane();

template <typename T>
inline T exchangeValue(unsigned mask, T value, unsigned source) {
  static_assert(sizeof(T) <= 8, "shuffles move at most 8 bytes");
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(T));
  bits = exchange(mask, bits, source);
  std::memcpy(&value, &bits, sizeof(T));
  return value;
}
}  // namespace emulation

#define gridDim (emulation::gridSize)
#define blockDim (emulation::blockSize)
#define blockIdx (emulation::blockIndex)
#define threadIdx (emulation::currentThread())

inline void __syncthreads() { emulation::blockBarrier(); }
inline void __syncwarp(unsigned mask = 0xffffffffu) { emulation::exchange(mask, 0, emulation::lane()); }

template <typename T>
inline T __shfl_sync(unsigned mask, T value, int source) {
  return emulation::exchangeValue(mask, value, (unsigned)source & 31u);
}

template <typename T>
inline T __shfl_down_sync(unsigned mask, T value, unsigned delta) {
  const unsigned source = emulation::lane() + delta;
  return emulation::exchangeValue(mask, value, source > 31u ? emulation::lane() : source);
}

template <typename T>
inline T __shfl_xor_sync(unsigned mask, T value, unsigned bits) {
  return emulation::exchangeValue(mask, value, (emulation::lane() ^ bits) & 31u);
}

inline unsigned __ballot_sync(unsigned mask, int predicate) { return emulation::ballot(mask, predicate != 0); }
inline int __popc(unsigned bits) { return __builtin_popcount(bits); }
inline int __ffs(int bits) { return __builtin_ffs(bits); }

// Atomics exist for integers alone: a float would not convert, which is what the project's rule asks for.
inline int atomicAdd(int* place, int value) { int old = *place; *place += value; return old; }
inline unsigned atomicAdd(unsigned* place, unsigned value) { unsigned old = *place; *place += value; return old; }
float atomicAdd(float*, float) = delete;
double atomicAdd(double*, double) = delete;

inline unsigned __umulhi(unsigned a, unsigned b) { return (unsigned)(((uint64_t)a * b) >> 32); }
inline unsigned __float_as_uint(float value) {
  unsigned bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}
inline float __fmul_rn(float a, float b) { return a * b; }
inline float __fsub_rn(float a, float b) { return a - b; }
// cos(pi x) for |x| < 2^52.
inline double cospi(double x) { return std::cos(3.14159265358979323846 * x); }
