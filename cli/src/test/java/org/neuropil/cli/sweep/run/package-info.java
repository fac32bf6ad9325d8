@NullMarked
package org.neuropil.cli.sweep.run;

import org.jspecify.annotations.NullMarked;
