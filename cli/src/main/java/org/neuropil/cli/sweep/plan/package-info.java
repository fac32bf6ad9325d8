/** The plan of a sweep: which runs there are to do. */
@NullMarked
package org.neuropil.cli.sweep.plan;

import org.jspecify.annotations.NullMarked;
