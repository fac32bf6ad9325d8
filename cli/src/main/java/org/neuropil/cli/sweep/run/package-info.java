/** The directory of a sweep, and the work that one run of it is. */
@NullMarked
package org.neuropil.cli.sweep.run;

import org.jspecify.annotations.NullMarked;
