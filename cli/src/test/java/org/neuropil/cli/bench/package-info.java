@NullMarked
package org.neuropil.cli.bench;

import org.jspecify.annotations.NullMarked;
