/**
 * A deliberately naive back end in double precision: the control that all others are compared with.
 */
@NullMarked
package org.neuropil.compute.reference;

import org.jspecify.annotations.NullMarked;
