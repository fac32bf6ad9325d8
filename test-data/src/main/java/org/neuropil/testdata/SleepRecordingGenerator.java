package org.neuropil.testdata;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Makes recordings of sleep that nobody slept, as EDF and EDF+ files in the layout of PhysioNet's
 * Sleep-EDF: {@code NAME0-PSG.edf} with two EEG channels at 100 Hz and a temperature at 1 Hz, and
 * {@code NAMEC-Hypnogram.edf} with one annotation for each run of equal stages. The EEG is a sine
 * whose frequency and height depend on the stage, with noise, so that stages can be learnt.
 *
 * <p>{@code SleepRecordingGenerator TARGET NIGHTS} writes that many nights of 200 epochs, two of
 * each person, to a folder.
 */
public final class SleepRecordingGenerator {
  /** What {@code stages} of {@link #write} count through. */
  public static final String[] STAGES = {
    "Sleep stage W",
    "Sleep stage 1",
    "Sleep stage 2",
    "Sleep stage 3",
    "Sleep stage 4",
    "Sleep stage R",
    "Sleep stage ?",
    "Movement time"
  };

  /** Seconds of an epoch. */
  public static final int EPOCH = 30;

  /** Samples of an EEG channel in an epoch. */
  public static final int SAMPLES = 3000;

  private static final double[] HERTZ = {10, 6, 13, 1.5, 1, 7, 20, 20};
  private static final double[] MICROVOLTS = {30, 25, 40, 90, 110, 20, 60, 150};
  private static final int SIGNALS = 3;

  /** Bytes in a data record that say when it begins. */
  private static final int CLOCK = 20;

  private static final String BEGIN = "+0\u0014\u0014\0";

  private SleepRecordingGenerator() {}

  /** Writes {@code args[1]} nights to the folder {@code args[0]}. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("usage: SleepRecordingGenerator TARGET NIGHTS");
    }
    Path target = Files.createDirectories(Path.of(args[0]));
    for (int night = 0; night < Integer.parseInt(args[1]); night++) {
      SplittableRandom random = new SplittableRandom(night);
      int[] stages = new int[200];
      for (int e = 1; e < stages.length; e++) {
        stages[e] = random.nextInt(10) == 0 ? random.nextInt(STAGES.length) : stages[e - 1];
      }
      String name = String.format(Locale.ROOT, "SC4%02d%dE", night / 2, night % 2 + 1);
      write(target, name, stages, night);
    }
  }

  /** Writes the two files of a night whose epochs have the given {@link #STAGES}. */
  public static void write(Path folder, String name, int[] stages, long seed) throws IOException {
    Files.write(folder.resolve(name + "0-PSG.edf"), recording(stages, seed));
    Files.write(folder.resolve(name + "C-Hypnogram.edf"), hypnogram(stages));
  }

  /** A recording as EDF, one data record an epoch. */
  public static byte[] recording(int[] stages, long seed) {
    return recording(stages, seed, false);
  }

  /** The same as EDF+, where a further signal, the second, says when each data record begins. */
  public static byte[] recordingPlus(int[] stages, long seed) {
    return recording(stages, seed, true);
  }

