// Liquid time-constant networks: sums over connections that open with the state of their sender, the semi-implicit
// step of the state, the map of the inputs, and the gradients of all three. See org.neuropil.compute.Conductances.
#include "common.cuh"

// Beyond this argument a sigmoid is within 1e-26 of 0 or 1.
#define STEEPEST 60.0f

// Sigmoid and its slope at z, both without cancellation. A NaN stays NaN.
struct Opening {
  float open, slope;
};

__device__ __forceinline__ Opening opening(float z) {
  const float magnitude = fabsf(z);
  const float decay = expf(magnitude > STEEPEST ? -STEEPEST : -magnitude);
  const float half = 1.0f / (1.0f + decay);
  const float other = decay * half;
  return {z < 0.0f ? other : half, other * half};
}

// num = sum of weight g reversal and den = sum of weight g over the entries of a receiver, in CSR order; padding
// becomes zero. Block (32, R): one warp per receiver; blockIdx.y numbers the groups of 32 columns.
extern "C" __global__ void np_conductance(const int* rowOffsets, const int* cols, const float* weight,
                                          const float* reversal, const float* midpoint, const float* slope,
                                          const float* x, i64 xStride, float* num, i64 numStride, float* den,
                                          i64 denStride, int rows, int columns) {
  const int row = blockIdx.x * blockDim.y + threadIdx.y;
  if (row >= rows) return;
  const int k = blockIdx.y * 32 + threadIdx.x;
  float sum = 0.0f;
  float total = 0.0f;
  if (k < columns) {
    const int end = rowOffsets[row + 1];
    for (int e = rowOffsets[row]; e < end; e++) {
      const float z = slope[e] * (x[cols[e] * xStride + k] - midpoint[e]);
      const float conductance = weight[e] * opening(z).open;
      total += conductance;
      sum = fmaf(conductance, reversal[e], sum);
    }
  }
  num[row * numStride + k] = sum;
  den[row * denStride + k] = total;
}

// The gradients of np_conductance by senders: offsets, receivers and permutation are those of the transposed pattern,
// whose entry p is connection permutation[p]. One pass gives the gradient of the sender's state and, added to what is
// there, those of the four parameters of its connections. Padding of dNum and dDen is zero.
// Block (32, R): one warp per sender, which goes over the groups of 32 columns in turn.
extern "C" __global__ void np_conductance_backward(const int* offsets, const int* receivers, const int* permutation,
                                                   const float* weight, const float* reversal, const float* midpoint,
                                                   const float* slope, const float* x, i64 xStride, const float* dNum,
                                                   i64 dNumStride, const float* dDen, i64 dDenStride, float* dx,
                                                   i64 dxStride, int accumulate, float* gWeight, float* gReversal,
                                                   float* gMidpoint, float* gSlope, int senders, int ldB,
                                                   int columns) {
  const int i = blockIdx.x * blockDim.y + threadIdx.y;
  if (i >= senders) return;
  const int end = offsets[i + 1];
  for (int k = threadIdx.x; k < ldB; k += 32) {
    const bool active = k < columns;
    const float state = active ? x[i * xStride + k] : 0.0f;
    float* place = dx + i * dxStride + k;
    float change = active && accumulate ? *place : 0.0f;
    for (int p = offsets[i]; p < end; p++) {
      const int e = permutation[p];
      const int j = receivers[p];
      const float dn = active ? dNum[j * dNumStride + k] : 0.0f;
      const float dd = active ? dDen[j * dDenStride + k] : 0.0f;
      const float above = state - midpoint[e];
      const Opening s = opening(slope[e] * above);
      const float c = fmaf(dn, reversal[e], dd);
      const float h = s.slope * c;
      const float steep = weight[e] * slope[e];
      change = fmaf(h, steep, change);
      const float sumWeight = warpSum(s.open * c);
      const float sumReversal = warpSum(s.open * dn);
      const float sumMidpoint = warpSum(h);
      const float sumSlope = warpSum(above * h);
      if (threadIdx.x == 0) {
        gWeight[e] += sumWeight;
        gReversal[e] += weight[e] * sumReversal;
        gMidpoint[e] -= steep * sumMidpoint;
        gSlope[e] += weight[e] * sumSlope;
      }
    }
    *place = active ? change : 0.0f;
  }
}

