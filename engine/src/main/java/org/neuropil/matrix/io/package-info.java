/** Array files (.npy, .npz, .safetensors), sparse matrices in them, and networks' weight files. */
@NullMarked
package org.neuropil.matrix.io;

import org.jspecify.annotations.NullMarked;
