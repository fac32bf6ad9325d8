/**
 * The contract of the back ends as executable checks, in main code so that they also run where
 * there is no test framework. Knows the interfaces and the naive reference, no other back end.
 */
@NullMarked
package org.neuropil.compute.contract;

import org.jspecify.annotations.NullMarked;