// next = (cm v + gl vl + num + inNum) / (cm + gl + den + inDen). Block (32, R): one warp per node.
extern "C" __global__ void np_membrane_step(const float* cm, const float* gl, const float* vl, float* next,
                                            i64 nextStride, const float* v, i64 vStride, const float* num,
                                            i64 numStride, const float* den, i64 denStride, const float* inNum,
                                            i64 inNumStride, const float* inDen, i64 inDenStride, int nodes, int ldB,
                                            int columns) {
  const int j = blockIdx.x * blockDim.y + threadIdx.y;
  if (j >= nodes) return;
  const float rest = gl[j] * vl[j];
  const float own = cm[j] + gl[j];
  for (int k = threadIdx.x; k < ldB; k += 32) {
    float value = 0.0f;
    if (k < columns) {
      const float above = cm[j] * v[j * vStride + k] + rest + num[j * numStride + k] + inNum[j * inNumStride + k];
      value = above / (den[j * denStride + k] + inDen[j * inDenStride + k] + own);
    }
    next[j * nextStride + k] = value;
  }
}

// With q = dNext / (cm + gl + den + inDen): dv = [dv +] cm q, dNum = q, dDen = -q next, and added to what is there
// gCm = sum q (v - next), gGl = sum q (vl - next), gVl = sum q gl. Block (32, R): one warp per node.
extern "C" __global__ void np_membrane_step_backward(const float* cm, const float* gl, const float* vl,
                                                     const float* dNext, i64 dNextStride, const float* next,
                                                     i64 nextStride, const float* v, i64 vStride, const float* den,
                                                     i64 denStride, const float* inDen, i64 inDenStride, float* dv,
                                                     i64 dvStride, int accumulate, float* dNum, i64 dNumStride,
                                                     float* dDen, i64 dDenStride, float* gCm, float* gGl, float* gVl,
                                                     int nodes, int ldB, int columns) {
  const int j = blockIdx.x * blockDim.y + threadIdx.y;
  if (j >= nodes) return;
  const float own = cm[j] + gl[j];
  float moved = 0.0f;
  float leaked = 0.0f;
  float all = 0.0f;
  for (int k = threadIdx.x; k < ldB; k += 32) {
    const bool active = k < columns;
    float q = 0.0f;
    float after = 0.0f;
    if (active) {
      q = dNext[j * dNextStride + k] / (den[j * denStride + k] + inDen[j * inDenStride + k] + own);
      after = next[j * nextStride + k];
      moved = fmaf(q, v[j * vStride + k] - after, moved);
      leaked = fmaf(q, vl[j] - after, leaked);
      all += q;
    }
    float* place = dv + j * dvStride + k;
    *place = active ? fmaf(cm[j], q, accumulate ? *place : 0.0f) : 0.0f;
    dNum[j * dNumStride + k] = q;
    dDen[j * dDenStride + k] = active ? -q * after : 0.0f;
  }
  moved = warpSum(moved);
  leaked = warpSum(leaked);
  all = warpSum(all);
  if (threadIdx.x == 0) {
    gCm[j] += moved;
    gGl[j] += leaked;
    gVl[j] += gl[j] * all;
  }
}

// y[s] = factor x[s] + summand for s in [0, count), one of each a node; the summands may be null. x may be y.
// Block (32, R): one warp per node.
extern "C" __global__ void np_scale_nodes(const float* factors, const float* summands, const float* x, i64 xStride,
                                          float* y, i64 yStride, int nodes, int ldB, int count, int columns) {
  const int i = blockIdx.x * blockDim.y + threadIdx.y;
  if (i >= nodes) return;
  const float factor = factors[i];
  const float summand = summands ? summands[i] : 0.0f;
  for (int s = 0; s < count; s++) {
    const float* in = x + i * xStride + (i64)s * ldB;
    float* out = y + i * yStride + (i64)s * ldB;
    for (int k = threadIdx.x; k < ldB; k += 32) out[k] = k < columns ? fmaf(factor, in[k], summand) : 0.0f;
  }
}

// g[i] = sum over s in [0, count) and columns of d[s][i, k] x[s][i, k]. Block (32, R): one warp per node.
extern "C" __global__ void np_scale_nodes_gradient(const float* d, i64 dStride, const float* x, i64 xStride,
                                                   int nodes, int ldB, int count, int columns, float* g) {
  const int i = blockIdx.x * blockDim.y + threadIdx.y;
  if (i >= nodes) return;
  float sum = 0.0f;
  for (int s = 0; s < count; s++) {
    const float* left = d + i * dStride + (i64)s * ldB;
    const float* right = x + i * xStride + (i64)s * ldB;
    for (int k = threadIdx.x; k < columns; k += 32) sum = fmaf(left[k], right[k], sum);
  }
  sum = warpSum(sum);
  if (threadIdx.x == 0) g[i] = sum;
}
