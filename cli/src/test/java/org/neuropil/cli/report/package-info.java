@NullMarked
package org.neuropil.cli.report;

import org.jspecify.annotations.NullMarked;
