/**
 * The hidden-layer products on the CPU: sparse times dense, its transposed twin and the gradient
 * sampled at the connections.
 */
@NullMarked
package org.neuropil.compute.cpu;

import org.jspecify.annotations.NullMarked;
