/**
 * The CPU back end: sparse kernels with the JDK's Vector API, dense products by OpenBLAS, one fixed
 * team of threads. Results do not depend on the number of threads: every output is computed by one
 * task, and the division into tasks depends on the shapes alone.
 */
@NullMarked
package org.neuropil.compute.cpu;

import org.jspecify.annotations.NullMarked;
