package org.neuropil.network;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.PlanKind;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * Builds networks and draws their initial state. Every tensor has a stream of its own, keyed by the
 * seed, so that the same seed gives the same network on every back end.
 *
 * <p>Initial values (Fruengel and Oberlaender 2025 and the authors' code), U(a) = uniform on [-a,
 * a):
 *
 * <pre>
 *                       recurrent            feed-forward
 * hidden-to-hidden      U(weightLimit)       U(weightLimit)
 * input weights, bias   U(1/sqrt(N))         U(1/sqrt(inputs))
 * second bias           U(1/sqrt(N))         U(1/sqrt(N/2))
 * readout weights, bias U(1/sqrt(N))         U(1/sqrt(N/2))
 * </pre>
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
   * A network whose values are all zero.
   *
   * @param steps time steps of a sample; 1 for the feed-forward network
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
      case RNN -> new RecurrentClassifier(backend, spec, pattern, plan, steps, batch);
      case FEEDFORWARD -> new FeedForwardClassifier(backend, spec, pattern, plan, batch);
      case CTRNN, NEURAL_ODE, LTC -> throw new UnsupportedOperationException(spec.cell().name());
    };
  }

  /** Draws all initial values. */
  public static void initialise(Backend backend, Network network, long seed) {
    NetworkSpec spec = network.spec();
    boolean feedForward = spec.cell() == NetworkSpec.Cell.FEEDFORWARD;
    float fromHidden = (float) (1 / Math.sqrt(spec.matrixSize()));
    float fromInput = feedForward ? (float) (1 / Math.sqrt(spec.inputs())) : fromHidden;
    for (Parameter parameter : network.parameters()) {
      switch (parameter.name()) {
        case "rnn.weight_ih_l0", "fc1.weight" ->
            fill(backend, parameter, fromInput, seed, Philox.Purpose.INPUT_WEIGHTS, 0);
        case "rnn.bias_ih_l0", "fc1.bias" ->
            fill(backend, parameter, fromInput, seed, Philox.Purpose.HIDDEN_BIAS, 0);
        case "rnn.bias_hh_l0", "fc2.bias" ->
            fill(backend, parameter, fromHidden, seed, Philox.Purpose.HIDDEN_BIAS, 1);
        case "fc.weight" -> fill(backend, parameter, fromHidden, seed, Philox.Purpose.READOUT, 0);
        case "fc.bias" -> fill(backend, parameter, fromHidden, seed, Philox.Purpose.READOUT, 1);
        default -> parameter.write(hiddenToHidden(spec, network.pattern(), seed));
      }
    }
    constrain(backend, network, seed);
  }

  /**
   * Puts the clamp of Dale's principle on a network whose specification asks for it; also after
   * loading weights.
   */
  public static void constrain(Backend backend, Network network, long seed) {
    if (network.spec().dale().mode() == DaleSpec.Mode.CLAMP) {
      float[] signs = sourceSigns(network.spec(), seed);
      Buffer buffer = backend.buffer("source signs", signs.length);
      buffer.write(signs);
      network.hiddenToHidden().clampTo(buffer);
    }
  }

  /** +1 for excitatory and -1 for inhibitory nodes; all +1 where Dale's principle is off. */
  public static float[] sourceSigns(NetworkSpec spec, long seed) {
    int n = spec.matrixSize();
    float[] signs = new float[n];
    Arrays.fill(signs, 1f);
    if (spec.dale().mode() == DaleSpec.Mode.OFF) {
      return signs;
    }
    int draws = (int) Math.floor(spec.dale().inhibitory() * n);
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
   * Initial values on the pattern; the value at (i, j) depends on its place alone, not on the mask.
   */
  static float[] hiddenToHidden(NetworkSpec spec, SparsityPattern pattern, long seed) {
    DaleSpec dale = spec.dale();
    boolean signed = dale.mode() != DaleSpec.Mode.OFF;
    float[] signs = sourceSigns(spec, seed);
    float limit = (float) spec.init().weightLimit();
    float inhibitory = (float) dale.inhibitoryScale();
    Philox random = new Philox(seed, Philox.Purpose.RECURRENT_WEIGHTS, 0);
    Philox start = new Philox(seed, Philox.Purpose.MASK, 0);
    float[] values = new float[pattern.nonzeros()];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        int j = pattern.column(e);
        long place = (long) i * pattern.cols() + j;
        if (dale.sparseToDense() && !(start.seek(place).nextUnit() < spec.density())) {
          continue;
        }
        random.seek(place);
        if (!signed) {
          values[e] = random.nextSymmetric(limit);
        } else {
          float magnitude = limit * random.nextFloat();
          values[e] = signs[j] > 0 ? magnitude : -magnitude * inhibitory;
        }
      }
    }
    return values;
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
