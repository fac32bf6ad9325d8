package org.neuropil.cli.sweep.measure;

import java.nio.file.Path;
import java.util.List;
import org.neuropil.analysis.weights.RandomBalance;
import org.neuropil.cli.run.StructureCsv;
import org.neuropil.error.UserError;

/**
 * For every record of {@code structure.csv}: between which values eta and the pooled ratio of
 * random networks of as many nodes, connections and positive connections lie.
 */
final class RandomBalanceMeasure implements Measure {
  @Override
  public String name() {
    return "random-balance";
  }

  @Override
  public String description() {
    return "balance of random networks of the same size, for every record of the structure";
  }

  @Override
  public List<Option> options() {
    return List.of(new Option("samples", 100L), new Option("seed", 1L));
  }

  @Override
  public void measure(MeasureContext context) {
    Path file = context.run().resolve("structure.csv");
    List<StructureCsv.Row> rows = StructureCsv.rows(file);
    if (rows.isEmpty()) {
      throw UserError.usage(
          "measure " + name() + " needs records of the structure, and " + file + " has none",
          "set record-structure: EPOCHS under base");
    }
    int samples = Math.toIntExact(context.integer("samples"));
    double[][] columns = new double[5][rows.size()];
    for (int r = 0; r < rows.size(); r++) {
      StructureCsv.Row row = rows.get(r);
      int links = Math.toIntExact(row.connections());
      RandomBalance random =
          RandomBalance.of(
              context.config().hidden(),
              links,
              links == 0 ? 0 : (double) row.positive() / links,
              samples,
              context.integer("seed"),
              context.threads());
      columns[0][r] = row.epoch();
      columns[1][r] = random.eta().low();
      columns[2][r] = random.eta().high();
      columns[3][r] = random.pooled().low();
      columns[4][r] = random.pooled().high();
    }
    context.put("epoch", columns[0]);
    context.put("eta_low", columns[1]);
    context.put("eta_high", columns[2]);
    context.put("pooled_low", columns[3]);
    context.put("pooled_high", columns[4]);
  }
}
