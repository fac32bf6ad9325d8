package org.neuropil.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GradientsCsvTest {
  @TempDir Path folder;

  private static GradientsCsv.Row row(int step) {
    return GradientsCsv.Row.of(
        1,
        step,
        new float[] {0, -1e-3f * step, 2e-3f, 1e9f, 1e-20f, Float.NaN},
        10,
        new GradientsCsv.Broken(1, 2, 3));
  }

  @Test
  void gradientsAreCountedBySize() {
    GradientsCsv.Row row = row(1);

    assertThat(row.zeros()).isEqualTo(1);
    assertThat(row.notFinite()).isEqualTo(1);
    assertThat(row.sizes().below()).isEqualTo(1);
    assertThat(row.sizes().above()).isZero();
    // 1e-3 as a float lies just above 1e-3, and 2e-3 in the same half decade.
    assertThat(row.sizes().counts()[34]).isEqualTo(2);
    assertThat(GradientsCsv.logEdges()[34]).isEqualTo(-3);
    assertThat(row.sizes().counts()[58]).isEqualTo(1);
    assertThat(GradientsCsv.logEdges()[58]).isEqualTo(9);
    assertThat(Math.log10(Float.MAX_VALUE)).isLessThan(GradientsCsv.logEdges()[118]);
    assertThat(row.meanConnections()).isCloseTo(2e8, within(100.0));
    assertThat(row.meanPlaces()).isCloseTo(1e8, within(100.0));
  }

  @Test
  void aResumedTrainingCutsOffWhatIsTornOrTooFar() throws IOException {
    Path file = folder.resolve("gradients.csv");
    GradientsCsv whole = new GradientsCsv(folder.resolve("whole.csv"));
    whole.resume(0);
    GradientsCsv csv = new GradientsCsv(file);
    csv.resume(0);
    for (int step = 1; step <= 3; step++) {
      csv.add(row(step));
      whole.add(row(step));
    }
    whole.add(row(4));
    Files.writeString(file, "1,4,0.12", StandardOpenOption.APPEND);
    assertThat(GradientsCsv.rows(file)).hasSize(3);
    assertThat(GradientsCsv.rows(file).getLast().broken())
        .isEqualTo(new GradientsCsv.Broken(1, 2, 3));

    csv.resume(2);
    assertThat(GradientsCsv.rows(file)).hasSize(2);
    csv.add(row(3));
    csv.add(row(4));

    assertThat(file).hasSameTextualContentAs(folder.resolve("whole.csv"));
  }
}
