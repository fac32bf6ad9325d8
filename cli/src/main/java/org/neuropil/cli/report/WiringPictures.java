package org.neuropil.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.io.WeightedNetwork;
import org.neuropil.analysis.motif.LoopType;
import org.neuropil.analysis.nullmodel.NullEnsemble;
import org.neuropil.analysis.nullmodel.NullModel;
import org.neuropil.analysis.nullmodel.NullOptions;
import org.neuropil.analysis.nullmodel.NullResult;
import org.neuropil.analysis.nullmodel.NullStatistics;
import org.neuropil.analysis.statistics.Histogram;
import org.neuropil.analysis.weights.RandomBalance;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.report.Report.Picture;
import org.neuropil.cli.run.StructureCsv;

/** What became of the recurrent connections: their balance, age, motifs and weights. */
final class WiringPictures {
  /** Random networks at each point of the range that is drawn behind the balance. */
  static final int RANGE_SAMPLES = 100;

  /** Random networks behind the z-profile. */
  static final int PROFILE_SAMPLES = 200;

  // A page shall cost seconds; 'neuropil motifs' has no such limits.
  private static final long MOST_RANGE_CONNECTIONS = 200_000;
  private static final double MOST_RANGE_PATHS = 2e9;
  private static final long MOST_PROFILE_CONNECTIONS = 100_000;
  private static final double MOST_PROFILE_PATHS = 1e9;
  private static final int LEAST_CONNECTIONS = 3;
  private static final int BINS = 60;
  private static final long SEED = 1;

  private final ResolvedConfig config;
  private final RunFiles files;
  private final List<Picture> pictures = new ArrayList<>();

  private WiringPictures(ResolvedConfig config, RunFiles files) {
    this.config = config;
    this.files = files;
  }

  static List<Picture> of(ResolvedConfig config, RunFiles files) {
    WiringPictures made = new WiringPictures(config, files);
    made.balance();
    made.changes();
    made.profile();
    made.weights();
    return made.pictures;
  }

  private double[] column(ToDoubleFunction<StructureCsv.Row> figure) {
    return files.structure().stream().mapToDouble(figure).toArray();
  }

  private void balance() {
    if (files.structure().isEmpty()) {
      return;
    }
    List<RangeAt> ranges = ranges();
    balance(
        "Balance eta",
        "eta",
        column(StructureCsv.Row::eta),
        column(StructureCsv.Row::coreEta),
        range(ranges, RandomBalance::eta),
        "Structural balance of the recurrent connections: eta, the mean over four classes of"
            + " triads.");
    balance(
        "Balance pooled",
        "pooled ratio",
        column(StructureCsv.Row::pooled),
        column(StructureCsv.Row::corePooled),
        range(ranges, RandomBalance::pooled),
        "Structural balance as the share of balanced loops among all loops of the four classes"
            + " together.");
  }

  private void balance(
      String title,
      String name,
      double[] whole,
      double[] core,
      Plots.@Nullable Range range,
      String caption) {
    double[] at = column(StructureCsv.Row::epoch);
    List<Plots.Curve> curves = new ArrayList<>(List.of(Plots.Curve.plain(name, at, whole)));
    boolean hasCore = Arrays.stream(core).anyMatch(Double::isFinite);
    if (hasCore) {
      curves.add(Plots.Curve.plain(name + ", core", at, core));
    }
    if (Arrays.stream(whole).noneMatch(Double::isFinite)) {
      return;
    }
    Plots.Axes axes = Plots.Axes.of("epoch", name);
    add(
        title,
        "Line chart of the " + name + " of the recurrent connections over the epochs.",
        range == null ? Plots.curves(axes, curves) : Plots.curves(axes, curves, range),
        caption
            + (hasCore ? " The core is what set lets stay before it adds random connections." : "")
            + (range == null
                ? " Random signs give about 0.5."
                : " Grey: "
                    + RANGE_SAMPLES
                    + " random networks of as many nodes, connections and positive connections, 5 %"
                    + " to 95 %."));
  }

  private record RangeAt(int epoch, RandomBalance random) {}

  /**
   * Random networks at as many of the recorded epochs as are affordable, first and last among them.
   */
  private List<RangeAt> ranges() {
    List<StructureCsv.Row> rows = files.structure();
    long most = rows.stream().mapToLong(StructureCsv.Row::connections).max().orElse(0);
    double cost = RANGE_SAMPLES * Math.max(1, paths(most, config.hidden()));
    int points = (int) Math.min(rows.size(), MOST_RANGE_PATHS / cost);
    if (most > MOST_RANGE_CONNECTIONS || points < 2) {
      return List.of();
    }
    List<RangeAt> ranges = new ArrayList<>();
    for (int k = 0; k < points; k++) {
      StructureCsv.Row row = rows.get((int) ((long) k * (rows.size() - 1) / (points - 1)));
      if (row.connections() >= LEAST_CONNECTIONS) {
        RandomBalance random =
            RandomBalance.of(
                config.hidden(),
                (int) row.connections(),
                (double) row.positive() / row.connections(),
                RANGE_SAMPLES,
                SEED,
                config.threads());
        ranges.add(new RangeAt(row.epoch(), random));
      }
    }
    return ranges;
  }

