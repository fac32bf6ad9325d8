@NullMarked
package org.neuropil.cli.sweep.page;

import org.jspecify.annotations.NullMarked;
