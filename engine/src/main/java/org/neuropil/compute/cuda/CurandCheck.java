package org.neuropil.compute.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import jcuda.Pointer;
import jcuda.jcurand.JCurand;
import jcuda.jcurand.curandGenerator;
import jcuda.jcurand.curandRngType;
import org.neuropil.matrix.Philox;

/**
 * Compares cuRAND's Philox host stream with {@link Philox#curandWord}. The back end draws its
 * numbers by its own kernel, in the same order as the CPU; this shows that both follow the same
 * generator.
 */
final class CurandCheck {
  private static final int WORDS = 4096;
  private static final long SEED = 0x1234_5678_9ABCL;

  private CurandCheck() {}

  /** Version and outcome in words. Needs no GPU, only the library. */
  static String run() {
    JCurand.setExceptionsEnabled(true);
    int[] version = new int[1];
    JCurand.curandGetVersion(version);
    IntBuffer words =
        ByteBuffer.allocateDirect(4 * WORDS).order(ByteOrder.nativeOrder()).asIntBuffer();
    curandGenerator generator = new curandGenerator();
    JCurand.curandCreateGeneratorHost(generator, curandRngType.CURAND_RNG_PSEUDO_PHILOX4_32_10);
    try {
      JCurand.curandSetPseudoRandomGeneratorSeed(generator, SEED);
      JCurand.curandGenerate(generator, Pointer.to(words), WORDS);
    } finally {
      JCurand.curandDestroyGenerator(generator);
    }
    for (int n = 0; n < WORDS; n++) {
      if (words.get(n) != Philox.curandWord(SEED, n)) {
        return "cuRAND " + version[0] + " (Philox stream differs from word " + n + ")";
      }
    }
    return "cuRAND " + version[0] + " (Philox stream agrees)";
  }
}
