@NullMarked
package org.neuropil.analysis;

import org.jspecify.annotations.NullMarked;
