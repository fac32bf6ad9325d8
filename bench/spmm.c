/*
 * The loops of org.neuropil.compute.cpu in C, with the same tiles, for comparison.
 *
 *   spmm n p tile slices sampleTiles seconds
 *
 * B is a compile-time constant; vectors are as wide as the compiler's target allows. Prints one
 * line a kernel, like KernelBench: best time and GFLOP/s.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#ifndef B
#define B 100
#endif
#define LD ((B + 15) / 16 * 16)
#ifdef __AVX512F__
#define LANES 16
#else
#define LANES 8
#endif
#define BLOCKS ((B + LANES - 1) / LANES)
/* As many output rows as stay in a second-level cache of 2 MB; see SparseKernels.rowBlock. */
#ifndef ROW_BLOCK
#define ROW_BLOCK ((2 << 20) / 5 / (4 * LD))
#endif

typedef float vec __attribute__((vector_size(4 * LANES)));

static int n;
static int tile;
static int tiles;
static int *starts;
static unsigned short *local;
static float *values;
static float *g;
static float *h;
static float *d;
static float *y;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static void *big(size_t bytes) {
  size_t huge = 2 << 20;
  bytes = (bytes + huge - 1) / huge * huge;
  void *memory = aligned_alloc(huge, bytes);
  if (!memory) {
    perror("memory");
    exit(1);
  }
  madvise(memory, bytes, MADV_HUGEPAGE);
  memset(memory, 0, bytes);
  return memory;
}

static unsigned random_state = 1;

static double uniform(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 17;
  random_state ^= random_state << 5;
  return random_state * 0x1p-32;
}

static void product_tile(const int *first, const int *last, int from, int to) {
  for (int i = from; i < to; i++) {
    int k = first[i];
    int end = last[i];
    vec *out = (vec *) (y + (long) i * LD);
    vec sum[BLOCKS];
#pragma GCC unroll 16
    for (int b = 0; b < BLOCKS; b++) sum[b] = out[b];
    for (; k < end; k++) {
      const vec *in = (const vec *) (h + (long) local[k] * LD);
      float w = values[k];
#pragma GCC unroll 16
      for (int b = 0; b < BLOCKS; b++) sum[b] += w * in[b];
    }
#pragma GCC unroll 16
    for (int b = 0; b < BLOCKS; b++) out[b] = sum[b];
  }
}

static void product(void) {
  for (int from = 0; from < n; from += ROW_BLOCK) {
    int to = from + ROW_BLOCK < n ? from + ROW_BLOCK : n;
    memset(y + (long) from * LD, 0, 4L * (to - from) * LD);
    for (int t = 0; t < tiles; t++)
      product_tile(starts + (long) t * n, starts + (long) (t + 1) * n, from, to);
    for (long k = (long) from * LD; k < (long) to * LD; k++) y[k] = y[k] > 0 ? y[k] : 0;
  }
}

static float lanes(vec v) {
  float sum[LANES];
  memcpy(sum, &v, sizeof v);
  for (int half = LANES / 2; half > 0; half /= 2)
    for (int k = 0; k < half; k++) sum[k] += sum[k + half];
  return sum[0];
}

static void sample_row(int k, int end, const float *left, const float *right, int slices, int add) {
  long stride = (long) n * LD;
  for (; k < end; k += 4) {
    const float *in[4];
    vec sum[4];
#pragma GCC unroll 4
    for (int u = 0; u < 4; u++) {
      in[u] = right + (long) local[k + u < end ? k + u : end - 1] * LD;
      sum[u] = (vec) {0};
    }
    for (int s = 0; s < slices; s++) {
#pragma GCC unroll 16
      for (int b = 0; b < BLOCKS; b++) {
        vec f = ((const vec *) (left + s * stride))[b];
#pragma GCC unroll 4
        for (int u = 0; u < 4; u++) sum[u] += f * ((const vec *) (in[u] + s * stride))[b];
      }
    }
    for (int u = 0; u < 4 && k + u < end; u++)
      g[k + u] = add ? g[k + u] + lanes(sum[u]) : lanes(sum[u]);
  }
}

static void gradient(int slices, int chunk, int group) {
  for (int s = 0; s < slices; s += chunk) {
    int count = slices - s < chunk ? slices - s : chunk;
    for (int t = 0; t < tiles; t += group) {
      int stop = t + group < tiles ? t + group : tiles;
      for (int i = 0; i < n; i++)
        sample_row(starts[(long) t * n + i], starts[(long) stop * n + i],
                   d + ((long) s * n + i) * LD, h + (long) s * n * LD, count, s > 0);
    }
  }
}

static void report(const char *name, double p, double best, double work) {
  printf("c%d %s N=%d p=%g B=%d bits=%d tile=%d ms=%.3f gflops=%.1f\n", 32 * LANES, name, n, p, B,
         32 * LANES, tile, best * 1e3, work / best * 1e-9);
}

int main(int argc, char **argv) {
  if (argc < 8) {
    fprintf(stderr, "usage: spmm n p tile slices sampleSlices sampleTiles seconds\n");
    return 2;
  }
  n = atoi(argv[1]);
  double p = atof(argv[2]);
  tile = atoi(argv[3]);
  int slices = atoi(argv[4]);
  int chunk = atoi(argv[5]);
  int group = atoi(argv[6]);
  double seconds = atof(argv[7]);
  if (n < 1 || n > 65536 || tile < 1) {
    fprintf(stderr, "n must be 1 to 65536 and tile positive\n");
    return 2;
  }
  tiles = (n + tile - 1) / tile;
  starts = big(4L * (tiles + 1) * n);
  long room = (long) (n * (n * p * 1.05 + 100));
  local = big(2 * room);
  long count = 0;
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      if (j % tile == 0) starts[(long) (j / tile) * n + i] = (int) count;
      if (uniform() < p && count < room) local[count++] = (unsigned short) j;
    }
    starts[(long) tiles * n + i] = (int) count;
  }
  values = big(4 * count);
  g = big(4 * count);
  long floats = (long) slices * n * LD;
  h = big(4 * floats);
  d = big(4 * floats);
  y = big(4L * n * LD);
  for (long e = 0; e < count; e++) values[e] = (float) (uniform() - 0.5) / n;
  for (long row = 0; row < (long) slices * n; row++)
    for (int k = 0; k < B; k++) {
      h[row * LD + k] = (float) uniform();
      d[row * LD + k] = (float) uniform() - 0.5f;
    }
  for (int kernel = 0; kernel < 2; kernel++) {
    double best = 1e30;
    for (double start = now(); now() - start < seconds;) {
      double from = now();
      if (kernel == 0) product();
      else gradient(slices, chunk, group);
      double time = now() - from;
      if (time < best) best = time;
    }
    report(kernel == 0 ? "product" : "gradient", p, best,
           2.0 * count * B * (kernel == 0 ? 1 : slices));
  }
  return 0;
}
