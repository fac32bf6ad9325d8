package org.neuropil.compute.cuda;

import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Buffer;
import org.neuropil.matrix.SparsityPattern;

/**
 * A plan on CSR arrays of W and of W^T. W's values stay in the caller's buffer; those of W^T are
 * gathered once after each update instead of transposing in every product.
 */
abstract class TransposedProduct extends CudaProduct {
  final DeviceArena.Slice transposedOffsets;
  final DeviceArena.Slice transposedColumns;
  final DeviceArena.Slice transposedValues;
  private final DeviceArena.Slice permutation;
  private @Nullable Buffer current;

  TransposedProduct(CudaBackend backend, String name, SparsityPattern pattern, int batch) {
    super(backend, name, pattern, batch);
    SparsityPattern.Transposed transposed = pattern.transpose();
    transposedOffsets = upload("row offsets of the transpose", transposed.pattern().rowOffsets());
    transposedColumns = upload("columns of the transpose", transposed.pattern().columns());
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
