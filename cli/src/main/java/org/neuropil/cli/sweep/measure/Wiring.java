package org.neuropil.cli.sweep.measure;

import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.io.NetworkFile;
import org.neuropil.analysis.io.ReadOptions;
import org.neuropil.error.UserError;

/** The signed graph of a run's recurrent weights. */
final class Wiring {
  private Wiring() {}

  static SignedDigraph of(MeasureContext context, String measure) {
    if (context.config().cell().equals("feedforward")) {
      throw UserError.usage(
          "measure " + measure + " is about recurrent weights, and a feedforward network has none",
          "leave it away for this cell");
    }
    return NetworkFile.read(context.weights(), ReadOptions.defaults()).graph();
  }
}
