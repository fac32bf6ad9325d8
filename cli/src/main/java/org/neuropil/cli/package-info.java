/** The program: its start, its end, and where the commands meet the engine. */
@NullMarked
package org.neuropil.cli;

import org.jspecify.annotations.NullMarked;
