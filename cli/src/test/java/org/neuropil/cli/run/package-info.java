@NullMarked
package org.neuropil.cli.run;

import org.jspecify.annotations.NullMarked;
