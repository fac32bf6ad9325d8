package org.neuropil.compute.cuda;

import org.neuropil.compute.cuda.KernelLibrary.Slices;

/** The kernels of conductance.cu as typed methods; see {@link KernelLibrary}. */
final class ConductanceKernels {
  private static final int WARPS = 8;

  private final Device device;
  private final LaunchArguments args = new LaunchArguments();

  ConductanceKernels(Device device) {
    this.device = device;
  }

  /** Addresses of four arrays, one number a connection each. */
  record Addresses(long weight, long reversal, long midpoint, long slope) {}

  /** Addresses of three arrays, one number a node each. */
  record Nodes(long capacitance, long leak, long rest) {}

  void forward(
      long offsets,
      long columnsOf,
      Addresses values,
      Slices x,
      Slices num,
      Slices den,
      int columns) {
    LaunchArguments a = add(args.reset().add(offsets).add(columnsOf), values);
    add(add(add(a, x), num), den).add(num.nodes()).add(columns);
    launch(KernelName.CONDUCTANCE, num.nodes(), num.ldB() / 32, a);
  }

  /** The first three are addresses of the transposed pattern. */
  void backward(
      long offsets,
      long receivers,
      long permutation,
      Addresses values,
      Slices x,
      Slices dNum,
      Slices dDen,
      Slices dx,
      boolean accumulate,
      Addresses gradients,
      int columns) {
    LaunchArguments a = args.reset().add(offsets).add(receivers).add(permutation);
    add(add(add(add(add(a, values), x), dNum), dDen), dx).add(accumulate ? 1 : 0);
    add(a, gradients).add(x.nodes()).add(x.ldB()).add(columns);
    launch(KernelName.CONDUCTANCE_BACKWARD, x.nodes(), 1, a);
  }

  void step(
      Nodes membrane,
      Slices next,
      Slices v,
      Slices num,
      Slices den,
      Slices inNum,
      Slices inDen,
      int columns) {
    LaunchArguments a = add(args.reset(), membrane);
    add(add(add(add(add(add(a, next), v), num), den), inNum), inDen);
    launch(KernelName.MEMBRANE_STEP, next.nodes(), 1, size(a, next).add(columns));
  }

  void stepBackward(
      Nodes membrane,
      Slices dNext,
      Slices next,
      Slices v,
      Slices den,
      Slices inDen,
      Slices dv,
      boolean accumulate,
      Slices dNum,
      Slices dDen,
      Nodes gradients,
      int columns) {
    LaunchArguments a = add(args.reset(), membrane);
    add(add(add(add(add(add(a, dNext), next), v), den), inDen), dv).add(accumulate ? 1 : 0);
    add(add(add(a, dNum), dDen), gradients);
    launch(KernelName.MEMBRANE_STEP_BACKWARD, next.nodes(), 1, size(a, next).add(columns));
  }

  /** No summands where their address is 0. */
  void scale(long factors, long summands, Slices x, Slices y, int count, int columns) {
    LaunchArguments a = add(add(args.reset().add(factors).add(summands), x), y);
    launch(KernelName.SCALE_NODES, x.nodes(), 1, size(a, x).add(count).add(columns));
  }

  void scaleGradient(Slices d, Slices x, int count, int columns, long g) {
    LaunchArguments a = size(add(add(args.reset(), d), x), d).add(count).add(columns).add(g);
    launch(KernelName.SCALE_NODES_GRADIENT, d.nodes(), 1, a);
  }

  private static LaunchArguments add(LaunchArguments a, Slices slices) {
    return a.add(slices.address()).add(slices.stride());
  }

  private static LaunchArguments add(LaunchArguments a, Addresses four) {
    return a.add(four.weight).add(four.reversal).add(four.midpoint).add(four.slope);
  }

  private static LaunchArguments add(LaunchArguments a, Nodes three) {
    return a.add(three.capacitance).add(three.leak).add(three.rest);
  }

  private static LaunchArguments size(LaunchArguments a, Slices slices) {
    return a.add(slices.nodes()).add(slices.ldB());
  }

  /** One warp a row. */
  private void launch(KernelName kernel, int rows, int gridY, LaunchArguments a) {
    device.launch(kernel, (rows + WARPS - 1) / WARPS, gridY, 32, WARPS, 0, a);
  }
}
