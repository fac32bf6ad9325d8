@NullMarked
package org.neuropil.analysis.statistics;

import org.jspecify.annotations.NullMarked;
