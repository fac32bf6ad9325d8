package org.neuropil.compute.cuda;

import java.nio.ByteBuffer;
import org.neuropil.matrix.Philox;

/** Kernels that run but do not agree with the CPU on a few words are not to be trusted. */
final class CudaSelfCheck {
  private CudaSelfCheck() {}

  /**
   * Draws words on the GPU and compares them.
   *
   * @param scratch device memory of {@link KernelLibrary#PARTIAL_BYTES}
   * @throws IllegalStateException naming the first word that differs
   */
  static void randomNumbers(KernelLibrary kernels, Transfer transfer, long scratch) {
    int n = 2 * KernelLibrary.REDUCTION_BLOCKS;
    long seed = 0x5EED_0000_0001L;
    kernels.philoxWords(scratch, n, 0, seed, Philox.Purpose.TEST, 7);
    ByteBuffer words = transfer.read(scratch, 4 * n);
    Philox expected = new Philox(seed, Philox.Purpose.TEST, 7);
    for (int w = 0; w < n; w++) {
      int word = expected.nextInt();
      if (words.getInt(4 * w) != word) {
        throw new IllegalStateException(
            "the GPU's self-check failed: random word "
                + w
                + " is "
                + words.getInt(4 * w)
                + ", expected "
                + word);
      }
    }
  }
}
