// Random numbers of org.neuropil.matrix.Philox, the same bits as on the CPU.
#include "common.cuh"

// b[i] = 2 limit u - limit, u = (word i >> 8) * 2^-24, for i in [0, n). One thread per Philox block of four words.
// The product and the difference are rounded on their own, as in Java; a fused multiply-add would differ in the last bit.
extern "C" __global__ void np_philox_symmetric(float* b, i64 n, float limit, u64 seed, u32 purpose, u32 index) {
  const i64 block = (i64)blockIdx.x * blockDim.x + threadIdx.x;
  const i64 i = block * 4;
  if (i >= n) return;
  const PhiloxWords w = philox((u64)block, purpose, index, seed);
  const float scale = 2.0f * limit;
  b[i] = __fsub_rn(__fmul_rn(scale, (float)(w.w0 >> 8) * 0x1p-24f), limit);
  if (i + 1 < n) b[i + 1] = __fsub_rn(__fmul_rn(scale, (float)(w.w1 >> 8) * 0x1p-24f), limit);
  if (i + 2 < n) b[i + 2] = __fsub_rn(__fmul_rn(scale, (float)(w.w2 >> 8) * 0x1p-24f), limit);
  if (i + 3 < n) b[i + 3] = __fsub_rn(__fmul_rn(scale, (float)(w.w3 >> 8) * 0x1p-24f), limit);
}

// out[i] = word first + i of the stream, for i in [0, n).
extern "C" __global__ void np_philox_words(u32* out, i64 n, u64 first, u64 seed, u32 purpose, u32 index) {
  const i64 i = (i64)blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) out[i] = philoxWord(first + (u64)i, purpose, index, seed);
}
