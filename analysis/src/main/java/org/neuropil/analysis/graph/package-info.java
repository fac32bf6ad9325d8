/** Signed directed graphs: the structure that every measure of wiring works on. */
@NullMarked
package org.neuropil.analysis.graph;

import org.jspecify.annotations.NullMarked;
