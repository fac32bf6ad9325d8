package org.neuropil.cli.sweep.collect;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.neuropil.error.UserError;

/** The lines of a CSV file with a header. */
final class CsvLines {
  private CsvLines() {}

  /**
   * Reads a file.
   *
   * @throws UserError data, if it is none
   */
  static List<Map<String, String>> read(Path file) {
    List<Map<String, String>> rows = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord row : csv) {
        rows.add(row.getFieldsAsMap());
      }
    } catch (IOException | RuntimeException e) {
      throw UserError.data(file + " cannot be read: " + e.getMessage(), "check the file", e);
    }
    return rows;
  }
}
