@NullMarked
package org.neuropil.analysis.weights;

import org.jspecify.annotations.NullMarked;
