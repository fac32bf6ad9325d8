package org.neuropil.cli.command;

import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.Precision;
import org.neuropil.error.UserError;
import picocli.CommandLine.Option;

/** The options that choose where something is computed. */
final class DeviceOptions {
  private static final int MOST_THREADS = 4096;

  @Option(
      names = "--backend",
      paramLabel = "auto|cpu|cuda",
      defaultValue = "auto",
      description = "the back end [auto: a GPU if there is one]")
  String backend = "auto";

  @Option(names = "--device", paramLabel = "I", defaultValue = "0", description = "which GPU [0]")
  int device;

  @Option(
      names = "--threads",
      paramLabel = "K",
      defaultValue = "0",
      description = "CPU threads [0: as many as the process may use]")
  int threads;

  /** The options of the back end. */
  BackendOptions options(Precision precision) {
    if (threads < 0 || threads > MOST_THREADS) {
      throw UserError.usage(
          "--threads must be an integer in [0, " + MOST_THREADS + "], found " + threads,
          "0 takes as many as the process may use");
    }
    if (device < 0) {
      throw UserError.usage("--device must be at least 0, found " + device, "see nvidia-smi");
    }
    return new BackendOptions(threads, precision, device);
  }
}
