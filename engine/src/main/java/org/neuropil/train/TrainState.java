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
 * @param adamStep optimiser steps since Adam was last started anew
 * @param secondStep the same for the second moments' bias correction, which may be started anew on
 *     its own
 * @param epochTotals training totals of the epoch that is under way
 * @param bestLoss lowest test loss so far, for early stopping
 * @param stale epochs since then
 * @param keptEpoch finished epochs of the best weights so far, where those are kept; 0 = none yet
 * @param seconds time spent so far
 * @param records all records so far
 * @param birthEpochs epochs that were finished when each connection was created; empty where the
 *     pattern never changes
 * @param ruleMemory what the rule that changes connections remembers
 */
@SuppressWarnings("ArrayRecordComponent")
public record TrainState(
    int epoch,
    int batch,
    long step,
    long adamStep,
    long secondStep,
    Metrics.Totals epochTotals,
    double bestLoss,
    int stale,
    int keptEpoch,
    double seconds,
    List<EpochRecord> records,
    int[] birthEpochs,
    float[] ruleMemory) {
  private static final int FIELDS = 13;
  private static final int RECORD_FIELDS = 10;

  /** Before anything has happened. */
  public static TrainState start() {
    return new TrainState(
        0,
        0,
        0,
        0,
        0,
        new Metrics.Totals(0, 0, 0, 0),
        Double.NaN,
        0,
        0,
        0,
        List.of(),
        new int[0],
        new float[0]);
  }

  /** Copies the records. */
  public TrainState {
    records = List.copyOf(records);
  }

  /**
   * All but the arrays as one line of text; numbers are written so that they read back bit for bit.
   */
  String toText() {
    StringBuilder text = new StringBuilder();
    append(text, epoch, batch, step, adamStep);
    append(text, epochTotals.samples(), epochTotals.correct());
    append(text, epochTotals.lossSum());
    append(text, epochTotals.nanCount());
    append(text, bestLoss);
    append(text, stale, keptEpoch);
    append(text, seconds);
    append(text, secondStep);
    for (EpochRecord r : records) {
      text.append(';');
      append(text, r.epoch(), r.step());
      append(text, r.trainLoss(), r.testLoss(), r.testAccuracy());
      append(text, r.validationLoss(), r.validationAccuracy());
      append(text, r.connections(), r.nanCount());
      append(text, r.seconds());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, long... numbers) {
    for (long number : numbers) {
      text.append(number).append(' ');
    }
  }

  private static void append(StringBuilder text, double... numbers) {
    for (double number : numbers) {
      text.append(Double.toHexString(number)).append(' ');
    }
  }

  /**
   * Reads what {@link #toText} wrote.
   *
   * @throws IllegalArgumentException if it is not that
   */
  static TrainState parse(String text, int[] birthEpochs, float[] ruleMemory) {
    String[] parts = text.split(";");
    // States of earlier versions have no count of their own for the second moments.
    boolean earlier = parts[0].strip().split(" ").length == FIELDS - 1;
    String[] f = fields(parts[0], earlier ? FIELDS - 1 : FIELDS);
    List<EpochRecord> records = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      records.add(parseRecord(fields(parts[i], RECORD_FIELDS)));
    }
    return new TrainState(
        Integer.parseInt(f[0]),
        Integer.parseInt(f[1]),
        Long.parseLong(f[2]),
        Long.parseLong(f[3]),
        Long.parseLong(f[earlier ? 3 : FIELDS - 1]),
        new Metrics.Totals(
            Long.parseLong(f[4]),
            Long.parseLong(f[5]),
            Double.parseDouble(f[6]),
            Long.parseLong(f[7])),
        Double.parseDouble(f[8]),
        Integer.parseInt(f[9]),
        Integer.parseInt(f[10]),
        Double.parseDouble(f[11]),
        records,
        birthEpochs,
        ruleMemory);
  }

  private static EpochRecord parseRecord(String[] r) {
    return new EpochRecord(
        Integer.parseInt(r[0]),
        Long.parseLong(r[1]),
        Double.parseDouble(r[2]),
        Double.parseDouble(r[3]),
        Double.parseDouble(r[4]),
        Double.parseDouble(r[5]),
        Double.parseDouble(r[6]),
        Integer.parseInt(r[7]),
        Long.parseLong(r[8]),
        Double.parseDouble(r[9]));
  }

  private static String[] fields(String part, int expected) {
    String[] fields = part.strip().split(" ");
    if (fields.length != expected) {
      throw new IllegalArgumentException(
          "expected " + expected + " numbers, found " + fields.length);
    }
    return fields;
  }
}
