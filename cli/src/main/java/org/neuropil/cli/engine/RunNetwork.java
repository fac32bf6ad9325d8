package org.neuropil.cli.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Backends;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.WeightFile;
import org.neuropil.network.Network;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.Networks;
import org.neuropil.sparsify.SparsifySpec;
import org.neuropil.task.TaskData;
import org.neuropil.train.Checkpoint;
import org.neuropil.train.Evaluation;
import org.neuropil.train.Evaluator;
import org.neuropil.train.Weights;

/** The network of a run, trained or as it was before training, with the run's test set. */
public final class RunNetwork implements AutoCloseable {
  /** As they lie in the file, and values and columns twice over, in rows and in the pattern. */
  private static final long FILE_BYTES_PER_CONNECTION = 20;

  private final Backend backend;
  private final Network network;
  private final Evaluator evaluator;
  private final TaskData data;

  private RunNetwork(Backend backend, Network network, TaskData data) {
    this.backend = backend;
    this.network = network;
    this.evaluator = new Evaluator(backend, network);
    this.data = data;
  }

  /**
   * The network of a run with the weights of a file, on the back end that the settings name. A
   * training that diverged left weights that are not finite; its answers count like those of others
   * (NaN as class 0).
   *
   * @throws org.neuropil.error.UserError if data or weights cannot be read or do not fit
   */
  public static RunNetwork trained(ResolvedConfig config, Path weights) {
    TaskData data = TaskLoading.load(config);
    NetworkSpec spec = TaskShape.of(data).networkSpec(config);
    WeightFile file = WeightFile.read(weights);
    return open(
        config,
        data,
        spec,
        Weights.mask(file, spec),
        (b, network) -> Weights.loadAsTheyAre(file, network));
  }

  /**
   * The network that the training of these settings begins with: the same seed draws the same
   * connections and weights.
   *
   * @param run a run's directory
   */
  public static RunNetwork initial(ResolvedConfig config, Path run) {
    TaskData data = TaskLoading.load(config);
    NetworkSpec spec = TaskShape.of(data).networkSpec(config);
    Optional<SparsifySpec> rule =
        config.sparsifySpec(config.trainSettings().batchPlan().count(data.train()));
    // A folder that is never there, so that no checkpoint is taken for the beginning.
    Path none = Checkpoint.fileIn(run.resolve("no-checkpoint"));
    Beginning beginning = new Beginning(config, spec, none, rule);
    return open(config, data, spec, beginning.pattern(), beginning::prepare);
  }

  /** Gives a new network its values. */
  private interface Filling {
    void into(Backend backend, Network network);
  }

  // Either the network owns the back end in the end, or it is closed here.
  @SuppressWarnings("MustBeClosedChecker")
  private static RunNetwork open(
      ResolvedConfig config,
      TaskData data,
      NetworkSpec spec,
      SparsityPattern pattern,
      Filling filling) {
    Backend backend = Backends.open(config.backend(), config.backendOptions());
    try {
      int steps = data.test().steps();
      int batch = config.batch();
      Networks.memory(backend, spec, pattern.nonzeros(), config.planKind(), steps, batch)
          .requireFits();
      Network network = Networks.create(backend, spec, pattern, config.planKind(), steps, batch);
      filling.into(backend, network);
      return new RunNetwork(backend, network, data);
    } catch (RuntimeException | Error e) {
      backend.close();
      throw e;
    }
  }

  /** Bytes of the hidden outputs of a run of these settings to its whole test set. */
  public static long outputBytes(ResolvedConfig config) {
    return (long) config.hidden() * KnownTasks.of(config).test().size() * Float.BYTES;
  }

  /**
   * Bytes that weights of a run of these settings take while they are read, generously: those that
   * were kept early in the training may have more connections than the last ones.
   */
  public static long fileBytes(ResolvedConfig config) {
    return config.mostConnections() * FILE_BYTES_PER_CONNECTION;
  }

  /** Images, or other samples, of the test set. */
  public int samples() {
    return data.test().size();
  }

  /**
   * Accuracy and loss on the test set where each hidden output is silenced with probability {@code
   * drop}, in [0, 1), see {@link Evaluator#evaluate(org.neuropil.task.Sequences, double, long,
   * Evaluator.Progress)}.
   */
  public Evaluation evaluate(double drop, long seed) {
    return evaluator.evaluate(data.test(), drop, seed, (done, all) -> {});
  }

  /** Hidden nodes whose outputs {@link #visitHidden} shows. */
  public int nodes() {
    return network.output().sequence().nodes();
  }

  /** Is shown hidden outputs. */
  @FunctionalInterface
  public interface HiddenVisitor {
    /**
     * The outputs to some samples, valid during the call.
     *
     * @param first index of the first sample
     * @param columns samples
     * @param outputs of node i to sample first + k at i * columns + k
     */
    void batch(int first, int columns, float[] outputs);
  }

  /**
   * Runs the network on the test set, in the order of its file, and shows the hidden outputs that
   * the readout sees, H_T, batch after batch. Each run gives the same outputs.
   */
  public void visitHidden(HiddenVisitor visitor) {
    float[] staging = new float[nodes() * network.batch()];
    evaluator.visitHidden(
        data.test(),
        (first, columns, output) -> {
          output.sequence().read(output.step(), columns, staging);
          visitor.batch(first, columns, staging);
        });
  }

  @Override
  public void close() {
    evaluator.close();
    network.close();
    backend.close();
  }
}
