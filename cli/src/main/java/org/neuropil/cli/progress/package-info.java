/** How a training shows its progress to a person or to a log. */
@NullMarked
package org.neuropil.cli.progress;

import org.jspecify.annotations.NullMarked;
