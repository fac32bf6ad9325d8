@NullMarked
package org.neuropil.kernels;

import org.jspecify.annotations.NullMarked;
