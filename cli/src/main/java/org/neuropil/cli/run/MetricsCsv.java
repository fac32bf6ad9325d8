package org.neuropil.cli.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.neuropil.train.EpochRecord;
import org.neuropil.train.TrainObserver;

/**
 * The file {@code metrics.csv}: one line per epoch, on disk before the next epoch begins. After a
 * resume it goes on from the checkpoint: epochs that were recorded but will be computed again are
 * dropped first.
 */
public final class MetricsCsv implements TrainObserver {
  /** The first line. */
  public static final String HEADER =
      "epoch,step,train_loss,test_loss,test_accuracy,nan_count,seconds,"
          + "validation_loss,validation_accuracy,connections";

  private final Path file;
  private final List<EpochRecord> records;

  /** The file at this path, which need not exist yet. */
  public MetricsCsv(Path file) {
    this.file = file;
    this.records = new ArrayList<>(read(file));
  }

  /** All lines that are whole; a line torn by a crash ends the file. */
  public static List<EpochRecord> read(Path file) {
    List<EpochRecord> found = new ArrayList<>();
    if (!Files.exists(file)) {
      return found;
    }
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      String[] lines = text.substring(0, text.lastIndexOf('\n') + 1).split("\n");
      for (int i = 1; i < lines.length; i++) {
        found.add(parse(lines[i]));
      }
    } catch (IOException e) {
      throw IoErrors.writing(file, e);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return found;
    }
    return found;
  }

  /** The epochs recorded so far. */
  public List<EpochRecord> records() {
    return List.copyOf(records);
  }

  @Override
  public void started(long resumedStep, long totalSteps) {
    records.removeIf(record -> record.step() > resumedStep);
    rewrite();
  }

  @Override
  public void epochDone(EpochRecord record) {
    if (records.removeIf(earlier -> earlier.epoch() >= record.epoch())) {
      rewrite();
    }
    records.add(record);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer line =
          ByteBuffer.wrap((format(record) + "\n").getBytes(StandardCharsets.US_ASCII));
      while (line.hasRemaining()) {
        channel.write(line);
      }
      channel.force(false);
    } catch (IOException e) {
      throw IoErrors.writing(file, e);
    }
  }

  /** Makes the file hold exactly these records, as the trainer remembers them. */
  public void reconcile(List<EpochRecord> all) {
    if (!records.equals(all)) {
      records.clear();
      records.addAll(all);
      rewrite();
    }
  }

  private void rewrite() {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    records.forEach(record -> text.append(format(record)).append('\n'));
    AtomicFile.write(file, text.toString());
  }

  private static String format(EpochRecord r) {
    return r.epoch()
        + ","
        + r.step()
        + ","
        + r.trainLoss()
        + ","
        + r.testLoss()
        + ","
        + r.testAccuracy()
        + ","
        + r.nanCount()
        + ","
        + r.seconds()
        + ","
        + r.validationLoss()
        + ","
        + r.validationAccuracy()
        + ","
        + r.connections();
  }

  private static EpochRecord parse(String line) {
    String[] fields = line.split(",");
    return new EpochRecord(
        Integer.parseInt(fields[0]),
        Long.parseLong(fields[1]),
        Double.parseDouble(fields[2]),
        Double.parseDouble(fields[3]),
        Double.parseDouble(fields[4]),
        Double.parseDouble(fields[7]),
        Double.parseDouble(fields[8]),
        Integer.parseInt(fields[9]),
        Long.parseLong(fields[5]),
        Double.parseDouble(fields[6]));
  }
}
