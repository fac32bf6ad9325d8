/**
 * Where the commands meet the engine: training, evaluation and conversion as the command line needs
 * them.
 */
@NullMarked
package org.neuropil.cli.engine;

import org.jspecify.annotations.NullMarked;
