@NullMarked
package org.neuropil.cli.sweep.measure;

import org.jspecify.annotations.NullMarked;
