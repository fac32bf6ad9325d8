package org.neuropil.network;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Backend;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Indices;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.SparsityPattern;

/**
 * The recurrent layer and its one time loop, forward and back, around a {@link RecurrentCell}:
 *
 * <pre>
 * A = U X + (b1 + b2) 1^T + noise,          for all steps at once
 * h_t from h_(t-1) and a_t,                 the cell, step by step from h_0 = 0
 * gU = dA X^T,  gb = dA 1,  dX = U^T dA,    for all steps at once
 * gW = sum over the cell's evaluations of d y^T on the pattern, one sampled product
 * </pre>
 *
 * <p>Step t = 1..T of the equations is slice t-1 of the sequences. W h_0 and W^T d_1 are not
 * computed: the one is zero, the other is not needed.
 */
final class RecurrentLayer {
  private static final String WEIGHT = "rnn.weight_hh_l0";

  private final Backend backend;
  private final PlanKind plan;
  private final RecurrentCell cell;
  private final int evaluations;
  private final double noise;
  private final @Nullable Embedding embedding;
  private final Parameter inputWeight;
  private final Parameter weight;
  private final Parameter bias1;
  private final Parameter bias2;
  private final Sequence x;
  private HiddenProduct product;

  private boolean noisy;
  private long noiseSeed;
  private long noiseWord;

  RecurrentLayer(
      Backend backend,
      NetworkSpec spec,
      SparsityPattern pattern,
      PlanKind plan,
      int steps,
      int batch) {
    int nodes = pattern.rows();
    this.backend = backend;
    this.plan = plan;
    this.noise = spec.dynamics().noise() * Math.sqrt(2 / spec.dynamics().dt());
    this.x = backend.sequence("inputs", spec.inputs(), steps, batch);
    this.embedding =
        spec.vocabulary() > 0
            ? new Embedding(backend, spec.vocabulary(), spec.inputs(), steps, batch)
            : null;
    this.cell = cell(backend, spec, nodes, steps, batch);
    this.evaluations = evaluations(spec, steps);
    this.product = backend.product(WEIGHT, pattern, plan, evaluations, batch);
    this.inputWeight = Parameter.matrix(backend, "rnn.weight_ih_l0", nodes, spec.inputs());
    this.weight = Parameter.sparse(backend, WEIGHT, product);
    this.bias1 = Parameter.vector(backend, "rnn.bias_ih_l0", nodes);
    this.bias2 = Parameter.sharingGradient(backend, "rnn.bias_hh_l0", bias1);
    if (spec.init().singleBias()) {
      bias2.freeze();
    }
  }

  private static RecurrentCell cell(
      Backend backend, NetworkSpec spec, int nodes, int steps, int batch) {
    boolean everyStep = spec.readout().everyStep();
    return switch (spec.cell()) {
      case RNN -> new DirectCell(backend, nodes, spec.activation(), everyStep, steps, batch);
      case CTRNN ->
          new EulerCell(
              backend, nodes, spec.activation(), spec.dynamics(), everyStep, steps, batch);
      case NEURAL_ODE ->
          new RungeKuttaCell(
              backend, nodes, spec.activation(), spec.dynamics(), everyStep, steps, batch);
      case LTC, FEEDFORWARD ->
          throw new UnsupportedOperationException(spec.cell() + " is no cell of this layer");
    };
  }

  /** Slices of the joined axis of the weight gradient. */
  static int evaluations(NetworkSpec spec, int steps) {
    return switch (spec.cell()) {
      case CTRNN -> EulerCell.evaluations(spec.dynamics(), steps);
      case NEURAL_ODE -> RungeKuttaCell.evaluations(spec.dynamics(), steps);
      case RNN, LTC, FEEDFORWARD -> steps;
    };
  }

  List<Parameter> parameters() {
    return Stream.concat(
            Stream.ofNullable(embedding).map(Embedding::table),
            Stream.of(inputWeight, weight, bias1, bias2))
        .toList();
  }

  Parameter weight() {
    return weight;
  }

  SparsityPattern pattern() {
    return product.pattern();
  }

  Sequence inputs() {
    return x;
  }

  @Nullable Indices tokens() {
    return embedding == null ? null : embedding.tokens();
  }

  RecurrentCell cell() {
    return cell;
  }

  /** The next forward pass adds state noise from this word on. */
  void noise(long seed, long firstWord) {
    noisy = noise > 0;
    noiseSeed = seed;
    noiseWord = firstWord;
  }

  /** Words that a forward pass with noise draws at most. */
  long noiseWords() {
    return noise > 0 ? 4L * x.steps() * x.batch() * cell.hidden().nodes() : 0;
  }

  void forward(int steps, int columns) {
    if (embedding != null) {
      embedding.forward(x, steps, columns);
    }
    Sequence a = cell.inputTerm();
    backend.affine(inputWeight.value(), x, 0, a, 0, steps, columns, bias1.value(), bias2.value());
    if (noisy) {
      backend.addNoise(a, 0, steps, columns, noise, noiseSeed, noiseWord);
      noisy = false;
    }
    for (int t = 0; t < steps; t++) {
      cell.forward(product, t, columns);
    }
  }

  /** All gradients, once the readout has put its share into the cell's output gradient. */
  void backward(int steps, int columns) {
    for (int t = steps - 1; t >= 0; t--) {
      cell.backward(product, t, t == steps - 1, columns);
    }
    if (!weight.frozen()) {
      cell.weightGradient(product, steps, columns, weight.gradient());
    }
    Sequence da = cell.inputGradient();
    backend.affineGradient(da, 0, x, 0, steps, columns, inputWeight.gradient());
    backend.biasGradient(da, 0, steps, columns, bias1.gradient());
    if (embedding != null) {
      embedding.backward(inputWeight, da, steps, columns);
    }
  }

  void rewire(SparsityPattern pattern, int[] from, float[] fresh) {
    product =
        weight.rewire(
            backend,
            pattern,
            from,
            fresh,
            () -> backend.product(WEIGHT, pattern, plan, evaluations, x.batch()));
  }
}
