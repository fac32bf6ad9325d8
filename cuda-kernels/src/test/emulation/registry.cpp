// All kernels in one translation unit, and their table.
#include "cuda_emulation.h"
// clang-format off
#include "../../main/cuda/adam.cu"
#include "../../main/cuda/conductance.cu"
#include "../../main/cuda/embedding.cu"
#include "../../main/cuda/layout.cu"
#include "../../main/cuda/losses.cu"
#include "../../main/cuda/pointwise.cu"
#include "../../main/cuda/random.cu"
#include "../../main/cuda/reduce.cu"
#include "../../main/cuda/sampled.cu"
#include "../../main/cuda/select.cu"
#include "../../main/cuda/spmm.cu"
#include "../../main/cuda/values.cu"
// clang-format on
#undef gridDim
#undef blockDim
#undef blockIdx
#undef threadIdx
#include "registry.h"

// Planted faults: the tests show that the sanitizers and the scheduler catch them.
namespace {
void fault_out_of_bounds(float* x, int n) { x[n + emulation::currentThread().x] = 1.0f; }
void fault_overflow(int* x) { x[0] = x[0] + 2147483647; }
void fault_divergent_barrier(int* x) {
  if (emulation::currentThread().x == 0) __syncthreads();
  x[0] = 1;
}
void fault_shared(float* x) {
  float* shared = (float*)emulation::dynamicShared();
  shared[emulation::currentThread().x] = 1.0f;
  x[0] = 1.0f;
}
void fault_unfinished_copy(float* x) { emulation::startCopy(emulation::dynamicShared(), x, 4); }
void fault_missing_barrier(float* x, int n) {
  float* shared = (float*)emulation::dynamicShared();
  const int t = (int)emulation::currentThread().x;
  shared[t] = (float)t;
  x[t] = shared[(t + 1) % n];
}
}  // namespace

#define ENTRY(name) {#name, wrap(name)}

namespace emulation {
const Kernel* findKernel(const std::string& name) {
  static const std::map<std::string, Kernel> table = {
      ENTRY(np_add_bias),        ENTRY(np_activate),          ENTRY(np_derivative),      ENTRY(np_drop_nodes),
      ENTRY(np_write_slices),    ENTRY(np_read_slices),       ENTRY(np_zero_padding),
      ENTRY(np_adam),            ENTRY(np_adam_dale),         ENTRY(np_permute),         ENTRY(np_scatter_dense),
      ENTRY(np_gather_dense),    ENTRY(np_sampled_gradient),
      ENTRY(np_row_sums),        ENTRY(np_count_nonfinite),   ENTRY(np_sum_abs),         ENTRY(np_philox_symmetric),
      ENTRY(np_philox_words),    ENTRY(np_clamp),             ENTRY(np_combine),         ENTRY(np_add_noise),
      ENTRY(np_embed),           ENTRY(np_embed_gradient),    ENTRY(np_softmax_steps),   ENTRY(np_squared_error),
      ENTRY(np_broken_columns),  ENTRY(np_add_totals),        ENTRY(fault_out_of_bounds), ENTRY(fault_overflow),
      ENTRY(fault_divergent_barrier), ENTRY(fault_shared),    ENTRY(fault_missing_barrier), ENTRY(fault_unfinished_copy),
      ENTRY(np_conductance),     ENTRY(np_conductance_backward), ENTRY(np_membrane_step), ENTRY(np_membrane_step_backward),
      ENTRY(np_spmm_1),          ENTRY(np_spmm_2),            ENTRY(np_spmm_4),          ENTRY(np_spmm_tiled_1),
      ENTRY(np_spmm_tiled_2),    ENTRY(np_spmm_tiled_4),      ENTRY(np_select_count),    ENTRY(np_select_step),
      ENTRY(np_select_ties),     ENTRY(np_select_mask),       ENTRY(np_apply_mask),
      ENTRY(np_scale_nodes),     ENTRY(np_scale_nodes_gradient),
  };
  auto found = table.find(name);
  return found == table.end() ? nullptr : &found->second;
}
}  // namespace emulation
