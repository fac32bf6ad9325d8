/** Measures training steps in every plan and precision, beside what a device and PyTorch can do. */
@NullMarked
package org.neuropil.cli.bench;

import org.jspecify.annotations.NullMarked;
