package org.neuropil.network;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.MemoryNeed;
import org.neuropil.compute.PlanKind;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * Builds networks and draws their initial state. Every tensor has a stream of its own, keyed by the
 * seed, so that the same seed gives the same network on every back end.
 *
 * <p>Initial values with {@link InitSpec#uniform} (Fruengel and Oberlaender 2025 and the authors'
 * code), U(a) = uniform on [-a, a]; {@link InitSpec} names the others:
 *
 * <pre>
 *                       recurrent            feed-forward
 * hidden-to-hidden      U(weightLimit)       U(weightLimit)
 * input weights, bias   U(1/sqrt(N))         U(1/sqrt(inputs))
 * second bias           U(1/sqrt(N))         U(1/sqrt(N/2))
 * readout weights, bias U(1/sqrt(N))         U(1/sqrt(N/2))
 * embedding             U(1)
 * </pre>
 *
 * <p>Liquid time-constant networks have initial values of their own (Zhang et al. 2023, code): see
 * docs/file-formats.md.
 */
public final class Networks {
  private Networks() {}

  /**
   * The mask of a new network: Bernoulli(p) over all places, the diagonal included. With
   * sparse-to-dense every place is trained.
   */
  public static SparsityPattern mask(NetworkSpec spec, long seed) {
    int n = spec.matrixSize();
    return spec.dale().sparseToDense() || spec.density() == 1
        ? SparsityPattern.full(n, n)
        : SparsityPattern.bernoulli(n, n, spec.density(), seed, 0);
  }

  /**
   * What {@link #create} would take, predicted from the shapes before anything is allocated. At
   * least as much as is really taken.
   *
   * @param connections entries of the pattern; the most there will be where it changes
   */
  public static MemoryNeed memory(
      Backend backend, NetworkSpec spec, long connections, PlanKind plan, int steps, int batch) {
    return NetworkMemory.predict(backend, spec, connections, plan, steps, batch);
  }

  /**
   * A network whose values are all zero. A liquid time-constant network has all connections from
   * its inputs; {@link #initialise} draws which of them there are.
   *
   * @param steps time steps of a sample; 1 for the feed-forward network
   * @throws UserError usage, if the specification asks for what its cell does not have
   */
  public static Network create(
      Backend backend,
      NetworkSpec spec,
      SparsityPattern pattern,
      PlanKind plan,
      int steps,
      int batch) {
    if (pattern.rows() != spec.matrixSize() || pattern.cols() != spec.matrixSize()) {
      throw new IllegalArgumentException(
          "pattern is " + pattern + ", expected " + spec.matrixSize() + " rows and columns");
    }
    return switch (spec.cell()) {
      case RNN, CTRNN, NEURAL_ODE ->
          new RecurrentNetwork(backend, spec, pattern, plan, steps, batch);
      case LTC -> {
        LiquidRecurrence.refuseDale(spec);
        yield new RecurrentNetwork(backend, spec, pattern, plan, steps, batch);
      }
      case FEEDFORWARD -> new FeedForwardNetwork(backend, spec, pattern, plan, batch);
    };
  }

  /**
   * Draws all initial values.
   *
   * @throws IllegalArgumentException where the specification asks for the signs of a topology
   */
  public static void initialise(Backend backend, Network network, long seed) {
    LiquidRecurrence liquid = liquid(network);
    if (liquid != null) {
      liquid.initialise(seed);
    } else {
      network.hiddenToHidden().write(hiddenToHidden(network.spec(), network.pattern(), seed));
    }
    initialiseDense(backend, network, seed);
    constrain(backend, network, seed);
  }

  /**
   * Draws all initial values of a network that was created with the pattern of a topology;
   * recurrent weights have its signs and magnitudes |U(weightLimit)| (Zhang et al. 2023, networks
   * of a given balance).
   */
  public static void initialise(
      Backend backend, Network network, SignedTopology topology, long seed) {
    NetworkSpec spec = network.spec();
    if (spec.init().recurrent() != InitSpec.Recurrent.SIGNED
        || !network.pattern().equals(topology.pattern())) {
      throw new IllegalArgumentException(
          "a network with "
              + spec.init().recurrent()
              + " weights on "
              + network.pattern()
              + " cannot take the signs of a topology with "
              + topology.pattern());
    }
    LiquidRecurrence liquid = liquid(network);
    if (liquid != null) {
      liquid.initialise(seed);
      liquid.signs(topology);
    } else {
      network.hiddenToHidden().write(RecurrentWeights.draw(spec, topology, seed));
    }
    initialiseDense(backend, network, seed);
  }

