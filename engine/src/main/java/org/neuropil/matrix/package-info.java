@NullMarked
package org.neuropil.matrix;

import org.jspecify.annotations.NullMarked;
