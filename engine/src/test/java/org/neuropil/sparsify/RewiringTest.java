package org.neuropil.sparsify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.matrix.SparsityPattern;

class RewiringTest {
  private static final SignAt SIGNS = (i, j) -> (i * 7 + j * 3) % 5 < 2 ? -1 : 1;

  private static SparsifySpec spec(
      SparsifySpec.Form form, SparsifySpec.Kind kind, double p, double zeta, double noise) {
    return new SparsifySpec(kind, form, p, 30, 10, 1, 0, zeta, noise, 0.01, 3, 100, 0.05, 9, false);
  }

  private static Sparsifier rule(SparsifySpec spec) {
    return Sparsifiers.create(spec, SIGNS);
  }

  private static void drift(SparseMatrix matrix, Philox random, double size) {
    for (int e = 0; e < matrix.values().length; e++) {
      matrix.values()[e] += (float) (size * random.nextGaussian());
    }
  }

  @Test
  void setLeavesWhatTheDenseRuleLeavesAndKeepsItsNumber() {
    for (int seed = 1; seed <= 12; seed++) {
      double zeta = 0.05 * seed;
      SparsifySpec spec = spec(SparsifySpec.Form.CODE, SparsifySpec.Kind.SET, 0.1, zeta, 0);
      SparseMatrix matrix = TestMatrices.random(17, 17, 0.05 + 0.07 * seed, seed);
      int connections = matrix.pattern().nonzeros();
      Philox random = new Philox(seed, Philox.Purpose.TEST, 1);
      for (int epoch = 0; epoch < 8; epoch++) {
        boolean[] expected = DenseRules.setCore(matrix.toDense(), zeta);
        PatternChange change =
            rule(spec).epochEnds(epoch, matrix.pattern(), matrix.values()).orElseThrow();
        assertThat(TestMatrices.kept(change)).isEqualTo(expected);
        for (int e = 0; e < change.from().length; e++) {
          int from = change.from()[e];
          assertThat(change.values()[e]).isEqualTo(from < 0 ? 0f : matrix.values()[from]);
        }
        matrix = TestMatrices.apply(matrix, change);
        assertThat(matrix.pattern().nonzeros()).isEqualTo(connections);
        drift(matrix, random, 0.1);
      }
    }
  }

  /**
   * SET at its edges: only positive values, none that removal would leave, no room for new ones.
   */
  @Test
  void setAtItsEdges() {
    SparsifySpec spec = spec(SparsifySpec.Form.CODE, SparsifySpec.Kind.SET, 0.1, 0.5, 0);
    SparsityPattern pattern = SparsityPattern.of(2, 2, new int[] {0, 1, 2}, new int[] {0, 1});
    PatternChange change = rule(spec).epochEnds(0, pattern, new float[] {1, 2}).orElseThrow();
    // z1 = 2 of N = 4; the upper limit is entry int(2 + 0.5 * 2) = 3, the larger one.
    assertThat(TestMatrices.kept(change)).containsOnly(false);
    assertThat(change.pattern().nonzeros()).isEqualTo(2);
    SparsityPattern full = SparsityPattern.full(3, 3);
    float[] values = {1, -2, 3, -4, 5, -6, 7, -8, 9};
    change = rule(spec).epochEnds(0, full, values).orElseThrow();
    assertThat(change.pattern().isFull()).isTrue();
    assertThat(IntStream.of(change.from()).filter(e -> e >= 0).toArray())
        .isEqualTo(new int[] {5, 6, 7, 8});
  }

  @Test
  void setOfThePaperRemovesAFractionOfEitherSignAndNothingAtTheEnd() {
    SparsifySpec spec = spec(SparsifySpec.Form.PAPER, SparsifySpec.Kind.SET, 0.1, 0.3, 0);
    SparsityPattern pattern = SparsityPattern.bernoulli(20, 20, 0.2, 3, 0);
    float[] values = TestMatrices.values(pattern, 2, 0);
    int negative = Magnitudes.count(values, Magnitudes.Part.NEGATIVE);
    int positive = values.length - negative;
    PatternChange change = rule(spec).epochEnds(28, pattern, values).orElseThrow();
    int keptNegative = 0;
    int keptPositive = 0;
    float largestGone = 0;
    boolean[] kept = new boolean[values.length];
    for (int from : change.from()) {
      if (from >= 0) {
        kept[from] = true;
        keptNegative += values[from] < 0 ? 1 : 0;
        keptPositive += values[from] > 0 ? 1 : 0;
      }
    }
    for (int e = 0; e < values.length; e++) {
      largestGone = kept[e] || values[e] < 0 ? largestGone : Math.max(largestGone, values[e]);
    }
    assertThat(keptNegative).isEqualTo(negative - (int) (0.3 * negative));
    assertThat(keptPositive).isEqualTo(positive - (int) (0.3 * positive));
    for (int e = 0; e < values.length; e++) {
      assertThat(!kept[e] || values[e] < 0 || values[e] > largestGone).isTrue();
    }
    assertThat(change.pattern().nonzeros()).isEqualTo(values.length);
    assertThat(rule(spec).epochEnds(29, pattern, values)).isEmpty();
    assertThat(rule(spec).restartsOptimiser(3, true)).isFalse();
  }

