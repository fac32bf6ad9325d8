package org.neuropil.task;

/** How a sample meets the network. */
public enum Encoding {
  /** One image row (or one sample of a signal) per time step, for recurrent networks. */
  RECURRENT,
  /** The whole sample as one vector in a single step, for feed-forward networks. */
  FLAT
}
