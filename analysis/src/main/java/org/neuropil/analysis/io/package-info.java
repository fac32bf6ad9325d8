/**
 * Network files in and out: edge lists, FANMOD, GraphML, SciPy and NumPy matrices, weight files and
 * run directories, all to one neutral form.
 */
@NullMarked
package org.neuropil.analysis.io;

import org.jspecify.annotations.NullMarked;