  @Test
  void deepRDropsFlippedSignsAndFillsUp() {
    for (int seed = 1; seed <= 6; seed++) {
      SparsifySpec spec =
          spec(SparsifySpec.Form.CODE, SparsifySpec.Kind.DEEPR, 0.05 * seed, 0, 0.1 * (seed % 3));
      SparsityPattern start = Sparsifiers.initialPattern(spec, 20, 20);
      int k = (int) (0.05 * seed * 400);
      SparseMatrix matrix = new SparseMatrix(start, TestMatrices.values(start, seed, 0));
      Philox random = new Philox(seed, Philox.Purpose.TEST, 1);
      Sparsifier rule = rule(spec);
      boolean dropped = false;
      for (int epoch = 0; epoch < 6; epoch++) {
        float[] begin = matrix.values().clone();
        rule.epochBegins(epoch, matrix.pattern(), matrix.values());
        drift(matrix, random, 0.5);
        // As if the training had been cut here.
        Sparsifier resumed = rule(spec);
        resumed.resume(matrix.pattern(), matrix.values(), rule.memory());
        rule = resumed;
        PatternChange change =
            rule.epochEnds(epoch, matrix.pattern(), matrix.values()).orElseThrow();
        SparsityPattern pattern = matrix.pattern();
        int kept = 0;
        Philox noise = new Philox(9, Philox.Purpose.SPARSIFY, epoch);
        for (int i = 0; i < 20; i++) {
          for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
            float w = matrix.values()[e];
            double nu = noise.seek(4L * (20 * i + pattern.column(e))).nextGaussian();
            float moved = (float) (w + spec.noise() * nu - 0.01 * (w > 0 ? 1 : -1));
            boolean stays = moved > 0 == begin[e] > 0;
            dropped |= !stays;
            if (stays) {
              kept++;
              int now = change.pattern().find(i, pattern.column(e));
              assertThat(change.from()[now]).isEqualTo(e);
              assertThat(change.values()[now]).isEqualTo(moved);
            }
          }
        }
        assertThat(IntStream.of(change.from()).filter(from -> from >= 0).count()).isEqualTo(kept);
        matrix = TestMatrices.apply(matrix, change);
        assertThat(matrix.pattern().nonzeros()).isEqualTo(k);
        requireFreshSigns(change);
      }
      assertThat(dropped).isTrue();
      assertThat(rule.restartsOptimiser(0, false)).isTrue();
      assertThat(rule.recordsBeforeChange()).isTrue();
    }
  }

  private static void requireFreshSigns(PatternChange change) {
    SparsityPattern pattern = change.pattern();
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        if (change.from()[e] < 0) {
          assertThat(change.values()[e]).isEqualTo(SIGNS.signAt(i, pattern.column(e)) * 1e-12f);
        }
      }
    }
  }

  @Test
  void deepRRefusesAnotherMemory() {
    SparsifySpec spec = spec(SparsifySpec.Form.CODE, SparsifySpec.Kind.DEEPR, 0.5, 0, 0);
    assertThatThrownBy(
            () -> rule(spec).resume(SparsityPattern.full(2, 2), new float[4], new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 4, found 3");
  }

  @Test
  void deepROfThePaperKeepsNumberAndSignsAtEveryStep() {
    SparsifySpec spec = spec(SparsifySpec.Form.PAPER, SparsifySpec.Kind.DEEPR, 0.2, 0, 0.01);
    SparsityPattern start = Sparsifiers.initialPattern(spec, 15, 15);
    SparseMatrix matrix = new SparseMatrix(start, TestMatrices.values(start, 1, 0));
    Sparsifier rule = rule(spec);
    rule.epochBegins(0, matrix.pattern(), matrix.values());
    Philox random = new Philox(4, Philox.Purpose.TEST, 1);
    int slept = 0;
    for (long step = 1; step <= 60; step++) {
      assertThat(rule.actsAfterStep(step)).isTrue();
      float[] before = matrix.values().clone();
      float[] moved = before.clone();
      for (int e = 0; e < moved.length; e++) {
        moved[e] += (float) (0.2 * random.nextGaussian());
      }
      Sparsifier resumed = rule(spec);
      resumed.resume(matrix.pattern(), matrix.values(), rule.memory());
      rule = resumed;
      PatternChange change = rule.stepEnds(step, matrix.pattern(), moved).orElseThrow();
      SparsityPattern pattern = matrix.pattern();
      Philox noise = new Philox(9, Philox.Purpose.SPARSIFY, (int) step);
      for (int i = 0; i < 15; i++) {
        for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
          double nu = noise.seek(4L * (15 * i + pattern.column(e))).nextGaussian();
          int sign = before[e] < 0 ? -1 : 1;
          // eta 0.05, alpha 0.01, T 0.01
          double theta = sign * moved[e] - 0.05 * 0.01 + Math.sqrt(2 * 0.05 * 0.01) * nu;
          int now = change.pattern().find(i, pattern.column(e));
          boolean same = change.pattern() == pattern;
          if (theta < 0) {
            slept++;
            assertThat(now >= 0 && (same || change.from()[now] >= 0)).isFalse();
          } else {
            assertThat(same ? now : change.from()[now]).isEqualTo(e);
            assertThat((double) change.values()[now])
                .isCloseTo(sign * theta, org.assertj.core.data.Offset.offset(1e-6));
          }
        }
      }
      matrix = TestMatrices.apply(matrix, change);
      assertThat(matrix.pattern().nonzeros()).isEqualTo(45);
    }
    assertThat(slept).isPositive();
  }

  @Test
  void sparseStartsHaveTheRightNumbers() {
    SparsifySpec deepR = SparsifySpec.defaults(SparsifySpec.Kind.DEEPR, 0.05, 201, 14, 1);
    // Of 819 draws out of 16,384 places about 20 hit a place again, SD 4.5.
    assertThat(Sparsifiers.initialPattern(deepR, 128, 128).nonzeros()).isBetween(776, 819);
    SparsifySpec set = SparsifySpec.defaults(SparsifySpec.Kind.SET, 0.05, 201, 14, 1);
    assertThat(Sparsifiers.initialPattern(set, 128, 128))
        .isEqualTo(SparsityPattern.bernoulli(128, 128, 0.05, 1, 0));
    SparsifySpec one = SparsifySpec.defaults(SparsifySpec.Kind.PRUNING_ONE, 0.05, 201, 14, 1);
    assertThat(Sparsifiers.initialPattern(one, 5, 5).isFull()).isTrue();
  }

  @Test
  void newPlacesAreUniformAmongTheEmptyOnes() {
    // 2 of 12 places stay; 4 of the other 10 are drawn 5,000 times: 2,000 each, SD 35.
    SparsityPattern pattern =
        SparsityPattern.of(3, 4, new int[] {0, 1, 3, 4}, new int[] {2, 0, 3, 1});
    int[] counts = new int[12];
    Philox random = new Philox(2, Philox.Purpose.TEST, 0);
    for (int draw = 0; draw < 5000; draw++) {
      PatternEdit edit = new PatternEdit(pattern);
      edit.keep(1);
      edit.keep(3);
      PatternChange change = edit.grow(4, random, new float[] {1, 2, 3, 4}, (i, j) -> 10 * i + j);
      assertThat(change.pattern().nonzeros()).isEqualTo(6);
      for (int i = 0; i < 3; i++) {
        for (int e = change.pattern().rowStart(i); e < change.pattern().rowStart(i + 1); e++) {
          int j = change.pattern().column(e);
          counts[4 * i + j]++;
          int from = change.from()[e];
          assertThat(change.values()[e]).isEqualTo(from < 0 ? 10 * i + j : from + 1);
        }
      }
    }
    for (int place = 0; place < 12; place++) {
      if (place == 4 || place == 9) {
        assertThat(counts[place]).isEqualTo(5000);
      } else {
        assertThat(counts[place]).as("place %d", place).isBetween(1825, 2175);
      }
    }
  }

  @Test
  void moreThanHalfIsDrawnByWhatIsLeftOut() {
    Philox random = new Philox(2, Philox.Purpose.TEST, 5);
    int[] counts = new int[5];
    for (int draw = 0; draw < 4000; draw++) {
      long[] drawn = PatternEdit.distinct(random, 5, 4);
      assertThat(drawn).hasSize(4).isSorted().doesNotHaveDuplicates();
      for (long value : drawn) {
        counts[(int) value]++;
      }
    }
    for (int count : counts) {
      // Expected 3,200, SD 25.
      assertThat(count).isBetween(3075, 3325);
    }
    assertThat(PatternEdit.distinct(random, 6, 6)).containsExactly(0, 1, 2, 3, 4, 5);
    long bound = 1L << 40;
    long[] large = PatternEdit.distinct(random, bound, 1000);
    assertThat(LongStream.of(large).allMatch(v -> v >= 0 && v < bound)).isTrue();
    assertThat(large[500]).isBetween(bound / 4, 3 * bound / 4);
  }
}
