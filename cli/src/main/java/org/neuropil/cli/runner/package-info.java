/** The seam between commands and engine: what a command asks for, and what it gets back. */
@NullMarked
package org.neuropil.cli.runner;

import org.jspecify.annotations.NullMarked;
