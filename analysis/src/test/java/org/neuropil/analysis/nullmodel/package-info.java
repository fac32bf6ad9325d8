@NullMarked
package org.neuropil.analysis.nullmodel;

import org.jspecify.annotations.NullMarked;
