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

// a[s][i, k] += sd * normal number, Box and Muller's cosine branch of Philox block firstBlock + (s columns + k) nodes + i,
// for s in [0, count) and active columns. firstBlock lies in device memory: it changes from batch to batch, and the
// launches of all batches shall be the same. Block (32, R): one warp per node, blockIdx.y numbers the groups of 32 columns.
extern "C" __global__ void np_add_noise(float* a, i64 stride, int nodes, int ldB, int count, int columns, double sd,
                                        u64 seed, u32 purpose, u32 index, const u64* firstBlock) {
  const int i = blockIdx.x * blockDim.y + threadIdx.y;
  const int k = blockIdx.y * 32 + threadIdx.x;
  if (i >= nodes || k >= columns) return;
  for (int s = 0; s < count; s++) {
    const u64 n = ((u64)s * columns + k) * nodes + i;
    const PhiloxWords w = philox(*firstBlock + n, purpose, index, seed);
    const double radius = sqrt(-2.0 * log(1.0 - philoxDouble(w.w0, w.w1)));
    const double normal = radius * cospi(2.0 * philoxDouble(w.w2, w.w3));
    float* place = a + i * stride + (i64)s * ldB + k;
    *place = (float)(*place + sd * normal);
  }
}
