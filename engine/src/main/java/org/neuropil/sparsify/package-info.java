/** Rules that change which recurrent connections exist while a network is trained. */
@NullMarked
package org.neuropil.sparsify;

import org.jspecify.annotations.NullMarked;
