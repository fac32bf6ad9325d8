// Stand-ins for NVIDIA's driver and libraries that live on the CPU: JCuda's own native code runs on top of them, so
// that every call of the back end is seen as NVIDIA's library would see it. Kernels run in the emulation. One source,
// built four times, into libcuda.so.1, libcublas.so.12, libcusparse.so.12 and libcurand.so.10 (FAKE_...).
// What a real library refuses or documents as undefined is refused here, with a line on standard error.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <functional>
#include <map>
#include <string>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

static int refuse(int code, const char* reason) {
  fprintf(stderr, "fake CUDA refuses: %s\n", reason);
  return code;
}
#define REQUIRE(condition, code) \
  do {                           \
    if (!(condition)) return refuse(code, #condition); \
  } while (0)

// While the stream is captured, work is kept instead of done; the libraries ask the driver, as the real ones do.
typedef std::function<void()> Work;
#ifdef FAKE_DRIVER
static std::vector<Work>* captured = nullptr;
EXPORT bool fake_keep(const Work* work) {
  if (captured) captured->push_back(*work);
  return captured != nullptr;
}
#else
static bool fake_keep(const Work* work) {
  static auto keep = (bool (*)(const Work*))dlsym(dlopen("libcuda.so.1", RTLD_LAZY), "fake_keep");
  return keep(work);
}
#endif
static void queueWork(const Work& work) {
  if (!fake_keep(&work)) work();
}

#ifdef FAKE_DRIVER
extern "C" const char* emulation_launch(const char*, const unsigned*, unsigned, int, void**);
extern "C" const char* emulation_signature(const char*);

typedef unsigned long long DevicePointer;
static bool initialised = false, current = false;
static int streams = 0, events = 0, modules = 0, pinned = 0, graphs = 0;
static std::map<DevicePointer, size_t> memory;
static const size_t TOTAL = (size_t)2 << 30;

static bool allocated(DevicePointer p, size_t n) {
  auto next = memory.upper_bound(p);
  if (next == memory.begin()) return false;
  --next;
  return p + n <= next->first + next->second;
}

struct Module { std::string text; };
struct Function { std::string name; unsigned shared; };

EXPORT int cuInit(unsigned flags) { REQUIRE(flags == 0, 1); initialised = true; return 0; }
EXPORT int cuDriverGetVersion(int* version) { *version = 12040; return 0; }
EXPORT int cuDeviceGet(int* device, int index) { REQUIRE(initialised && index == 0, 101); *device = 0; return 0; }
EXPORT int cuDeviceGetName(char* name, int n, int) { snprintf(name, n, "Fake GPU"); return 0; }
EXPORT int cuDeviceGetAttribute(int* value, int attribute, int) {
  // Compute capability 8.6, 3 multiprocessors, 3 MiB of L2 cache, 99 KiB of shared memory for blocks that ask.
  static const std::map<int, int> values = {{75, 8}, {76, 6}, {16, 3}, {38, 3 << 20}, {97, 99 << 10}};
  REQUIRE(values.count(attribute) == 1, 1);
  *value = values.at(attribute);
  return 0;
}
EXPORT int cuDevicePrimaryCtxRetain(void** context, int) { *context = (void*)0x10; return 0; }
EXPORT int cuDevicePrimaryCtxRelease_v2(int) {
  size_t blocks = memory.size();
  fprintf(stderr, "fake CUDA left: %zu blocks, %d pinned, %d streams, %d events, %d modules, %d graphs\n", blocks, pinned,
          streams, events, modules, graphs);
  return 0;
}
EXPORT int cuCtxSetCurrent(void* context) { REQUIRE(context == (void*)0x10, 201); current = true; return 0; }
EXPORT int cuStreamCreate(void** stream, unsigned flags) {
  REQUIRE(current && flags == 1, 201);
  *stream = (void*)0x20;
  streams++;
  return 0;
}
EXPORT int cuStreamSynchronize(void* stream) { REQUIRE(stream == (void*)0x20 && !captured, 400); return 0; }
struct Graph { std::vector<Work> work; };
EXPORT int cuStreamBeginCapture_v2(void* stream, int mode) {
  REQUIRE(stream == (void*)0x20 && mode == 1 && !captured, 400);
  captured = new std::vector<Work>();
  return 0;
}
EXPORT int cuStreamEndCapture(void* stream, Graph** graph) {
  REQUIRE(stream == (void*)0x20 && captured, 400);
  *graph = new Graph{*captured};
  delete captured;
  captured = nullptr;
  graphs++;
  return 0;
}
EXPORT int cuGraphInstantiateWithFlags(Graph** executable, Graph* graph, unsigned long long flags) {
  REQUIRE(flags == 0, 1);
  *executable = new Graph{graph->work};
  graphs++;
  return 0;
}
EXPORT int cuGraphLaunch(Graph* executable, void* stream) {
  REQUIRE(stream == (void*)0x20 && !captured, 400);
  fprintf(stderr, "fake CUDA: graph of %zu\n", executable->work.size());
  for (auto& work : executable->work) work();
  return 0;
}
EXPORT int cuGraphDestroy(Graph* graph) { delete graph; graphs--; return 0; }
EXPORT int cuGraphExecDestroy(Graph* graph) { delete graph; graphs--; return 0; }
EXPORT int cuStreamDestroy_v2(void* stream) { REQUIRE(stream == (void*)0x20, 400); streams--; return 0; }
EXPORT int cuEventCreate(void** event, unsigned) { *event = (void*)(0x100 + (size_t)events++); return 0; }
EXPORT int cuEventRecord(void* event, void* stream) { REQUIRE(event && stream == (void*)0x20 && !captured, 400); return 0; }
EXPORT int cuEventElapsedTime(float* millis, void* from, void* to) { REQUIRE(from && to, 400); *millis = 2500; return 0; }
EXPORT int cuEventSynchronize(void* event) { REQUIRE(event, 400); return 0; }
EXPORT int cuEventDestroy_v2(void* event) { REQUIRE(event, 400); events--; return 0; }

EXPORT int cuMemAlloc_v2(DevicePointer* p, size_t n) {
  REQUIRE(current && n > 0 && !captured, 201);
  void* block = aligned_alloc(256, (n + 255) / 256 * 256);
  memset(block, 0xFF, n);
  *p = (DevicePointer)block;
  memory[*p] = n;
  return 0;
}
EXPORT int cuMemFree_v2(DevicePointer p) {
  REQUIRE(memory.erase(p) == 1, 1);
  free((void*)p);
  return 0;
}
EXPORT int cuMemGetInfo_v2(size_t* available, size_t* total) {
  size_t used = 0;
  for (auto& block : memory) used += block.second;
  *available = TOTAL - used;
  *total = TOTAL;
  return 0;
}
EXPORT int cuMemAllocHost_v2(void** p, size_t n) { *p = malloc(n); pinned++; return 0; }
EXPORT int cuMemFreeHost(void* p) { free(p); pinned--; return 0; }
EXPORT int cuMemsetD8Async(DevicePointer p, unsigned char value, size_t n, void* stream) {
  REQUIRE(allocated(p, n) && stream == (void*)0x20, 1);
  queueWork([=] { memset((void*)p, value, n); });
  return 0;
}
EXPORT int cuMemcpyHtoDAsync_v2(DevicePointer p, const void* host, size_t n, void* stream) {
  REQUIRE(allocated(p, n) && stream == (void*)0x20 && host && !captured, 1);
  memcpy((void*)p, host, n);
  return 0;
}
EXPORT int cuMemcpyDtoHAsync_v2(void* host, DevicePointer p, size_t n, void* stream) {
  REQUIRE(allocated(p, n) && stream == (void*)0x20 && host && !captured, 1);
  memcpy(host, (void*)p, n);
  return 0;
}
EXPORT int cuModuleLoadData(Module** module, const char* text) {
  // Reading to the terminating zero is what the driver does with PTX.
  std::string ptx(text);
  REQUIRE(ptx.find(".version") != std::string::npos && ptx.find(".target sm_80") != std::string::npos, 218);
  REQUIRE(ptx.find_last_not_of(" \n\r\t") != std::string::npos && ptx[ptx.find_last_not_of(" \n\r\t")] == '}', 218);
  *module = new Module{ptx};
  modules++;
  return 0;
}
EXPORT int cuModuleUnload(Module* module) { delete module; modules--; return 0; }
EXPORT int cuModuleGetFunction(Function** function, Module* module, const char* name) {
  REQUIRE(module->text.find(std::string(".entry ") + name + "(") != std::string::npos, 500);
  *function = new Function{name, 48 << 10};
  return 0;
}
EXPORT int cuFuncSetAttribute(Function* f, int attribute, int value) {
  REQUIRE(attribute == 8 && value >= 0 && value <= 99 << 10, 1);
  f->shared = value;
  return 0;
}
EXPORT int cuLaunchKernel(Function* f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                          unsigned shared, void* stream, void** parameters, void** extra) {
  REQUIRE(stream == (void*)0x20 && parameters && !extra && shared <= f->shared, 1);
  const std::array<unsigned, 6> dims = {gx, gy, gz, bx, by, bz};
  if (!captured) {
    const char* message = emulation_launch(f->name.c_str(), dims.data(), shared, 0, parameters);
    return message ? refuse(719, message) : 0;
  }
  // The driver copies the arguments at the launch: each of them has at most 8 bytes.
  std::vector<uint64_t> slots(strlen(emulation_signature(f->name.c_str())));
  for (size_t a = 0; a < slots.size(); a++) memcpy(&slots[a], parameters[a], 8);
  captured->push_back([=]() mutable {
    std::vector<void*> pointers;
    for (auto& slot : slots) pointers.push_back(&slot);
    const char* message = emulation_launch(f->name.c_str(), dims.data(), shared, 0, pointers.data());
    if (message) refuse(719, message);
  });
  return 0;
}
#endif

#ifdef FAKE_BLAS
struct Handle { void* stream; void* workspace; };
EXPORT int cublasCreate_v2(Handle** handle) { *handle = new Handle{nullptr, nullptr}; return 0; }
EXPORT int cublasDestroy_v2(Handle* handle) { delete handle; return 0; }
EXPORT int cublasSetStream_v2(Handle* handle, void* stream) {
  *handle = Handle{stream, nullptr};  // as documented: the workspace is the library's own again
  return 0;
}
EXPORT int cublasSetWorkspace_v2(Handle* handle, void* workspace, size_t) {
  REQUIRE(workspace && (size_t)workspace % 256 == 0, 7);
  handle->workspace = workspace;
  return 0;
}
EXPORT int cublasGetVersion_v2(Handle*, int* version) { *version = 120604; return 0; }
EXPORT int cublasGemmEx(Handle* handle, int opA, int opB, int m, int n, int k, const float* alpha, const float* a,
                        int typeA, int lda, const float* b, int typeB, int ldb, const float* beta, float* c, int typeC,
                        int ldc, int compute, int algorithm) {
  REQUIRE(handle->stream == (void*)0x20 && handle->workspace, 1);
  REQUIRE(typeA == 0 && typeB == 0 && typeC == 0 && algorithm == -1, 7);
  REQUIRE(compute == 68 || compute == 77 || compute == 75, 15);
  REQUIRE(lda >= std::max(1, opA ? k : m) && ldb >= std::max(1, opB ? n : k) && ldc >= std::max(1, m), 7);
  const float alphaValue = *alpha, betaValue = *beta;
  queueWork([=] {
    for (int col = 0; col < n; col++) {
      for (int row = 0; row < m; row++) {
        double sum = 0;
        for (int l = 0; l < k; l++) {
          const float x = opA ? a[(size_t)row * lda + l] : a[(size_t)l * lda + row];
          const float y = opB ? b[(size_t)l * ldb + col] : b[(size_t)col * ldb + l];
          sum += (double)x * y;
        }
        float* place = c + (size_t)col * ldc + row;
        *place = (float)(alphaValue * sum + (betaValue == 0 ? 0 : betaValue * *place));
      }
    }
  });
  return 0;
}
#endif

#ifdef FAKE_SPARSE
struct Handle { void* stream; };
struct Sparse {
  int64_t rows, cols, nnz;
  const int* offsets;
  const int* columns;
  float* values;
  void* active;
  int64_t ldB, ldC, widthB;
};
struct Dense { int64_t rows, cols, ld; float* values; int order; };

// Preparations have their place before a capture.
static bool capturing() {
  const Work nothing = [] {};
  return fake_keep(&nothing);
}

static float& at(const Dense* d, int64_t row, int64_t col) {
  return d->values[d->order == 2 ? row * d->ld + col : col * d->ld + row];
}

EXPORT int cusparseCreate(Handle** handle) { *handle = new Handle{nullptr}; return 0; }
EXPORT int cusparseDestroy(Handle* handle) { delete handle; return 0; }
EXPORT int cusparseSetStream(Handle* handle, void* stream) { handle->stream = stream; return 0; }
EXPORT int cusparseGetVersion(Handle*, int* version) { *version = 12504; return 0; }
EXPORT int cusparseCreateCsr(Sparse** d, int64_t rows, int64_t cols, int64_t nnz, void* offsets, void* columns,
                             void* values, int offsetType, int columnType, int base, int valueType) {
  REQUIRE(offsetType == 2 && columnType == 2 && base == 0 && valueType == 0 && offsets && columns && values, 3);
  *d = new Sparse{rows, cols, nnz, (int*)offsets, (int*)columns, (float*)values, nullptr, 0, 0, 0};
  return 0;
}
EXPORT int cusparseDestroySpMat(Sparse* d) { delete d; return 0; }
EXPORT int cusparseSpMatSetValues(Sparse* d, void* values) { REQUIRE(values, 3); d->values = (float*)values; return 0; }
EXPORT int cusparseCreateDnMat(Dense** d, int64_t rows, int64_t cols, int64_t ld, void* values, int type, int order) {
  REQUIRE(type == 0 && values && (order == 2 ? ld >= cols : order == 1 && ld >= rows), 3);
  *d = new Dense{rows, cols, ld, (float*)values, order};
  return 0;
}
EXPORT int cusparseDestroyDnMat(Dense* d) { delete d; return 0; }
EXPORT int cusparseDnMatSetValues(Dense* d, void* values) { REQUIRE(values, 3); d->values = (float*)values; return 0; }

static int checkSpmm(Handle* h, int opA, int opB, Sparse* a, Dense* b, Dense* c, int type, int alg) {
  REQUIRE(h->stream == (void*)0x20 && opA == 0 && opB == 0 && type == 0 && alg == 12, 3);
  REQUIRE(a->cols == b->rows && a->rows == c->rows && b->cols == c->cols && b->values != c->values, 3);
  return 0;
}
EXPORT int cusparseSpMM_bufferSize(Handle* h, int opA, int opB, const float*, Sparse* a, Dense* b, const float*,
                                   Dense* c, int type, int alg, size_t* bytes) {
  *bytes = 1000;
  return checkSpmm(h, opA, opB, a, b, c, type, alg);
}
EXPORT int cusparseSpMM_preprocess(Handle* h, int opA, int opB, const float*, Sparse* a, Dense* b, const float*,
                                   Dense* c, int type, int alg, void* buffer) {
  REQUIRE(buffer && checkSpmm(h, opA, opB, a, b, c, type, alg) == 0 && !capturing(), 3);
  a->active = buffer;
  a->ldB = b->ld;
  a->ldC = c->ld;
  return 0;
}
EXPORT int cusparseSpMM(Handle* h, int opA, int opB, const float* alpha, Sparse* a, Dense* b, const float* beta,
                        Dense* c, int type, int alg, void* buffer) {
  REQUIRE(checkSpmm(h, opA, opB, a, b, c, type, alg) == 0, 3);
  REQUIRE(a->active == buffer && a->ldB == b->ld && a->ldC == c->ld, 3);
  const float alphaValue = *alpha, betaValue = *beta;
  // What the descriptors say now counts, not what they say when a graph is launched.
  queueWork([m = *a, in = *b, out = *c, alphaValue, betaValue] {
    for (int64_t row = 0; row < m.rows; row++) {
      for (int64_t col = 0; col < in.cols; col++) {
        double sum = 0;
        for (int e = m.offsets[row]; e < m.offsets[row + 1]; e++) sum += (double)m.values[e] * at(&in, m.columns[e], col);
        float& place = at(&out, row, col);
        place = (float)(alphaValue * sum + (betaValue == 0 ? 0 : betaValue * place));
      }
    }
  });
  return 0;
}
static int checkSddmm(Handle* h, int opA, int opB, Dense* a, Dense* b, Sparse* c, int type, int alg) {
  REQUIRE(h->stream == (void*)0x20 && opA == 0 && opB == 0 && type == 0 && alg == 0, 3);
  REQUIRE(a->rows == c->rows && b->cols == c->cols && a->cols == b->rows, 3);
  return 0;
}
EXPORT int cusparseSDDMM_bufferSize(Handle* h, int opA, int opB, const float*, Dense* a, Dense* b, const float*,
                                    Sparse* c, int type, int alg, size_t* bytes) {
  *bytes = 0;
  return checkSddmm(h, opA, opB, a, b, c, type, alg);
}
EXPORT int cusparseSDDMM_preprocess(Handle* h, int opA, int opB, const float*, Dense* a, Dense* b, const float*,
                                    Sparse* c, int type, int alg, void* buffer) {
  REQUIRE(checkSddmm(h, opA, opB, a, b, c, type, alg) == 0 && !capturing(), 3);
  c->active = buffer;
  c->ldB = a->ld;
  c->ldC = b->ld;
  c->widthB = a->cols;
  return 0;
}
EXPORT int cusparseSDDMM(Handle* h, int opA, int opB, const float* alpha, Dense* a, Dense* b, const float* beta,
                         Sparse* c, int type, int alg, void* buffer) {
  REQUIRE(checkSddmm(h, opA, opB, a, b, c, type, alg) == 0 && *beta == 0, 3);
  REQUIRE(c->active == buffer && c->ldB == a->ld && c->ldC == b->ld && c->widthB == a->cols, 3);
  const float alphaValue = *alpha;
  queueWork([left = *a, right = *b, m = *c, alphaValue] {
    for (int64_t row = 0; row < m.rows; row++) {
      for (int e = m.offsets[row]; e < m.offsets[row + 1]; e++) {
        double sum = 0;
        for (int64_t l = 0; l < left.cols; l++) sum += (double)at(&left, row, l) * at(&right, l, m.columns[e]);
        m.values[e] = (float)(alphaValue * sum);
      }
    }
  });
  return 0;
}
#endif

#ifdef FAKE_RAND
struct Generator { uint64_t seed; };
EXPORT int curandGetVersion(int* version) { *version = 100307; return 0; }
EXPORT int curandCreateGeneratorHost(Generator** g, int type) { REQUIRE(type == 161, 103); *g = new Generator{0}; return 0; }
EXPORT int curandDestroyGenerator(Generator* g) { delete g; return 0; }
EXPORT int curandSetPseudoRandomGeneratorSeed(Generator* g, unsigned long long seed) { g->seed = seed; return 0; }
EXPORT int curandGenerate(Generator* g, uint32_t* out, size_t n) {
  for (size_t word = 0; word < n; word++) {
    const size_t t = word / 4;
    uint32_t c[4] = {(uint32_t)(t / 65536), 0, (uint32_t)(t % 65536), 0};
    uint32_t k0 = (uint32_t)g->seed, k1 = (uint32_t)(g->seed >> 32);
    for (int round = 0; round < 10; round++) {
      const uint64_t p0 = 0xD2511F53ull * c[0], p1 = 0xCD9E8D57ull * c[2];
      const uint32_t n0 = (uint32_t)(p1 >> 32) ^ c[1] ^ k0, n2 = (uint32_t)(p0 >> 32) ^ c[3] ^ k1;
      c[0] = n0; c[1] = (uint32_t)p1; c[2] = n2; c[3] = (uint32_t)p0;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    out[word] = c[word % 4];
  }
  return 0;
}
#endif
