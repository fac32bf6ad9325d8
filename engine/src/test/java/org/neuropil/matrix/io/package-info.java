/** Tests of the file formats, also against NumPy and PyTorch where Python has them. */
@NullMarked
package org.neuropil.matrix.io;

import org.jspecify.annotations.NullMarked;
