/** What the analysis of a network's wiring gives, as JSON for scripts and as tables for people. */
@NullMarked
package org.neuropil.cli.structure;

import org.jspecify.annotations.NullMarked;
