package org.neuropil.cli.engine;

import org.neuropil.cli.run.GradientsCsv;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.compute.Backend;
import org.neuropil.error.UserError;
import org.neuropil.network.Network;
import org.neuropil.network.Parameter;
import org.neuropil.train.TrainObserver;

/**
 * Records the sizes of the hidden-to-hidden gradients every so many steps, from the very first on,
 * in which they may be largest by far (Fruengel and Oberlaender 2025, Fig. 3B).
 */
final class GradientRecorder implements TrainObserver {
  private final Backend backend;
  private final Network network;
  private final GradientsCsv csv;
  private final int every;

  GradientRecorder(Backend backend, Network network, RunDirectory run, int every, boolean frozen) {
    if (frozen) {
      throw UserError.usage(
          "--record-gradients is about recurrent weights, and --freeze-recurrent computes no"
              + " gradients of them",
          "leave one of the two away");
    }
    this.backend = backend;
    this.network = network;
    this.csv = new GradientsCsv(RunDirectory.gradientsOf(run.path()));
    this.every = every;
  }

  @Override
  public void started(long resumedStep, long totalSteps) {
    csv.resume(resumedStep);
  }

  @Override
  public void gradients(int epoch, long step) {
    if ((step - 1) % every == 0) {
      Parameter parameter = network.hiddenToHidden();
      long places = (long) parameter.rows() * parameter.cols();
      GradientsCsv.Broken broken =
          new GradientsCsv.Broken(
              backend.countNonFinite(parameter.value()),
              backend.countNonFinite(parameter.firstMoment()),
              backend.countNonFinite(parameter.secondMoment()));
      csv.add(GradientsCsv.Row.of(epoch, step, parameter.gradient().view(), places, broken));
    }
  }
}
