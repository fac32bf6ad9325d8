@NullMarked
package org.neuropil.analysis.io;

import org.jspecify.annotations.NullMarked;
