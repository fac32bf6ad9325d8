package org.neuropil.cli.bench;

/**
 * Medians in milliseconds.
 *
 * @param forward one product W h with bias term and relu
 * @param backward one product W^T d with the derivative
 * @param gradient the weight gradient of a batch
 * @param update Adam on the hidden-to-hidden weights, and what the plan does after it
 * @param batch forward, backward and update of the whole network
 * @param loose the same call by call, without a graph; NaN where there are no graphs
 */
public record Times(
    double forward, double backward, double gradient, double update, double batch, double loose) {}
