package org.neuropil.network;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Conductances;
import org.neuropil.compute.Conductances.Membrane;
import org.neuropil.compute.Conductances.Slice;
import org.neuropil.compute.Sequence;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * The liquid time-constant network (Hasani et al. 2021, as in the code of Zhang et al. 2023). The
 * inputs are mapped, x' = scale x + shift for each input; then k semi-implicit sub-steps a data
 * step, with the conductances g of {@link org.neuropil.compute.ConductanceProduct}:
 *
 * <pre>
 * v_j = (cm_j v_j + gl_j vl_j + sum_i W_ij g_ij E_ij + S1_j) / (cm_j + gl_j + sum_i W_ij g_ij + S0_j)
 * </pre>
 *
 * <p>where S1 and S0 are the same two sums over the mapped inputs, taken once a data step, and h_t
 * is v after the last sub-step. Both matrices of connections are sparse. Of the {@link Dynamics}
 * only the number of sub-steps is looked at.
 */
final class LiquidRecurrence implements Recurrence {
  /** Bounds of the conductance of the leak and of the capacitance (Zhang et al. 2023, code). */
  private static final float LEAST_LEAK = 1e-5f;

  private static final float LEAST_CAPACITANCE = 1e-6f;
  private static final float LARGEST = 1000;

  private final Backend backend;
  private final Conductances conductances;
  private final NetworkSpec spec;
  private final boolean everyStep;
  private final int subSteps;
  private final LiquidSynapses synapses;
  private final LiquidSynapses inputSynapses;
  private final Parameter capacitance;
  private final Parameter leak;
  private final Parameter rest;
  private final Parameter inputScale;
  private final Parameter inputShift;

  /** v after the last sub-step of each data step, after the others, and before all. */
  private final Sequence h;

  private final Sequence points;
  private final Slice zero;

  private final Slice num;
  private final Sequence den;
  private final Slice inNum;
  private final Sequence inDen;
  private final Sequence mapped;
  private final Sequence dMapped;

  /** dLoss/dh: one slice a data step, or two in turn where only the last step is read out. */
  private final Sequence g;

  /** dLoss/dv between sub-steps, two slices in turn; also takes what nobody asks for. */
  private final Sequence back;

  private final Sequence dNum;
  private final Sequence dDen;
  private final Slice dInNum;
  private final Slice dInDen;

  LiquidRecurrence(
      Backend backend, NetworkSpec spec, SparsityPattern pattern, int steps, int batch) {
    int nodes = pattern.rows();
    this.backend = backend;
    this.conductances = backend.conductances();
    this.spec = spec;
    this.everyStep = spec.readout().everyStep();
    this.subSteps = spec.dynamics().subSteps();
    this.synapses =
        new LiquidSynapses(backend, "hh_l0", Philox.Purpose.RECURRENT_WEIGHTS, pattern, batch);
    this.inputSynapses =
        new LiquidSynapses(
            backend,
            "ih_l0",
            Philox.Purpose.INPUT_WEIGHTS,
            SparsityPattern.full(nodes, spec.inputs()),
            batch);
    this.capacitance = Parameter.vector(backend, "rnn.capacitance_l0", nodes);
    this.leak = Parameter.vector(backend, "rnn.leak_l0", nodes);
    this.rest = Parameter.vector(backend, "rnn.rest_l0", nodes);
    this.inputScale = Parameter.vector(backend, "rnn.input_scale", spec.inputs());
    this.inputShift = Parameter.vector(backend, "rnn.input_shift", spec.inputs());
    capacitance.limitTo(LEAST_CAPACITANCE, LARGEST);
    leak.limitTo(LEAST_LEAK, LARGEST);
    this.h = backend.sequence("hidden", nodes, steps, batch);
    this.points =
        backend.sequence(
            "hidden.points", nodes, Math.max(1, Math.multiplyExact(steps, subSteps - 1)), batch);
    this.zero = new Slice(backend.sequence("hidden.start", nodes, 1, batch), 0);
    this.num = new Slice(backend.sequence("hidden.num", nodes, 1, batch), 0);
    this.den =
        backend.sequence("hidden.den", nodes, RecurrentLayer.evaluations(spec, steps), batch);
    this.inNum = new Slice(backend.sequence("hidden.input.num", nodes, 1, batch), 0);
    this.inDen = backend.sequence("hidden.input.den", nodes, steps, batch);
    this.mapped = backend.sequence("inputs.mapped", spec.inputs(), steps, batch);
    this.dMapped = backend.sequence("inputs.mapped.grad", spec.inputs(), steps, batch);
    this.g = backend.sequence("hidden.grad", nodes, everyStep ? steps : 2, batch);
    this.back = backend.sequence("hidden.back", nodes, 2, batch);
    this.dNum = backend.sequence("hidden.num.grad", nodes, subSteps, batch);
    this.dDen = backend.sequence("hidden.den.grad", nodes, subSteps, batch);
    this.dInNum = new Slice(backend.sequence("hidden.input.num.grad", nodes, 1, batch), 0);
    this.dInDen = new Slice(backend.sequence("hidden.input.den.grad", nodes, 1, batch), 0);
  }

  /**
   * Slices of all hidden nodes beyond two an evaluation: see the fields.
   *
   * @param steps data steps
   */
  static long extraSlices(NetworkSpec spec, int steps) {
    int k = spec.dynamics().subSteps();
    return (k == 1 ? 1 : 0) + steps + 2L * k + 7 + (spec.readout().everyStep() ? steps : 2);
  }

  /** Dale's principle is not for these networks; the specification itself refuses state noise. */
  static void refuseDale(NetworkSpec spec) {
    if (spec.dale().mode() != DaleSpec.Mode.OFF || spec.dale().sparseToDense()) {
      throw UserError.usage(
          "Dale's principle is not defined for liquid time-constant networks, whose signs belong"
              + " to single connections",
          "switch it off, or choose another cell");
    }
  }

