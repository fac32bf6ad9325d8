/** Small real data sets for first runs and tests, and what made them. */
@NullMarked
package org.neuropil.testdata;

import org.jspecify.annotations.NullMarked;