  private static byte[] recording(int[] stages, long seed, boolean plus) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    head(
        out, plus ? "EDF+C" : "", stages.length, Integer.toString(EPOCH), SIGNALS + (plus ? 1 : 0));
    rows(out, plus, 16, "EEG Fpz-Cz", "EDF Annotations", "EEG Pz-Oz", "Temp rectal");
    rows(out, plus, 80, "Ag-AgCl electrodes", "", "Ag-AgCl electrodes", "Rectal thermistor");
    rows(out, plus, 8, "uV", "", "uV", "DegC");
    rows(out, plus, 8, "-192", "-1", "-200", "34");
    rows(out, plus, 8, "192", "1", "199.5", "40");
    rows(out, plus, 8, "-2048", "-32768", "-2048", "-2849");
    rows(out, plus, 8, "2047", "32767", "2047", "2731");
    rows(out, plus, 80, "HP:0.5Hz LP:100Hz", "", "HP:0.5Hz LP:100Hz", "");
    rows(out, plus, 8, "" + SAMPLES, "" + CLOCK / 2, "" + SAMPLES, "" + EPOCH);
    rows(out, plus, 32, "", "", "", "");
    int begins = 0;
    SplittableRandom random = new SplittableRandom(seed);
    for (int stage : stages) {
      for (int channel = 0; channel < 2; channel++) {
        for (int i = 0; i < SAMPLES; i++) {
          double wave = Math.sin(2 * Math.PI * HERTZ[stage] * i / 100);
          double value =
              MICROVOLTS[stage] * (wave + random.nextGaussian() / 2) * (1 - channel / 3.);
          int digital = (int) Math.rint(value * 10);
          sample(out, Math.max(-2048, Math.min(2047, digital)));
        }
        if (plus && channel == 0) {
          String clock = "+" + begins + "\u0014\u0014";
          out.writeBytes(Arrays.copyOf(clock.getBytes(StandardCharsets.US_ASCII), CLOCK));
          begins += EPOCH;
        }
      }
      for (int i = 0; i < EPOCH; i++) {
        sample(out, random.nextInt(100));
      }
    }
    return out.toByteArray();
  }

  /** A hypnogram as EDF+ with one data record. */
  public static byte[] hypnogram(int[] stages) {
    return hypnogram(stages, stages.length);
  }

  /** A hypnogram as EDF+ with a data record for every so many runs of equal stages. */
  public static byte[] hypnogram(int[] stages, int runs) {
    List<String> records = new ArrayList<>();
    StringBuilder text = new StringBuilder(BEGIN);
    int from = 0;
    int inRecord = 0;
    for (int e = 1; e <= stages.length; e++) {
      if (e == stages.length || stages[e] != stages[from]) {
        text.append('+').append(EPOCH * from).append('\u0015').append(EPOCH * (e - from));
        text.append('\u0014').append(STAGES[stages[from]]).append("\u0014\0");
        from = e;
        if (++inRecord == runs || e == stages.length) {
          records.add(text.toString());
          text = new StringBuilder(BEGIN);
          inRecord = 0;
        }
      }
    }
    return annotations(records.toArray(String[]::new));
  }

  /** An EDF+ file of annotations, with a data record for each text. */
  public static byte[] annotations(String... records) {
    int longest = 0;
    for (String record : records) {
      longest = Math.max(longest, record.getBytes(StandardCharsets.UTF_8).length);
    }
    int length = longest + longest % 2 + 8;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    head(out, "EDF+C", records.length, "0", 1);
    fields(out, 16, "EDF Annotations");
    fields(out, 80, "");
    fields(out, 8, "");
    fields(out, 8, "-1");
    fields(out, 8, "1");
    fields(out, 8, "-32768");
    fields(out, 8, "32767");
    fields(out, 80, "");
    fields(out, 8, "" + length / 2);
    fields(out, 32, "");
    for (String record : records) {
      out.writeBytes(Arrays.copyOf(record.getBytes(StandardCharsets.UTF_8), length));
    }
    return out.toByteArray();
  }

  private static void head(
      ByteArrayOutputStream out, String kind, int records, String seconds, int signals) {
    fields(out, 8, "0");
    fields(out, 80, "X F X Generated");
    fields(out, 80, "Startdate 24-APR-1989 X X X");
    fields(out, 8, "24.04.89", "16.13.00", "" + 256 * (signals + 1));
    fields(out, 44, kind);
    fields(out, 8, "" + records, seconds);
    fields(out, 4, "" + signals);
  }

  /** A field of every signal; the second is there in EDF+ only. */
  private static void rows(ByteArrayOutputStream out, boolean plus, int width, String... values) {
    for (int s = 0; s < values.length; s++) {
      if (plus || s != 1) {
        fields(out, width, values[s]);
      }
    }
  }

  /** Fields of ASCII filled with spaces. */
  private static void fields(ByteArrayOutputStream out, int width, String... values) {
    for (String value : values) {
      byte[] field = new byte[width];
      Arrays.fill(field, (byte) ' ');
      byte[] text = value.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(text, 0, field, 0, text.length);
      out.writeBytes(field);
    }
  }

  private static void sample(ByteArrayOutputStream out, int digital) {
    out.write(digital);
    out.write(digital >> 8);
  }
}
