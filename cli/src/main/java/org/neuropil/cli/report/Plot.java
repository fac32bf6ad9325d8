package org.neuropil.cli.report;

/**
 * A figure of a report.
 *
 * @param file name of its files, without ending: lower case, digits, dashes
 * @param title short
 * @param caption what one sees, and what bands and bars mean, in a sentence or two
 * @param drawing the figure itself
 */
public record Plot(String file, String title, String caption, Drawing drawing) {}
