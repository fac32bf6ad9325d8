// The fibers behind cuda_emulation.h and the entry points that the tests call.
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <ucontext.h>
#include <vector>

#include "cuda_emulation.h"
#include "registry.h"

// Two ways to switch stacks. swapcontext is the one the address sanitizer can follow, but it asks the kernel at each
// switch; jumps do not.
#if defined(__SANITIZE_ADDRESS__)
#define FIBER_JUMPS 0
#include <sanitizer/common_interface_defs.h>
#define FIBER_LEAVE(save, stack, size) __sanitizer_start_switch_fiber(save, stack, size)
#define FIBER_ARRIVE(save, stack, size) __sanitizer_finish_switch_fiber(save, stack, size)
#else
#define FIBER_JUMPS 1
#define FIBER_LEAVE(save, stack, size)
#define FIBER_ARRIVE(save, stack, size)
#endif

namespace emulation {
dim3 gridSize, blockSize, blockIndex;

namespace {
enum class State { READY, AT_BLOCK_BARRIER, AT_WARP_EXCHANGE, DONE };

const size_t STACK_BYTES = 64 * 1024;

struct Copy {
  void* target;
  const void* source;
  size_t bytes;
};

struct Fiber {
  ucontext_t context;
  jmp_buf jump;
  bool ready = false;
  bool started = false;
  std::unique_ptr<char[]> stack;
  void* fakeStack = nullptr;
  dim3 thread;
  unsigned linear = 0;
  State state = State::DONE;
  unsigned mask = 0;
  unsigned generation = 0;
  std::vector<Copy> copies;
};

struct Warp {
  // Two sets of slots: a lane can be at most one exchange ahead of a lane that still has to read.
  uint64_t slots[2][32];
};

std::vector<std::unique_ptr<Fiber>> fibers;
std::vector<Warp> warps;
Fiber* running = nullptr;
[[maybe_unused]] ucontext_t scheduler;
[[maybe_unused]] jmp_buf schedulerJump;
// Only the address sanitizer wants to know the stacks.
[[maybe_unused]] void* schedulerFakeStack = nullptr;
[[maybe_unused]] const void* schedulerStack = nullptr;
[[maybe_unused]] size_t schedulerStackSize = 0;
std::unique_ptr<char[]> sharedMemory;
std::string failure;
const Kernel* kernel = nullptr;
void** arguments = nullptr;
bool lateCopies = false;

void yield(State state) {
  Fiber* self = running;
  self->state = state;
  FIBER_LEAVE(state == State::DONE ? nullptr : &self->fakeStack, schedulerStack, schedulerStackSize);
#if FIBER_JUMPS
  if (_setjmp(self->jump) == 0) _longjmp(schedulerJump, 1);
#else
  swapcontext(&self->context, &scheduler);
#endif
  FIBER_ARRIVE(self->fakeStack, nullptr, nullptr);
}

void fail(const std::string& message) {
  if (failure.empty()) failure = message;
}

void fiberMain() {
  FIBER_ARRIVE(nullptr, &schedulerStack, &schedulerStackSize);
  // One thread after the other: a new context for each would ask the operating system twice.
  for (;;) {
    kernel->call(arguments);
    if (!running->copies.empty()) fail("a thread ends before its copies to shared memory");
    yield(State::DONE);
  }
}

void resume(Fiber* fiber) {
  running = fiber;
  fiber->state = State::READY;
  FIBER_LEAVE(&schedulerFakeStack, fiber->stack.get(), STACK_BYTES);
#if FIBER_JUMPS
  if (_setjmp(schedulerJump) == 0) {
    if (fiber->started) _longjmp(fiber->jump, 1);
    fiber->started = true;
    setcontext(&fiber->context);
  }
#else
  swapcontext(&scheduler, &fiber->context);
#endif
  FIBER_ARRIVE(schedulerFakeStack, nullptr, nullptr);
  running = nullptr;
}

// Lets the lanes of a warp go on once all lanes of the mask have met.
bool releaseWarp(unsigned warp, unsigned threads) {
  unsigned waiting = 0, mask = 0;
  for (unsigned l = 0; l < 32 && warp * 32 + l < threads; l++) {
    Fiber* f = fibers[warp * 32 + l].get();
    if (f->state == State::AT_WARP_EXCHANGE) {
      waiting |= 1u << l;
      mask |= f->mask;
    }
  }
  if (waiting == 0 || (mask & ~waiting) != 0) return false;
  for (unsigned l = 0; l < 32; l++) {
    if (waiting & (1u << l)) fibers[warp * 32 + l]->state = State::READY;
  }
  return true;
}

bool releaseBlock(unsigned threads) {
  for (unsigned t = 0; t < threads; t++) {
    if (fibers[t]->state != State::AT_BLOCK_BARRIER) return false;
  }
  for (unsigned t = 0; t < threads; t++) fibers[t]->state = State::READY;
  return true;
}

void runBlock(unsigned threads, bool descending) {
  while (fibers.size() < threads) {
    fibers.push_back(std::make_unique<Fiber>());
    fibers.back()->stack = std::make_unique<char[]>(STACK_BYTES);
  }
  warps.resize((threads + 31) / 32);
  for (unsigned t = 0; t < threads; t++) {
    Fiber* f = fibers[t].get();
    // A fiber that a failed launch left in the middle of a kernel starts afresh.
    if (!f->ready || f->state != State::DONE) {
      getcontext(&f->context);
      f->context.uc_stack.ss_sp = f->stack.get();
      f->context.uc_stack.ss_size = STACK_BYTES;
      f->context.uc_link = nullptr;
      makecontext(&f->context, fiberMain, 0);
      f->started = false;
      f->ready = true;
    }
    f->linear = t;
    f->thread = {t % blockSize.x, t / blockSize.x % blockSize.y, t / (blockSize.x * blockSize.y)};
    f->state = State::READY;
    f->generation = 0;
    f->copies.clear();
  }
  // Each warp runs as far as it can before the next one does: what is not kept apart by a barrier happens too early.
  const unsigned count = (threads + 31) / 32;
  for (;;) {
    bool progress = false;
    for (unsigned n = 0; n < count; n++) {
      const unsigned warp = descending ? count - 1 - n : n;
      const unsigned lanes = threads - warp * 32 < 32 ? threads - warp * 32 : 32;
      bool again = true;
      while (again) {
        for (unsigned l = 0; l < lanes; l++) {
          Fiber* f = fibers[warp * 32 + (descending ? lanes - 1 - l : l)].get();
          if (f->state == State::READY) {
            resume(f);
            progress = true;
            if (!failure.empty()) return;
          }
        }
        again = releaseWarp(warp, threads);
      }
    }
    unsigned done = 0;
    for (unsigned t = 0; t < threads; t++) done += fibers[t]->state == State::DONE ? 1 : 0;
    if (done == threads) return;
    progress |= releaseBlock(threads);
    if (!progress) {
      fail("barrier or shuffle that not all threads reach");
      return;
    }
  }
}
}  // namespace

dim3 currentThread() { return running->thread; }
void* dynamicShared() { return sharedMemory.get(); }
unsigned lane() { return running->linear & 31u; }
void blockBarrier() { yield(State::AT_BLOCK_BARRIER); }

uint64_t exchange(unsigned mask, uint64_t bits, unsigned source) {
  Fiber* self = running;
  if (!(mask & (1u << lane())) || !(mask & (1u << source))) fail("shuffle with a lane outside its mask");
  Warp& warp = warps[self->linear / 32];
  const unsigned set = self->generation++ & 1u;
  warp.slots[set][lane()] = bits;
  self->mask = mask;
  yield(State::AT_WARP_EXCHANGE);
  return warp.slots[set][source];
}

void startCopy(void* target, const void* source, size_t bytes) {
  running->copies.push_back({target, source, bytes});
  if (!lateCopies) std::memcpy(target, source, bytes);
}

void waitForCopies() {
  for (const Copy& copy : running->copies) {
    if (lateCopies) std::memcpy(copy.target, copy.source, copy.bytes);
  }
  running->copies.clear();
}

unsigned ballot(unsigned mask, bool value) {
  const unsigned set = running->generation & 1u;
  Warp& warp = warps[running->linear / 32];
  exchange(mask, value ? 1 : 0, lane());
  unsigned lanes = 0;
  for (unsigned l = 0; l < 32; l++) {
    if (mask & (1u << l)) lanes |= (unsigned)(warp.slots[set][l] & 1u) << l;
  }
  return lanes;
}
}  // namespace emulation

