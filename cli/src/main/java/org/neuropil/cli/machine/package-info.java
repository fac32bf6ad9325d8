/** What this machine and this build are: processor, memory, versions. */
@NullMarked
package org.neuropil.cli.machine;

import org.jspecify.annotations.NullMarked;
