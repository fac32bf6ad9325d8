@NullMarked
package org.neuropil.cli;

import org.jspecify.annotations.NullMarked;