// Runs a kernel like cuLaunchKernel: dims = grid x, y, z, block x, y, z; arguments = pointers to the arguments.
// Returns null, or a message that stays valid until the next launch.
extern "C" const char* emulation_launch(const char* name, const unsigned* dims, unsigned sharedBytes, int descending,
                                        void** arguments) {
  using namespace emulation;
  failure.clear();
  kernel = findKernel(name);
  if (!kernel) {
    failure = std::string("no kernel ") + name;
    return failure.c_str();
  }
  ::emulation::arguments = arguments;
  lateCopies = descending != 0;
  gridSize = {dims[0], dims[1], dims[2]};
  blockSize = {dims[3], dims[4], dims[5]};
  const unsigned threads = dims[3] * dims[4] * dims[5];
  if (threads == 0 || threads > 1024 || dims[0] == 0 || dims[1] == 0 || dims[1] > 65535) {
    failure = "launch dimensions that CUDA refuses";
    return failure.c_str();
  }
  // A fresh block of exactly the size asked for, not zero: reads of unset memory and writes beyond it show.
  sharedMemory.reset(sharedBytes ? new char[sharedBytes] : nullptr);
  for (unsigned z = 0; z < dims[2]; z++) {
    for (unsigned y = 0; y < dims[1]; y++) {
      for (unsigned x = 0; x < dims[0]; x++) {
        blockIndex = {x, y, z};
        if (sharedBytes) std::memset(sharedMemory.get(), 0xFF, sharedBytes);
        runBlock(threads, descending != 0);
        if (!failure.empty()) return failure.c_str();
      }
    }
  }
  return nullptr;
}

// One letter per argument: p pointer, i 32-bit integer, l 64-bit integer, f float, d double; null if unknown.
extern "C" const char* emulation_signature(const char* name) {
  const emulation::Kernel* found = emulation::findKernel(name);
  return found ? found->signature.c_str() : nullptr;
}
