/**
 * The CUDA back end. JCuda stays behind {@link org.neuropil.compute.cuda.Device} and its parts;
 * everything above it knows addresses and kernels only, so that the same code runs on a CPU in the
 * tests.
 */
@NullMarked
package org.neuropil.compute.cuda;

import org.jspecify.annotations.NullMarked;
