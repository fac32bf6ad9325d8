@NullMarked
package org.neuropil.cli.sweep.pool;

import org.jspecify.annotations.NullMarked;
