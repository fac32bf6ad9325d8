// Adam (Kingma and Ba 2015) in the form of org.neuropil.compute.AdamStep, and limits of parameters; one thread per
// parameter.
#include "common.cuh"

// A NaN stays NaN: no comparison with it holds.
__device__ __forceinline__ float limited(float value, float low, float high) {
  return value < low ? low : value > high ? high : value;
}

// The numbers of a step: beta1, 1 - beta1, beta2, 1 - beta2, step size, root scale, eps, clip. They lie in device memory
// because they change from step to step, and the launches of all steps shall be the same.
// Each element of the gradient is first cut to [-clip, clip].
__device__ __forceinline__ float adamValue(i64 e, const float* w, const float* g, float* m, float* v,
                                           const float* constants) {
  const float beta1 = constants[0], oneMinusBeta1 = constants[1], beta2 = constants[2], oneMinusBeta2 = constants[3];
  const float stepSize = constants[4], rootScale = constants[5], eps = constants[6], clip = constants[7];
  const float gradient = limited(g[e], -clip, clip);
  const float first = beta1 * m[e] + oneMinusBeta1 * gradient;
  const float second = beta2 * v[e] + oneMinusBeta2 * (gradient * gradient);
  m[e] = first;
  v[e] = second;
  return w[e] - stepSize * first / (sqrtf(second) * rootScale + eps);
}

// w, m, v of n parameters, dense or in the CSR order of a pattern.
extern "C" __global__ void np_adam(float* w, const float* g, float* m, float* v, i64 n, const float* constants) {
  const i64 e = (i64)blockIdx.x * blockDim.x + threadIdx.x;
  if (e >= n) return;
  w[e] = adamValue(e, w, g, m, v, constants);
}

// The same for the values of a CSR pattern, then Dale's clamp: a value whose sign contradicts the sign (+1 or -1) of
// its column (sending node) becomes 0. A NaN stays NaN. The moments are not touched by the clamp.
extern "C" __global__ void np_adam_dale(float* w, const float* g, float* m, float* v, i64 n, const float* constants,
                                        const int* columns, const float* signs) {
  const i64 e = (i64)blockIdx.x * blockDim.x + threadIdx.x;
  if (e >= n) return;
  const float value = adamValue(e, w, g, m, v, constants);
  w[e] = value * signs[columns[e]] < 0.0f ? 0.0f : value;
}

// b[e] = min(max(b[e], low), high); a NaN stays NaN.
extern "C" __global__ void np_clamp(float* b, i64 n, float low, float high) {
  const i64 e = (i64)blockIdx.x * blockDim.x + threadIdx.x;
  if (e < n) b[e] = limited(b[e], low, high);
}
