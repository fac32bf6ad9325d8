/**
 * The back-end contract: buffers on a device and the operations that a sparse recurrent network
 * needs, and the choice of a back end with a reason for every refusal. Knows no concrete back end.
 */
@NullMarked
package org.neuropil.compute;

import org.jspecify.annotations.NullMarked;
