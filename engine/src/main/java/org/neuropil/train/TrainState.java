package org.neuropil.train;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.compute.Metrics;

/**
 * Where a training stands: together with the network's tensors, all that is needed to go on with
 * the same bits.
 *
 * @param epoch epochs finished
 * @param batch batches finished in the epoch that is under way
 * @param step optimiser steps finished
 * @param epochTotals training totals of the epoch that is under way
 * @param bestLoss lowest test loss so far, for early stopping
 * @param stale epochs since then
 * @param seconds time spent so far
 * @param records all records so far
 */
public record TrainState(
    int epoch,
    int batch,
    long step,
    Metrics.Totals epochTotals,
    double bestLoss,
    int stale,
    double seconds,
    List<EpochRecord> records) {
  /** Before anything has happened. */
  public static TrainState start() {
    return new TrainState(0, 0, 0, new Metrics.Totals(0, 0, 0, 0), Double.NaN, 0, 0, List.of());
  }

  /** Copies the records. */
  public TrainState {
    records = List.copyOf(records);
  }

  /** As one line of text; numbers are written so that they read back bit for bit. */
  String toText() {
    StringBuilder text = new StringBuilder();
    text.append(epoch).append(' ').append(batch).append(' ').append(step).append(' ');
    text.append(epochTotals.samples()).append(' ').append(epochTotals.correct()).append(' ');
    text.append(Double.toHexString(epochTotals.lossSum()))
        .append(' ')
        .append(epochTotals.nanCount())
        .append(' ');
    text.append(Double.toHexString(bestLoss))
        .append(' ')
        .append(stale)
        .append(' ')
        .append(Double.toHexString(seconds));
    for (EpochRecord r : records) {
      text.append(';').append(r.epoch()).append(' ').append(r.step()).append(' ');
      text.append(Double.toHexString(r.trainLoss()))
          .append(' ')
          .append(Double.toHexString(r.testLoss()))
          .append(' ');
      text.append(Double.toHexString(r.testAccuracy()))
          .append(' ')
          .append(r.nanCount())
          .append(' ')
          .append(Double.toHexString(r.seconds()));
    }
    return text.toString();
  }

  /**
   * Reads what {@link #toText} wrote.
   *
   * @throws IllegalArgumentException if it is not that
   */
  static TrainState parse(String text) {
    String[] parts = text.split(";");
    String[] f = parts[0].split(" ");
    if (f.length != 10) {
      throw new IllegalArgumentException("expected 10 numbers, found " + f.length);
    }
    List<EpochRecord> records = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      String[] r = parts[i].split(" ");
      if (r.length != 7) {
        throw new IllegalArgumentException("expected 7 numbers in a record, found " + r.length);
      }
      records.add(
          new EpochRecord(
              Integer.parseInt(r[0]),
              Long.parseLong(r[1]),
              Double.parseDouble(r[2]),
              Double.parseDouble(r[3]),
              Double.parseDouble(r[4]),
              Long.parseLong(r[5]),
              Double.parseDouble(r[6])));
    }
    return new TrainState(
        Integer.parseInt(f[0]),
        Integer.parseInt(f[1]),
        Long.parseLong(f[2]),
        new Metrics.Totals(
            Long.parseLong(f[3]),
            Long.parseLong(f[4]),
            Double.parseDouble(f[5]),
            Long.parseLong(f[6])),
        Double.parseDouble(f[7]),
        Integer.parseInt(f[8]),
        Double.parseDouble(f[9]),
        records);
  }
}
