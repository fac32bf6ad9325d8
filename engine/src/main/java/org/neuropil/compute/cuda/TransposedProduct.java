package org.neuropil.compute.cuda;

import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Buffer;
import org.neuropil.matrix.SparsityPattern;

/**
 * A plan on sparse arrays of W and of W^T. W's values stay in the caller's buffer; those of W^T are
 * gathered once after each update instead of transposing in every product.
 */
abstract class TransposedProduct extends CudaProduct {
  final DeviceArena.Slice transposedValues;
  private final DeviceArena.Slice permutation;
  private @Nullable Buffer current;

  TransposedProduct(
      CudaBackend backend,
      String name,
      SparsityPattern pattern,
      int batch,
      SparsityPattern.Transposed transposed) {
    super(backend, name, pattern, batch);
    permutation = upload("permutation to the transpose", transposed.permutation());
    transposedValues = slice("values of the transpose", 4L * pattern.nonzeros());
  }

  @Override
  public void update(Buffer w) {
    long source = values(w);
    current = w;
    kernels()
        .permute(transposedValues.address(), source, permutation.address(), pattern.nonzeros());
  }

  /** Address of the values of the last update. */
  final long currentValues() {
    Buffer w = current;
    if (w == null) {
      throw new IllegalStateException("a product before the first update of its values");
    }
    return values(w);
  }
}
