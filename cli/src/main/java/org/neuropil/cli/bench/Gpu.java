package org.neuropil.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a graphics processor can do at most. From NVIDIA's data sheets and white papers (H100 Tensor
 * Core GPU Architecture, H200 and A100 Tensor Core GPU data sheets, L4 data sheet, Ada GPU
 * Architecture), all without structured sparsity; where a data sheet counts that in, half of it.
 * Shared memory gives 128 bytes a clock on each multiprocessor (CUDA C++ Programming Guide, compute
 * capabilities 8.0 to 9.0): 128 times multiprocessors times boost clock.
 *
 * @param name as the driver spells its beginning
 * @param memory bytes a second of the device memory
 * @param fp32 operations a second of ordinary floats
 * @param tf32 operations a second of tensor cores in TF32
 * @param bf16 operations a second of tensor cores in bfloat16, sums in fp32
 * @param shared bytes a second of the shared memory of all multiprocessors
 */
public record Gpu(
    String name, double memory, double fp32, double tf32, double bf16, double shared) {
  /** The more particular names first. */
  private static final List<Gpu> KNOWN =
      List.of(
          gpu("NVIDIA H200", 4.8, 66.9, 494.7, 989.4, 132, 1.98),
          gpu("NVIDIA H100 PCIe", 2.0, 51.2, 378, 756, 114, 1.755),
          gpu("NVIDIA H100 NVL", 3.9, 60, 417.5, 835.5, 132, 1.785),
          gpu("NVIDIA H100", 3.35, 66.9, 494.7, 989.4, 132, 1.98),
          gpu("NVIDIA A100-SXM4-80GB", 2.039, 19.5, 156, 312, 108, 1.41),
          gpu("NVIDIA A100 80GB PCIe", 1.935, 19.5, 156, 312, 108, 1.41),
          gpu("NVIDIA A100", 1.555, 19.5, 156, 312, 108, 1.41),
          gpu("NVIDIA L4", 0.3, 30.3, 60.5, 121, 58, 2.04),
          gpu("NVIDIA GeForce RTX 4090", 1.008, 82.6, 82.6, 165.2, 128, 2.52));

  private static Gpu gpu(
      String name,
      double terabytes,
      double fp32,
      double tf32,
      double bf16,
      int multiprocessors,
      double gigahertz) {
    return new Gpu(
        name,
        1e12 * terabytes,
        1e12 * fp32,
        1e12 * tf32,
        1e12 * bf16,
        128.0 * multiprocessors * 1e9 * gigahertz);
  }

  /**
   * The processor of a back end, if it is known.
   *
   * @param device as {@link org.neuropil.compute.BackendInfo#device()} says it
   */
  public static Optional<Gpu> of(String device) {
    // "NVIDIA L4" must not be taken for the beginning of "NVIDIA L40S".
    String word = device.split(",", 2)[0].strip() + " ";
    return KNOWN.stream()
        .filter(gpu -> word.startsWith(gpu.name + " ") || word.startsWith(gpu.name + "-"))
        .findFirst();
  }

  /** The constants in words. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: memory %.2f TB/s, fp32 %.1f, tf32 %.1f, bf16 %.1f TFLOP/s, shared memory %.1f TB/s",
        name,
        memory / 1e12,
        fp32 / 1e12,
        tf32 / 1e12,
        bf16 / 1e12,
        shared / 1e12);
  }
}
