package org.neuropil.cli.sweep.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.neuropil.analysis.statistics.Histogram;
import org.neuropil.analysis.weights.SignChanges;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.engine.RunNetwork;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.CsrArrays;
import org.neuropil.matrix.io.WeightFile;
import org.neuropil.network.NetworkSpec;
import org.neuropil.train.Weights;

/**
 * What became of the hidden-to-hidden weights since the beginning, at every epoch whose weights
 * were kept (Fruengel and Oberlaender 2025, Fig. S5A).
 */
final class SignChangesMeasure implements Measure {
  private static final Pattern KEPT = Pattern.compile("weights-(\\d+)\\.safetensors");
  private static final int BINS = 100;

  @Override
  public String name() {
    return "sign-changes";
  }

  @Override
  public String description() {
    return "signs, sizes and correlation of weights, before training against after it";
  }

  @Override
  public List<Option> options() {
    // The histograms reach from -limit to limit.
    return List.of(new Option("limit", 0.1));
  }

  /** Two states at a time. */
  @Override
  public long heapBytes(ResolvedConfig config, MeasureSpec spec) {
    return 2 * RunNetwork.fileBytes(config);
  }

  @Override
  public void measure(MeasureContext context) {
    SortedMap<Integer, Path> files = kept(context.run());
    Path start = files.remove(0);
    if (start == null || files.isEmpty()) {
      throw UserError.usage(
          "measure " + name() + " compares weights, and the run has not kept them",
          "set save-weights-every, such as to 1, and train at least so many epochs");
    }
    String tensor = Weights.hiddenName(cell(context));
    SparseMatrix before = read(start, tensor);
    double limit = context.number("limit");
    double[] edges = Histogram.linearEdges(-limit, limit, BINS);
    context.put("epochs", Lists.of(files.keySet()));
    context.put("edges", edges);
    List<SignChanges> changes = new ArrayList<>();
    List<Double> r = new ArrayList<>();
    for (Map.Entry<Integer, Path> file : files.entrySet()) {
      int epoch = file.getKey();
      SparseMatrix after = read(file.getValue(), tensor);
      changes.add(SignChanges.between(before, after));
      r.add(SignChanges.correlation(before, after));
      if (epoch == files.firstKey() || epoch == files.lastKey()) {
        put(context, epoch == files.firstKey() ? "first_" : "last_", changes.getLast());
        putHistograms(context, "_" + epoch, before, after, edges);
      }
    }
    // With one epoch the first is the last.
    if (files.size() == 1) {
      put(context, "last_", changes.getLast());
    }
    context.put("first_r", r.getFirst());
    context.put("last_r", r.getLast());
    context.put("r", r.stream().mapToDouble(one -> one).toArray());
    for (Share share : Share.values()) {
      context.put(share.key, changes.stream().mapToDouble(share.of).toArray());
    }
  }

  /** The figures of a comparison; shares are of all connections that have a sign at both times. */
  private enum Share {
    POS_TO_NEG("pos_to_neg", c -> c.share(1, -1)),
    NEG_TO_POS("neg_to_pos", c -> c.share(-1, 1)),
    STAYS_POS("stays_pos", c -> c.share(1, 1)),
    STAYS_NEG("stays_neg", c -> c.share(-1, -1)),
    GROWING_POS("growing_pos", c -> (double) c.grown(1) / c.surviving()),
    GROWING_NEG("growing_neg", c -> (double) c.grown(-1) / c.surviving()),
    GROWN("grown", SignChanges::grownShare),
    GROWN_OF_POS("grown_of_pos", c -> c.grownShare(1)),
    GROWN_OF_NEG("grown_of_neg", c -> c.grownShare(-1)),
    FLIPPED_OF_POS("flipped_of_pos", c -> c.flippedShare(1)),
    FLIPPED_OF_NEG("flipped_of_neg", c -> c.flippedShare(-1));

    private final String key;

    @SuppressWarnings("ImmutableEnumChecker") // Functions without state.
    private final ToDoubleFunction<SignChanges> of;

    Share(String key, ToDoubleFunction<SignChanges> of) {
      this.key = key;
      this.of = of;
    }
  }

  private static void put(MeasureContext context, String when, SignChanges changes) {
    for (Share share : Share.values()) {
      context.put(when + share.key, share.of.applyAsDouble(changes));
    }
    context.put(when + "removed", changes.removed());
    context.put(when + "added", changes.added());
  }

  private static void putHistograms(
      MeasureContext context,
      String suffix,
      SparseMatrix before,
      SparseMatrix after,
      double[] edges) {
    for (int sign : new int[] {1, -1}) {
      Histogram histogram = SignChanges.differences(before, after, sign, edges);
      String from = sign > 0 ? "pos" : "neg";
      context.put("changes_of_" + from + suffix, Lists.of(histogram.counts()));
      context.put("beyond_of_" + from + suffix, histogram.below() + histogram.above());
    }
  }

  private static NetworkSpec.Cell cell(MeasureContext context) {
    // Only the feed-forward cell names its matrix differently.
    return context.config().cell().equals("feedforward")
        ? NetworkSpec.Cell.FEEDFORWARD
        : NetworkSpec.Cell.RNN;
  }

  private static SparseMatrix read(Path file, String tensor) {
    CsrArrays matrix = WeightFile.read(file).hidden().get(tensor);
    if (matrix == null) {
      throw UserError.data(file + ": " + tensor + " is missing", "train the run anew");
    }
    return new SparseMatrix(
        SparsityPattern.of(matrix.rows(), matrix.cols(), matrix.rowOffsets(), matrix.columns()),
        matrix.values());
  }

  private static SortedMap<Integer, Path> kept(Path run) {
    SortedMap<Integer, Path> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(run)) {
      files.forEach(file -> {
        Matcher name = KEPT.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          found.put(Integer.parseInt(name.group(1)), file);
        }
      });
    } catch (IOException e) {
      throw IoErrors.writing(run, e);
    }
    return found;
  }
}
