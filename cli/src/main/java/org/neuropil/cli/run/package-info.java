/** The directory of a run: who may write it, its metrics and its summary. */
@NullMarked
package org.neuropil.cli.run;

import org.jspecify.annotations.NullMarked;
