/** What is measured on a trained network, after its training. */
@NullMarked
package org.neuropil.cli.sweep.measure;

import org.jspecify.annotations.NullMarked;
