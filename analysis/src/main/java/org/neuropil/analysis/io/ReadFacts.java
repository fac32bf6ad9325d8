package org.neuropil.analysis.io;

/**
 * What was met while a network was read, for reports.
 *
 * @param format the format, such as {@code edge list}
 * @param zeroWeights connections of weight exactly 0, which have no sign and were left out
 * @param duplicates connections that repeated an earlier one of the same sign and were merged into
 *     it
 */
public record ReadFacts(String format, long zeroWeights, long duplicates) {}