  /**
   * Draws all initial values, and which connections the inputs have: each with the specified
   * density, or all of them where there are all hidden-to-hidden ones, as before pruning.
   */
  void initialise(long seed) {
    int nodes = capacitance.rows();
    synapses.initialise(seed);
    inputSynapses.initialise(
        spec.density() == 1 || synapses.pattern().isFull()
            ? SparsityPattern.full(nodes, spec.inputs())
            : SparsityPattern.bernoulli(nodes, spec.inputs(), spec.density(), seed, 1),
        seed);
    fill(capacitance, 0.5f);
    fill(leak, 1);
    backend.fillSymmetric(rest.value(), 0.2f, seed, Philox.Purpose.HIDDEN_BIAS, 0);
    fill(inputScale, 1);
    fill(inputShift, 0);
  }

  /** Gives the hidden-to-hidden connections the signs of a topology. */
  void signs(SignedTopology topology) {
    float[] signs = new float[topology.pattern().nonzeros()];
    for (int e = 0; e < signs.length; e++) {
      signs[e] = topology.signs()[e];
    }
    synapses.reversal().write(signs);
  }

  /** New connections start from the values of this seed. */
  void seed(long seed) {
    synapses.seed(seed);
    inputSynapses.seed(seed);
  }

  private static void fill(Parameter parameter, float value) {
    float[] values = new float[parameter.rows()];
    Arrays.fill(values, value);
    parameter.write(values);
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.of(
            inputSynapses.parameters(),
            synapses.parameters(),
            List.of(capacitance, leak, rest, inputScale, inputShift))
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public List<Connections> connections() {
    return List.of(synapses, inputSynapses);
  }

  /** The reversal potentials: their signs are those of the connections. */
  @Override
  public float[] structureValues() {
    return synapses.reversal().value().view();
  }

  @Override
  public Sequence hidden() {
    return h;
  }

  @Override
  public Sequence outputGradient() {
    return g;
  }

  @Override
  public int outputSlot(int t) {
    return everyStep ? t : t % 2;
  }

  @Override
  public Activation outputDerivative() {
    return Activation.IDENTITY;
  }

  private Membrane membrane() {
    return new Membrane(capacitance.value(), leak.value(), rest.value());
  }

  /** v before sub-step s of data step t. */
  private Slice before(int t, int s) {
    if (s > 0) {
      return new Slice(points, t * (subSteps - 1) + s - 1);
    }
    return t > 0 ? new Slice(h, t - 1) : zero;
  }

  private Slice after(int t, int s) {
    return s == subSteps - 1 ? new Slice(h, t) : before(t, s + 1);
  }

  @Override
  public void begin(Sequence x, int steps, int columns) {
    conductances.scale(inputScale.value(), inputShift.value(), x, 0, mapped, 0, steps, columns);
  }

  @Override
  public void forward(int t, int columns) {
    Slice inDenNow = new Slice(inDen, t);
    inputSynapses
        .product()
        .forward(inputSynapses.values(), new Slice(mapped, t), inNum, inDenNow, columns);
    for (int s = 0; s < subSteps; s++) {
      Slice v = before(t, s);
      Slice denNow = new Slice(den, t * subSteps + s);
      synapses.product().forward(synapses.values(), v, num, denNow, columns);
      conductances.step(membrane(), after(t, s), v, num, denNow, inNum, inDenNow, columns);
    }
  }

  @Override
  public void backward(int t, boolean last, int columns) {
    if (last) {
      synapses.zeroGradients();
      inputSynapses.zeroGradients();
      List.of(capacitance, leak, rest).forEach(p -> p.gradient().zero());
    }
    Membrane sums = new Membrane(capacitance.gradient(), leak.gradient(), rest.gradient());
    Slice inDenNow = new Slice(inDen, t);
    Slice dNext = new Slice(g, outputSlot(t));
    for (int s = subSteps - 1; s >= 0; s--) {
      // Into the data step before, where the readout may have put its share already.
      boolean leaves = s == 0 && t > 0;
      Slice dv = leaves ? new Slice(g, outputSlot(t - 1)) : new Slice(back, s % 2);
      Slice v = before(t, s);
      Slice dNumNow = new Slice(dNum, s);
      Slice dDenNow = new Slice(dDen, s);
      conductances.stepBackward(
          membrane(),
          dNext,
          after(t, s),
          v,
          new Slice(den, t * subSteps + s),
          inDenNow,
          dv,
          leaves && everyStep,
          dNumNow,
          dDenNow,
          columns,
          sums);
      synapses
          .product()
          .backward(
              synapses.values(), v, dNumNow, dDenNow, dv, true, columns, synapses.gradients());
      dNext = dv;
    }
    Sums.slices(backend, dNum, 0, subSteps, dInNum.sequence(), 0, columns);
    Sums.slices(backend, dDen, 0, subSteps, dInDen.sequence(), 0, columns);
    inputSynapses
        .product()
        .backward(
            inputSynapses.values(),
            new Slice(mapped, t),
            dInNum,
            dInDen,
            new Slice(dMapped, t),
            false,
            columns,
            inputSynapses.gradients());
  }

  @Override
  public void end(Sequence x, @Nullable Sequence dx, int steps, int columns) {
    conductances.scaleGradient(dMapped, 0, x, 0, steps, columns, inputScale.gradient());
    backend.biasGradient(dMapped, 0, steps, columns, inputShift.gradient());
    if (dx != null) {
      conductances.scale(inputScale.value(), null, dMapped, 0, dx, 0, steps, columns);
    }
  }
}
