package org.neuropil.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.SparsityPattern;

/**
 * Inputs and hidden outputs enter by products with matrices, and a {@link RecurrentCell} makes the
 * next outputs from the two sums:
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
final class LinearRecurrence implements Recurrence, Connections {
  private static final String WEIGHT = "rnn.weight_hh_l0";

  private final Backend backend;
  private final PlanKind plan;
  private final RecurrentCell cell;
  private final int evaluations;
  private final int batch;
  private final double noise;
  private final Parameter inputWeight;
  private final Parameter weight;
  private final Parameter bias1;
  private final Parameter bias2;
  private HiddenProduct product;

  private boolean noisy;
  private long noiseSeed;
  private long noiseWord;

  LinearRecurrence(
      Backend backend,
      NetworkSpec spec,
      SparsityPattern pattern,
      PlanKind plan,
      int steps,
      int batch) {
    int nodes = pattern.rows();
    this.backend = backend;
    this.plan = plan;
    this.batch = batch;
    this.noise = spec.dynamics().noise() * Math.sqrt(2 / spec.dynamics().dt());
    this.cell = cell(backend, spec, nodes, steps, batch);
    this.evaluations = RecurrentLayer.evaluations(spec, steps);
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
          throw new IllegalArgumentException(spec.cell() + " is no cell between two sums");
    };
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(inputWeight, weight, bias1, bias2);
  }

  @Override
  public List<Connections> connections() {
    return List.of(this);
  }

  @Override
  public float[] structureValues() {
    return weight.value().view();
  }

  @Override
  public Parameter weight() {
    return weight;
  }

  @Override
  public SparsityPattern pattern() {
    return product.pattern();
  }

  @Override
  public void rewire(SparsityPattern pattern, int[] from, float[] fresh) {
    product =
        weight.rewire(
            backend,
            pattern,
            from,
            fresh,
            () -> backend.product(WEIGHT, pattern, plan, evaluations, batch));
  }

  @Override
  public Sequence hidden() {
    return cell.hidden();
  }

  @Override
  public Sequence outputGradient() {
    return cell.outputGradient();
  }

  @Override
  public int outputSlot(int t) {
    return cell.outputSlot(t);
  }

  @Override
  public Activation outputDerivative() {
    return cell.outputDerivative();
  }

  @Override
  public void noise(long seed, long firstWord) {
    noisy = noise > 0;
    noiseSeed = seed;
    noiseWord = firstWord;
  }

  @Override
  public long noiseWords(int steps, int samples) {
    return noise > 0 ? 4L * steps * samples * cell.hidden().nodes() : 0;
  }

  @Override
  public void begin(Sequence x, int steps, int columns) {
    Sequence a = cell.inputTerm();
    backend.affine(inputWeight.value(), x, 0, a, 0, steps, columns, bias1.value(), bias2.value());
    if (noisy) {
      backend.addNoise(a, 0, steps, columns, noise, noiseSeed, noiseWord);
      noisy = false;
    }
  }

  @Override
  public void forward(int t, int columns) {
    cell.forward(product, t, columns);
  }

  @Override
  public void backward(int t, boolean last, int columns) {
    cell.backward(product, t, last, columns);
  }

  @Override
  public void end(Sequence x, @Nullable Sequence dx, int steps, int columns) {
    if (!weight.frozen()) {
      cell.weightGradient(product, steps, columns, weight.gradient());
    }
    Sequence da = cell.inputGradient();
    backend.affineGradient(da, 0, x, 0, steps, columns, inputWeight.gradient());
    backend.biasGradient(da, 0, steps, columns, bias1.gradient());
    if (dx != null) {
      backend.affineBackward(inputWeight.value(), da, 0, dx, 0, steps, columns);
    }
  }
}
