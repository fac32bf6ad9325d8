package org.neuropil.sparsify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.matrix.SparsityPattern;

class PruningTest {
  private static SparsifySpec spec(
      SparsifySpec.Kind kind, double p, int epochs, int f, int e0, boolean exclusive) {
    return spec(SparsifySpec.Form.CODE, kind, p, epochs, f, e0, exclusive);
  }

  private static SparsifySpec spec(
      SparsifySpec.Form form,
      SparsifySpec.Kind kind,
      double p,
      int epochs,
      int f,
      int e0,
      boolean exclusive) {
    return new SparsifySpec(kind, form, p, epochs, f, e0, 0, 0.2, 0, 0, 3, 10, 1e-3, 1, exclusive);
  }

  private static Sparsifier rule(SparsifySpec spec) {
    return Sparsifiers.create(spec, (i, j) -> 1);
  }

  private static SparseMatrix gaussian(int n) {
    SparsityPattern pattern = SparsityPattern.full(n, n);
    return new SparseMatrix(pattern, TestMatrices.values(pattern, 5, 0));
  }

  private static int[] counts(SparsifySpec spec, int n, int... wanted) {
    Sparsifier rule = rule(spec);
    SparseMatrix matrix = gaussian(n);
    List<Integer> counts = new ArrayList<>();
    for (int epoch = 0; epoch < spec.epochs(); epoch++) {
      SparseMatrix now = matrix;
      matrix =
          rule.epochEnds(epoch, now.pattern(), now.values())
              .map(change -> TestMatrices.apply(now, change))
              .orElse(now);
      int e = epoch;
      if (IntStream.of(wanted).anyMatch(w -> w == e)) {
        counts.add(matrix.pattern().nonzeros());
      }
    }
    return counts.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Numbers of connections of published runs. */
  @Test
  void pruningTwoLeavesThePublishedNumbers() {
    assertThat(
            counts(
                spec(SparsifySpec.Kind.PRUNING_TWO, 0.05, 101, 35, 5, false),
                100,
                10,
                20,
                30,
                40,
                50,
                100))
        .containsExactly(7172, 3314, 1334, 604, 499, 499);
    assertThat(
            counts(
                spec(SparsifySpec.Kind.PRUNING_TWO, 0.05, 201, 14, 5, true),
                128,
                10,
                20,
                30,
                40,
                50,
                60,
                70,
                80,
                90))
        .containsExactly(14053, 10114, 7046, 4740, 3088, 1981, 1309, 964, 837);
  }

  @Test
  void pruningTwoBeginsAndEndsWithItsRange() {
    SparsifySpec open = spec(SparsifySpec.Kind.PRUNING_TWO, 0.1, 21, 7, 2, true);
    SparsifySpec closed = spec(SparsifySpec.Kind.PRUNING_TWO, 0.1, 21, 7, 2, false);
    // At t = 0 the density asked for is 1, and strictly above the smallest are all but one.
    assertThat(counts(closed, 10, 1, 2, 10, 20)).containsExactly(100, 99, 9, 9);
    assertThat(counts(open, 10, 1, 2, 9, 20)).containsExactly(100, 100, 10, 10);
    assertThat(rule(closed).restartsOptimiser(2, false)).isTrue();
    assertThat(rule(closed).restartsOptimiser(11, false)).isFalse();
    assertThat(rule(open).restartsOptimiser(2, true)).isFalse();
    assertThat(rule(open).recordsBeforeChange()).isFalse();
  }

  @Test
  void theThresholdOfPruningOneRisesAsPublished() {
    SparsifySpec spec = spec(SparsifySpec.Kind.PRUNING_ONE, 0.05, 201, 50, 1, false);
    double step = PruningOne.thresholdPerQ(spec, 3) - PruningOne.thresholdPerQ(spec, 2);
    assertThat(step).isCloseTo(2.0 / 248, within(1e-12));
    assertThat(PruningOne.thresholdPerQ(spec, 50)).isCloseTo(0.4, within(0.01));
    assertThat(PruningOne.thresholdPerQ(spec, 99)).isCloseTo(0.988, within(0.0005));
    Sparsifier rule = rule(spec);
    assertThat(IntStream.range(0, 201).filter(e -> rule.restartsOptimiser(e, true)).toArray())
        .isEqualTo(IntStream.rangeClosed(2, 99).toArray());
  }

  @Test
  void pruningOneEndsALittleAboveTheDensity() {
    int[] left = counts(spec(SparsifySpec.Kind.PRUNING_ONE, 0.05, 201, 50, 1, false), 150, 99, 200);
    assertThat(left[0]).isBetween(1125, 1200).isEqualTo(left[1]);
  }

  /** The rules of the specification on the dense matrix, at every epoch and while weights move. */
  @Test
  void everyEventIsThatOfTheDenseRule() {
    for (int seed = 1; seed <= 6; seed++) {
      double p = 0.05 + 0.1 * seed;
      SparsifySpec one = spec(SparsifySpec.Kind.PRUNING_ONE, p, 23, 4 + seed, 1, false);
      compare(one, seed, (dense, e) -> DenseRules.pruningOne(dense, p, 23, one.stepsPerEpoch(), e));
      boolean exclusive = seed % 2 == 0;
      SparsifySpec two = spec(SparsifySpec.Kind.PRUNING_TWO, p, 23, 4, 3, exclusive);
      compare(two, seed, (dense, e) -> DenseRules.pruningTwo(dense, p, 23, 3, e, exclusive));
    }
  }

  private interface DenseRule {
    boolean[] stays(float[] dense, int epoch);
  }

  private static void compare(SparsifySpec spec, int seed, DenseRule control) {
    SparseMatrix matrix = TestMatrices.random(13, 13, 1, seed);
    Philox random = new Philox(seed, Philox.Purpose.TEST, 1);
    boolean removedAny = false;
    for (int epoch = 0; epoch < spec.epochs(); epoch++) {
      for (int e = 0; e < matrix.values().length; e++) {
        matrix.values()[e] += (float) (0.05 * random.nextGaussian());
      }
      boolean[] expected =
          TestMatrices.and(control.stays(matrix.toDense(), epoch), matrix.pattern());
      // A new object each time: nothing is remembered.
      Optional<PatternChange> change =
          rule(spec).epochEnds(epoch, matrix.pattern(), matrix.values());
      if (change.isPresent()) {
        assertThat(TestMatrices.kept(change.get())).isEqualTo(expected);
        matrix = TestMatrices.apply(matrix, change.get());
        removedAny = true;
      } else {
        assertThat(IntStream.range(0, expected.length).filter(k -> expected[k]).count())
            .isEqualTo(matrix.pattern().nonzeros());
      }
    }
    assertThat(removedAny).isTrue();
  }

  @Test
  void rangesWithoutAnEventAreRefused() {
    assertThatThrownBy(() -> rule(spec(SparsifySpec.Kind.PRUNING_ONE, 0.1, 4, 5, 1, false)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("from epoch 1 to epoch 2")
        .hasMessageContaining("at least 6 epochs");
    rule(spec(SparsifySpec.Kind.PRUNING_ONE, 0.1, 6, 5, 1, false));
    rule(spec(SparsifySpec.Kind.PRUNING_TWO, 0.1, 4, 5, 1, false));
    assertThatThrownBy(() -> rule(spec(SparsifySpec.Kind.PRUNING_TWO, 0.1, 4, 5, 1, true)))
        .isInstanceOf(UserError.class);
    SparsifySpec diverged = spec(SparsifySpec.Kind.PRUNING_ONE, 0.1, 9, 5, 1, false);
    float[] nan = {Float.NaN, Float.NaN, Float.NaN, Float.NaN};
    assertThatThrownBy(() -> rule(diverged).epochEnds(2, SparsityPattern.full(2, 2), nan))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the last of 4 connections");
  }

  @Test
  void zhuAndGuptaRemoveTheSmallestAtEveryInterval() {
    SparsifySpec spec =
        spec(SparsifySpec.Form.PAPER, SparsifySpec.Kind.PRUNING_TWO, 0.2, 20, 12, 1, false);
    Sparsifier rule = rule(spec);
    SparseMatrix matrix = gaussian(20);
    float[] sorted = DenseRules.sortedMagnitudes(matrix.toDense());
    int events = 0;
    for (long step = 1; step <= 240; step++) {
      if (!rule.actsAfterStep(step)) {
        continue;
      }
      SparseMatrix now = matrix;
      matrix =
          rule.stepEnds(step, now.pattern(), now.values())
              .map(change -> TestMatrices.apply(now, change))
              .orElse(now);
      // t0 = 12, ten steps an interval, 10 intervals fit before step 120.
      double absent = 0.8 * (1 - Math.pow(1 - (step - 12) / 100.0, 3));
      int left = 400 - (int) (absent * 400);
      assertThat(step).isEqualTo(12 + 10L * events++);
      assertThat(matrix.pattern().nonzeros()).isEqualTo(left);
      assertThat(DenseRules.sortedMagnitudes(matrix.values())[0]).isEqualTo(sorted[400 - left]);
    }
    assertThat(events).isEqualTo(11);
    assertThat(matrix.pattern().nonzeros()).isEqualTo(80);
    assertThat(rule.epochEnds(5, matrix.pattern(), matrix.values())).isEmpty();
  }

  @Test
  void narangsMaskHoldsEveryStepAndLetsStrongOnesBack() {
    SparsifySpec spec =
        spec(SparsifySpec.Form.PAPER, SparsifySpec.Kind.PRUNING_ONE, 0.25, 20, 12, 1, false);
    Sparsifier rule = rule(spec);
    SparseMatrix matrix = gaussian(8);
    double q = DenseRules.sortedMagnitudes(matrix.values())[48];
    double theta = 2 * q * 10 / (2 * (60 - 12) + 3 * (120 - 60));
    boolean[] masked = new boolean[64];
    boolean revived = false;
    Philox random = new Philox(3, Philox.Purpose.TEST, 2);
    for (long step = 1; step < 120; step++) {
      assertThat(rule.actsAfterStep(step)).isEqualTo(step >= 12);
      if (step < 12) {
        continue;
      }
      float[] moved = matrix.values().clone();
      if (step > 12) {
        int e = step % 20 == 0 ? firstOf(masked) : random.nextInt(64);
        moved[e] += 3;
      }
      if (step > 12 && step % 10 == 0) {
        double eps =
            step < 60
                ? theta * (step - 12 + 1) / 10
                : (theta * (60 - 12 + 1) + 1.5 * theta * (step - 60 + 1)) / 10;
        for (int e = 0; e < 64; e++) {
          boolean mask = Math.abs(moved[e]) < eps;
          revived |= masked[e] && !mask;
          masked[e] = mask;
        }
      }
      float[] expected = moved.clone();
      for (int e = 0; e < 64; e++) {
        expected[e] = masked[e] ? 0 : moved[e];
      }
      // As if the training had been cut here.
      Sparsifier resumed = rule(spec);
      resumed.resume(matrix.pattern(), matrix.values(), rule.memory());
      rule = resumed;
      Optional<PatternChange> change = rule.stepEnds(step, matrix.pattern(), moved);
      float[] now = change.map(PatternChange::values).orElse(moved);
      assertThat(now).isEqualTo(expected);
      matrix = new SparseMatrix(matrix.pattern(), now);
    }
    assertThat(revived).isTrue();
    PatternChange end = rule.stepEnds(120, matrix.pattern(), matrix.values()).orElseThrow();
    for (int e = 0; e < 64; e++) {
      assertThat(end.pattern().find(e / 8, e % 8) >= 0).isEqualTo(!masked[e]);
    }
    assertThat(rule.actsAfterStep(121)).isFalse();
  }

  private static int firstOf(boolean[] mask) {
    return IntStream.range(0, mask.length).filter(e -> mask[e]).findFirst().orElse(0);
  }
}