  /**
   * Multiplies the hidden-to-hidden weights by a factor after which their spectral radius is the
   * given one.
   *
   * @throws UserError data, if the connections form no cycle, so that there is nothing to scale
   */
  public static void scaleTo(Network network, double spectralRadius) {
    Parameter weight = network.hiddenToHidden();
    float[] values = weight.value().toArray();
    double radius = SpectralRadius.of(network.pattern(), values);
    if (!(radius > 0 && Double.isFinite(radius))) {
      throw UserError.data(
          "the recurrent weights have the spectral radius "
              + radius
              + ", and none can be given to them",
          "give a topology with at least one directed cycle, or do not rescale it");
    }
    for (int e = 0; e < values.length; e++) {
      values[e] = (float) (values[e] * (spectralRadius / radius));
    }
    weight.write(values);
  }

  /** The recurrence of a liquid time-constant network, which draws its own values. */
  private static @Nullable LiquidRecurrence liquid(Network network) {
    return network instanceof RecurrentNetwork recurrent
            && recurrent.recurrence() instanceof LiquidRecurrence liquid
        ? liquid
        : null;
  }

  /** All values but the hidden-to-hidden ones and those that a recurrence draws itself. */
  private static void initialiseDense(Backend backend, Network network, long seed) {
    NetworkSpec spec = network.spec();
    boolean feedForward = spec.cell() == NetworkSpec.Cell.FEEDFORWARD;
    float fromHidden = (float) (1 / Math.sqrt(spec.matrixSize()));
    float fromInput = feedForward ? (float) (1 / Math.sqrt(spec.inputs())) : fromHidden;
    for (Parameter parameter : network.parameters()) {
      if (spec.cell() == NetworkSpec.Cell.LTC && parameter.name().startsWith("rnn.")) {
        continue;
      }
      switch (parameter.name()) {
        case "embedding.weight" ->
            fill(backend, parameter, 1, seed, Philox.Purpose.INPUT_WEIGHTS, 1);
        case "rnn.weight_ih_l0", "fc1.weight" -> input(backend, parameter, spec, fromInput, seed);
        case "rnn.bias_ih_l0", "fc1.bias" -> bias(backend, parameter, spec, fromInput, seed, 0);
        case "rnn.bias_hh_l0", "fc2.bias" -> bias(backend, parameter, spec, fromHidden, seed, 1);
        case "fc.weight" -> readout(backend, parameter, spec, seed);
        case "fc.bias" -> {
          if (Double.isNaN(spec.init().readoutBias())) {
            fill(backend, parameter, fromHidden, seed, Philox.Purpose.READOUT, 1);
          } else {
            constant(parameter, (float) spec.init().readoutBias());
          }
        }
        default -> {
          if (parameter != network.hiddenToHidden()) {
            throw new IllegalStateException("no initial values for " + parameter.name());
          }
        }
      }
    }
  }

  private static void input(
      Backend backend, Parameter parameter, NetworkSpec spec, float limit, long seed) {
    Philox.Purpose purpose = Philox.Purpose.INPUT_WEIGHTS;
    int size = parameter.value().size();
    switch (spec.init().input()) {
      case UNIFORM -> fill(backend, parameter, limit, seed, purpose, 0);
      case GAUSSIAN -> parameter.write(Draws.gaussian(size, 1, seed, purpose, 0));
      case GAUSSIAN_SCALED ->
          parameter.write(Draws.gaussian(size, 1 / Math.sqrt(spec.inputs()), seed, purpose, 0));
    }
  }

  private static void bias(
      Backend backend, Parameter parameter, NetworkSpec spec, float limit, long seed, int index) {
    if (spec.init().singleBias()) {
      constant(parameter, 0);
    } else {
      fill(backend, parameter, limit, seed, Philox.Purpose.HIDDEN_BIAS, index);
    }
  }

