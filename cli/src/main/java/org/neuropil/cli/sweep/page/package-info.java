/** The page of a sweep, and the figures and tables that pages of experiments share with it. */
@NullMarked
package org.neuropil.cli.sweep.page;

import org.jspecify.annotations.NullMarked;