  /** About how many paths of two connections there are, which a census goes through. */
  private static double paths(long connections, int nodes) {
    return (double) connections * connections / nodes;
  }

  private static Plots.@Nullable Range range(
      List<RangeAt> all, Function<RandomBalance, RandomBalance.Band> measure) {
    List<RangeAt> ranges =
        all.stream().filter(r -> measure.apply(r.random()).defined() > 0).toList();
    return ranges.size() < 2
        ? null
        : new Plots.Range(
            "random networks",
            ranges.stream().mapToDouble(RangeAt::epoch).toArray(),
            ranges.stream().mapToDouble(r -> measure.apply(r.random()).low()).toArray(),
            ranges.stream().mapToDouble(r -> measure.apply(r.random()).high()).toArray());
  }

  private void changes() {
    double[] at = column(StructureCsv.Row::epoch);
    line(
        "Sign flips",
        "connections",
        at,
        column(StructureCsv.Row::signFlips),
        "Recurrent connections whose sign differs from the record before.");
    if (!config.sparsify().equals("none")) {
      line(
          "Age",
          "epochs",
          at,
          column(StructureCsv.Row::meanAge),
          "Mean age of the recurrent connections: epochs since they were created.");
    }
  }

  private void line(String title, String y, double[] at, double[] values, String caption) {
    if (Arrays.stream(values).anyMatch(Double::isFinite)) {
      add(
          title,
          "Line chart over the epochs. " + caption,
          Plots.curves(Plots.Axes.of("epoch", y), List.of(Plots.Curve.plain(title, at, values))),
          caption);
    }
  }

  private void profile() {
    WeightedNetwork last = files.last();
    if (last == null
        || config.cell().equals("feedforward")
        || last.matrix().nonzeros() > MOST_PROFILE_CONNECTIONS) {
      return;
    }
    SignedDigraph graph = last.signs().graph();
    if (graph.edges() < LEAST_CONNECTIONS
        || PROFILE_SAMPLES * paths(graph.edges(), graph.nodes()) > MOST_PROFILE_PATHS) {
      return;
    }
    List<LoopType> types =
        Arrays.stream(LoopType.values())
            .sorted(Comparator.comparing(type -> !type.balanced()))
            .toList();
    NullOptions options = NullOptions.of(NullModel.DEGREE_MUTUAL, PROFILE_SAMPLES, SEED);
    try (NullEnsemble ensemble = new NullEnsemble(config.threads())) {
      NullResult random = ensemble.run(graph, options);
      List<Plots.Bars> bars =
          List.of(bars("induced", types, random::induced), bars("all", types, random::all));
      if (bars.stream()
          .flatMapToDouble(b -> Arrays.stream(b.values()))
          .allMatch(WiringPictures::saysNothing)) {
        return;
      }
      add(
          "Motifs",
          "Bar chart of the z-scores of the eight signed feed-forward loops in the final wiring.",
          Plots.bars(
              Plots.Axes.of("four balanced types, then four unbalanced", "z-score"),
              types.stream().map(LoopType::signs).toList(),
              bars),
          "Signed feed-forward loops of the final wiring against "
              + PROFILE_SAMPLES
              + " random networks that keep "
              + NullModel.DEGREE_MUTUAL.preserves()
              + ", as 'neuropil motifs RUN --null "
              + PROFILE_SAMPLES
              + "' counts them.");
    }
  }

  /** As where no connection could be switched, so that all networks are the same. */
  private static boolean saysNothing(double z) {
    return z == 0 || !Double.isFinite(z);
  }

  private static Plots.Bars bars(
      String name, List<LoopType> types, Function<LoopType, NullStatistics> statistics) {
    return new Plots.Bars(
        name, types.stream().mapToDouble(t -> statistics.apply(t).z()).toArray(), new double[0]);
  }

  private void weights() {
    WeightedNetwork last = files.last();
    if (last == null || last.matrix().nonzeros() == 0) {
      return;
    }
    WeightedNetwork first = files.first();
    double limit =
        Stream.of(last, first == null ? last : first)
            .mapToDouble(network -> largest(network.matrix().values()))
            .max()
            .orElse(1);
    double[] edges = Histogram.linearEdges(-limit, limit, BINS);
    List<Plots.Bins> bins = new ArrayList<>(List.of(bins("after training", edges, last)));
    if (first != null && first.matrix().nonzeros() > 0) {
      bins.add(bins("before training", edges, first));
    }
    add(
        "Weights",
        "Histogram of the recurrent weights.",
        Plots.histograms(Plots.Axes.of("recurrent weight", "share of the connections (%)"), bins),
        "Recurrent weights other than 0 in "
            + BINS
            + " bins"
            + (first == null
                ? "; --save-weights-every also keeps, and shows, those before training."
                : "."));
  }

  private static Plots.Bins bins(String name, double[] edges, WeightedNetwork network) {
    double[] shares = Histogram.of(edges, network.matrix().values()).shares();
    return new Plots.Bins(name, edges, Arrays.stream(shares).map(s -> 100 * s).toArray());
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private void add(String title, String description, Drawing drawing, String caption) {
    pictures.add(new Picture(Drawings.inline(drawing, title, title, description), caption));
  }
}
