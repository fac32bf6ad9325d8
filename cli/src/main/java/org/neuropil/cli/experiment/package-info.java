/** The published experiments: their plans, and what is concluded from their results. */
@NullMarked
package org.neuropil.cli.experiment;

import org.jspecify.annotations.NullMarked;
