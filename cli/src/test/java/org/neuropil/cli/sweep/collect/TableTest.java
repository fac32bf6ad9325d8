package org.neuropil.cli.sweep.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
  private static Map<String, String> row(String... cells) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i += 2) {
      row.put(cells[i], cells[i + 1]);
    }
    return row;
  }

  private static final Table TABLE =
      new Table(
          List.of("run", "n"),
          List.of(
              row("run", "a", "n", "100", "z_+++", "1.5"),
              row("run", "b, \"c\"", "n", "20", "eta", "NaN"),
              row("run", "d", "n", "100", "z_+++", "-0.25", "eta", "1.0E-5")));

  @Test
  void columnsAreThoseOfAllRowsInTheOrderTheyAppear() {
    assertThat(TABLE.toCsv())
        .isEqualTo(
            """
            run,n,z_+++,eta
            a,100,1.5,
            "b, ""c""\",20,,NaN
            d,100,-0.25,1.0E-5
            """);
  }

  @Test
  void rowsAreSelectedAndNumbersRead() {
    assertThat(TABLE.distinct("n")).containsExactly("20", "100");
    assertThat(TABLE.distinct("run")).containsExactly("a", "b, \"c\"", "d");
    assertThat(TABLE.where("n", "100").numbers("z_+++")).containsExactly(1.5, -0.25);
    assertThat(TABLE.numbers("eta")).containsExactly(1e-5);
    assertThat(TABLE.rows().get(0).number("eta")).isNaN();
    assertThat(TABLE.where("n", "7").isEmpty()).isTrue();
    assertThat(TABLE.has("eta")).isTrue();
    assertThat(TABLE.has("beta")).isFalse();
  }

  @Test
  void theIndexAnswersInSql(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("sweep.sqlite");

    SqliteIndex.write(file, Map.of("runs", TABLE));
    SqliteIndex.write(file, Map.of("runs", TABLE));

    try (Connection base = DriverManager.getConnection("jdbc:sqlite:" + file);
        ResultSet rows =
            base.createStatement()
                .executeQuery(
                    "SELECT run, n + 1, \"z_+++\" * 2, eta IS NULL, typeof(eta) FROM runs"
                        + " WHERE n = 100 ORDER BY run")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("a");
      assertThat(rows.getInt(2)).isEqualTo(101);
      assertThat(rows.getDouble(3)).isEqualTo(3.0);
      assertThat(rows.getBoolean(4)).isTrue();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(5)).isEqualTo("real");
      assertThat(rows.next()).isFalse();
    }
    assertThat(Files.list(folder)).containsExactly(file);
  }
}
