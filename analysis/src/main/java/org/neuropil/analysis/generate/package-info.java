/** Random signed networks, and networks rewired towards a wanted structural balance. */
@NullMarked
package org.neuropil.analysis.generate;

import org.jspecify.annotations.NullMarked;
