package org.neuropil.cli.report;

import java.util.List;

/**
 * A table of a report.
 *
 * @param title short
 * @param caption a sentence about it, or ""
 * @param columns names of the columns; the first names the rows
 * @param rows cells as text
 */
public record Grid(String title, String caption, List<String> columns, List<List<String>> rows) {}
