/** The commands: their options, what they do, how they end. */
@NullMarked
package org.neuropil.cli.command;

import org.jspecify.annotations.NullMarked;
