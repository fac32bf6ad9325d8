/** Puts a back end to the test: the contract in every plan and precision, and short trainings. */
@NullMarked
package org.neuropil.cli.verify;

import org.jspecify.annotations.NullMarked;
