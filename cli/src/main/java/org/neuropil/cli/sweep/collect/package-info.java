/** The tables that a sweep's run directories are collected into. */
@NullMarked
package org.neuropil.cli.sweep.collect;

import org.jspecify.annotations.NullMarked;
