package org.neuropil.cli.bench;

import org.neuropil.compute.Precision;

/**
 * What was predicted for an H100 SXM before anything was measured, from operations and bytes and
 * the shares of them that published kernels reach, for N = 20,000 and 100 samples. Milliseconds;
 * NaN where nothing was predicted. The predictions for a gradient and a batch hold for 28 steps.
 *
 * @param step one product forth or back
 * @param gradient the weight gradient of a batch
 * @param batch a whole training step
 */
public record Prediction(double step, double gradient, double batch) {
  private static final double NONE = Double.NaN;
  private static final int NODES = 20_000;
  private static final int SAMPLES = 100;
  private static final int STEPS = 28;

  /** The prediction for a setting. */
  public static Prediction of(Setting setting, Batch batch) {
    if (setting.nodes() != NODES || batch.size() != SAMPLES) {
      return new Prediction(NONE, NONE, NONE);
    }
    double gradient = gradient(setting);
    double whole = whole(setting);
    boolean steps = batch.steps() == STEPS;
    return new Prediction(step(setting), steps ? gradient : NONE, steps ? whole : NONE);
  }

  private static double step(Setting s) {
    return switch (s.plan()) {
      case DENSE -> by(s.precision(), 1.7, 0.63, 0.31);
      case TILED -> s.density() == 0.1 ? 0.8 : s.density() == 0.01 ? 0.11 : NONE;
      case LIBRARY -> s.density() == 0.1 ? 3.2 : s.density() == 0.01 ? 0.32 : NONE;
      case AUTO -> NONE;
    };
  }

  /** Of the dense way with panels, which tensor cores pay for. */
  private static double gradient(Setting s) {
    return by(s.precision(), NONE, 6.3, 3.4);
  }

  private static double whole(Setting s) {
    if (s.density() == 0.1) {
      return switch (s.plan()) {
        case DENSE -> by(s.precision(), NONE, 43, 22);
        case TILED -> by(s.precision(), NONE, 52, NONE);
        case LIBRARY -> by(s.precision(), NONE, 187, NONE);
        case AUTO -> NONE;
      };
    }
    if (s.density() == 0.01) {
      return switch (s.plan()) {
        case DENSE -> by(s.precision(), NONE, NONE, 21);
        case TILED -> by(s.precision(), NONE, 13, 10);
        case LIBRARY, AUTO -> NONE;
      };
    }
    return NONE;
  }

  private static double by(Precision precision, double fp32, double tf32, double bf16) {
    return switch (precision) {
      case FP32 -> fp32;
      case TF32 -> tf32;
      case BF16 -> bf16;
    };
  }
}
