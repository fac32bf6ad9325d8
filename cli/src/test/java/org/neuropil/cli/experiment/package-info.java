@NullMarked
package org.neuropil.cli.experiment;

import org.jspecify.annotations.NullMarked;
