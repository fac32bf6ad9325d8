package org.neuropil.compute.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.compute.Stopwatch;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The choice of {@link PlanKind#AUTO}: every plan that fits into memory does the products of a
 * batch, and the quickest is taken. Times are kept in {@link PlanTimes} by device, precision, size
 * and number of connections in steps of an eighth: a network that is pruned or rewired is not timed
 * anew each time.
 */
final class PlanChoice {
  private static final Logger LOG = LoggerFactory.getLogger(PlanChoice.class);
  private static final int WARM_UPS = 3;
  private static final int REPEATS = 10;

  /** Steps over which a gradient is timed; longer ones take as much longer. */
  private static final int GRADIENT_STEPS = 8;

  private final CudaBackend backend;
  private final PlanTimes times;

  PlanChoice(CudaBackend backend, PlanTimes times) {
    this.backend = backend;
    this.times = times;
  }

  /** The plan for a matrix with this pattern in a network with so many steps and samples. */
  PlanKind choose(SparsityPattern pattern, int steps, int batch) {
    List<PlanKind> fitting = new ArrayList<>();
    for (PlanKind plan : CudaMemory.DECIDED) {
      if (fits(pattern, plan, steps, batch)) {
        fitting.add(plan);
      }
    }
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    if (fitting.isEmpty()) {
      // Whoever asks for memory next is told the numbers.
      return PlanKind.TILED;
    }
    String shape = shape(pattern, steps, batch);
    Optional<Map<PlanKind, Double>> kept = times.of(shape);
    if (kept.isPresent() && kept.get().keySet().containsAll(fitting)) {
      return quickest(kept.get(), fitting);
    }
    Map<PlanKind, Double> millis = new EnumMap<>(PlanKind.class);
    for (PlanKind plan : fitting) {
      millis.put(plan, time(pattern, plan, steps, batch));
    }
    times.put(shape, millis);
    PlanKind plan = quickest(millis, fitting);
    LOG.info("plan {} of {}", name(plan), text(millis));
    return plan;
  }

  private static PlanKind quickest(Map<PlanKind, Double> millis, List<PlanKind> fitting) {
    return fitting.stream()
        .min(Comparator.comparingDouble(p -> millis.getOrDefault(p, Double.MAX_VALUE)))
        .orElseThrow();
  }

  private static String name(PlanKind plan) {
    return plan.name().toLowerCase(Locale.ROOT);
  }

  private static String text(Map<PlanKind, Double> millis) {
    return millis.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s %.3f ms", name(e.getKey()), e.getValue()))
        .collect(Collectors.joining(", ", "", " for the products of a batch"));
  }

  private String shape(SparsityPattern pattern, int steps, int batch) {
    int nnz = pattern.nonzeros();
    // The four leading bits: patterns that differ by less take the same plan.
    int shift = Math.max(0, 28 - Integer.numberOfLeadingZeros(nnz));
    return String.join(
        " ",
        backend.info().device(),
        backend.device().libraries(),
        backend.precision().toString(),
        pattern.rows() + "x" + pattern.cols(),
        Integer.toString(nnz >>> shift << shift),
        steps + "x" + CudaMemory.padded(batch));
  }

  private boolean fits(SparsityPattern pattern, PlanKind plan, int steps, int batch) {
    long need = matrixBytes(pattern, plan, batch) + scratchBytes(pattern, steps, batch);
    return need <= backend.bytesForPlans(p -> matrixBytes(pattern, p, batch));
  }

  private long matrixBytes(SparsityPattern pattern, PlanKind plan, int batch) {
    return CudaMemory.matrixBytes(
        pattern.rows(),
        pattern.cols(),
        pattern.nonzeros(),
        CudaMemory.padded(batch),
        plan,
        backend.precision(),
        backend.device().limits());
  }

  /** Sequences and weights of a timing, given back after it. */
  private static long scratchBytes(SparsityPattern pattern, int steps, int batch) {
    int n = Math.min(steps, GRADIENT_STEPS) + 1;
    return CudaSequence.bytes(pattern.rows(), n, batch)
        + CudaSequence.bytes(pattern.cols(), n, batch)
        + 8L * pattern.nonzeros();
  }

  /** Milliseconds of all products of a batch. */
  private double time(SparsityPattern pattern, PlanKind plan, int steps, int batch) {
    int n = Math.min(steps, GRADIENT_STEPS);
    int nnz = pattern.nonzeros();
    try (HiddenProduct product = CudaProduct.of(backend, "timing", pattern, plan, batch);
        Sequence h = backend.sequence("timing h", pattern.cols(), n + 1, batch);
        Sequence d = backend.sequence("timing d", pattern.rows(), n + 1, batch);
        Buffer w = backend.buffer("timing w", nnz);
        Buffer g = backend.buffer("timing g", nnz)) {
      // As large as weights after some training; the time of a product does not depend on it.
      backend.fillSymmetric(w, 0.1f, 1, Philox.Purpose.TEST, 0);
      product.update(w);
      // Forward and backward of a step, between sequences of their own sizes.
      double step =
          median(() -> {
            product.forward(h, 0, d, 1, true, Activation.RELU, batch);
            product.backward(d, 0, h, 1, Activation.IDENTITY, h, 0, batch);
          });
      double gradient = median(() -> product.gradient(d, 0, h, 0, n, batch, g));
      double update = median(() -> product.update(w));
      return 1e3 * (steps * step + gradient * steps / n + update);
    }
  }

  private double median(Runnable work) {
    double[] seconds = new double[REPEATS];
    try (Stopwatch watch = backend.stopwatch()) {
      for (int r = -WARM_UPS; r < REPEATS; r++) {
        watch.start();
        work.run();
        watch.stop();
        if (r >= 0) {
          seconds[r] = watch.seconds();
        }
      }
    }
    Arrays.sort(seconds);
    return (seconds[(REPEATS - 1) / 2] + seconds[REPEATS / 2]) / 2;
  }
}
