@NullMarked
package org.neuropil.cli.cudalibs;

import org.jspecify.annotations.NullMarked;
