/** Tests of the program as its users meet it. */
@NullMarked
package org.neuropil.cli;

import org.jspecify.annotations.NullMarked;
