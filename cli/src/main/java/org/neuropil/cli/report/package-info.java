/** Pages for people: figures as SVG and one self-contained HTML file. */
@NullMarked
package org.neuropil.cli.report;

import org.jspecify.annotations.NullMarked;
