/** The terminal: standard output and error, the live line, log messages. */
@NullMarked
package org.neuropil.cli.console;

import org.jspecify.annotations.NullMarked;
