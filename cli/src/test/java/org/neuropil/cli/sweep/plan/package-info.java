@NullMarked
package org.neuropil.cli.sweep.plan;

import org.jspecify.annotations.NullMarked;
