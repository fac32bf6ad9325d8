/** Fetches NVIDIA's run-time libraries out of an archive in a Maven repository, by HTTP ranges. */
@NullMarked
package org.neuropil.cli.cudalibs;

import org.jspecify.annotations.NullMarked;
