@NullMarked
package org.neuropil.analysis.generate;

import org.jspecify.annotations.NullMarked;
