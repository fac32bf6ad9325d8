@NullMarked
package org.neuropil.cli.sweep.collect;

import org.jspecify.annotations.NullMarked;