  private static void readout(Backend backend, Parameter parameter, NetworkSpec spec, long seed) {
    Philox.Purpose purpose = Philox.Purpose.READOUT;
    int size = parameter.value().size();
    int nodes = parameter.cols();
    switch (spec.init().readout()) {
      case UNIFORM -> fill(backend, parameter, (float) (1 / Math.sqrt(nodes)), seed, purpose, 0);
      case GLOROT ->
          fill(
              backend,
              parameter,
              (float) Math.sqrt(6.0 / (nodes + spec.outputs())),
              seed,
              purpose,
              0);
      case GAUSSIAN -> parameter.write(Draws.gaussian(size, 1, seed, purpose, 0));
      case TRUNCATED -> parameter.write(Draws.truncated(size, 0.1, seed, purpose, 0));
    }
  }

  private static void constant(Parameter parameter, float value) {
    float[] values = new float[parameter.value().size()];
    Arrays.fill(values, value);
    parameter.write(values);
  }

  /**
   * Puts the clamp of Dale's principle on a network whose specification asks for it, and lets new
   * connections of a liquid time-constant network start from the values of this seed; also after
   * loading weights.
   */
  public static void constrain(Backend backend, Network network, long seed) {
    LiquidRecurrence liquid = liquid(network);
    if (liquid != null) {
      liquid.seed(seed);
    }
    if (network.spec().dale().mode() == DaleSpec.Mode.CLAMP) {
      float[] signs = sourceSigns(network.spec(), seed);
      Buffer buffer = backend.buffer("source signs", signs.length);
      buffer.write(signs);
      network.hiddenToHidden().clampTo(buffer);
    }
  }

  /**
   * Sets weights to 0 whose sign contradicts their source node, as the clamp of Dale's principle
   * does after an update, in a network that has the clamp; for weights that come from elsewhere.
   *
   * @return how many there were
   */
  public static long clampNow(Network network, long seed) {
    SparsityPattern pattern = network.hiddenToHidden().pattern();
    if (network.spec().dale().mode() != DaleSpec.Mode.CLAMP || pattern == null) {
      return 0;
    }
    float[] signs = sourceSigns(network.spec(), seed);
    float[] values = network.hiddenToHidden().value().view().clone();
    long contradicting = 0;
    for (int e = 0; e < values.length; e++) {
      if (values[e] * signs[pattern.column(e)] < 0) {
        values[e] = 0;
        contradicting++;
      }
    }
    if (contradicting > 0) {
      network.hiddenToHidden().write(values);
    }
    return contradicting;
  }

  /** +1 for excitatory and -1 for inhibitory nodes; all +1 where Dale's principle is off. */
  public static float[] sourceSigns(NetworkSpec spec, long seed) {
    int n = spec.matrixSize();
    float[] signs = new float[n];
    Arrays.fill(signs, 1f);
    if (spec.dale().mode() == DaleSpec.Mode.OFF) {
      return signs;
    }
    int draws = DaleSpec.inhibitoryOf(spec.dale().inhibitory(), n);
    Philox random = new Philox(seed, Philox.Purpose.INHIBITORY, 0);
    if (spec.dale().withReplacement()) {
      for (int k = 0; k < draws; k++) {
        signs[random.nextInt(n)] = -1f;
      }
      return signs;
    }
    Set<Integer> chosen = new HashSet<>();
    // Floyd's sampling: draws distinct nodes without a permutation of all of them.
    for (int j = n - draws; j < n; j++) {
      int candidate = random.nextInt(j + 1);
      int node = chosen.add(candidate) ? candidate : j;
      chosen.add(node);
      signs[node] = -1f;
    }
    return signs;
  }

  /**
   * Initial hidden-to-hidden values on any pattern, in the order of its entries; the value at (i,
   * j) depends on its place and the seed alone, not on the pattern.
   */
  public static float[] hiddenToHidden(NetworkSpec spec, SparsityPattern pattern, long seed) {
    return RecurrentWeights.draw(spec, pattern, seed);
  }

  private static void fill(
      Backend backend,
      Parameter parameter,
      float limit,
      long seed,
      Philox.Purpose purpose,
      int index) {
    backend.fillSymmetric(parameter.value(), limit, seed, purpose, index);
    parameter.valuesChanged();
  }
}
