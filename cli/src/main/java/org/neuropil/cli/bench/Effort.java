package org.neuropil.cli.bench;

/**
 * How long is measured.
 *
 * @param repeats measurements of which the median counts
 * @param warmUp seconds of work before the first, so that everything is compiled and in its place
 */
public record Effort(int repeats, double warmUp) {}
