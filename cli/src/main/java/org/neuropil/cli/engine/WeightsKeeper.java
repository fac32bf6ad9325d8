package org.neuropil.cli.engine;

import java.nio.file.Path;
import java.util.Map;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.network.Network;
import org.neuropil.train.TrainObserver;
import org.neuropil.train.Weights;
import org.neuropil.train.Wiring;

/** Keeps all weights of every so many epochs, at the moment that their structure is recorded. */
record WeightsKeeper(Network network, RunDirectory run, int every) implements TrainObserver {
  @Override
  public void structure(Wiring wiring) {
    if (wiring.epoch() % every == 0) {
      Path file = run.weights(wiring.epoch());
      Weights.save(
          file,
          network,
          Map.of("format", "neuropil-weights-1", "epoch", Integer.toString(wiring.epoch())));
    }
  }
}
