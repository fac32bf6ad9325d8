package org.neuropil.cli.sweep.pool;

import org.neuropil.cli.sweep.plan.RunSpec;

/** A run that is not complete yet, as the pool keeps it. */
final class Task {
  final RunSpec run;
  final long heap;
  final long deviceBytes;
  final double work;
  int deaths;
  boolean advanced;
  boolean told;
  double fraction;
  double given;

  /**
   * @param heap bytes of heap that a worker needs for it
   * @param deviceBytes that it takes of a device
   * @param work how much there is to do, in units that are the same for all runs of a sweep
   */
  Task(RunSpec run, long heap, long deviceBytes, double work) {
    this.run = run;
    this.heap = heap;
    this.deviceBytes = deviceBytes;
    this.work = work;
  }

  /** It has come so far; what an attempt starts with was done by earlier ones. */
  void at(double reached) {
    if (!told) {
      told = true;
      given += Math.max(0, reached - fraction);
    }
    fraction = Math.min(1, Math.max(fraction, reached));
  }
}
