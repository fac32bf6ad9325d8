package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.neuropil.error.UserError;

class CognitiveTaskTest {
  private static final int[] SHORT = {10, 20, 30};
  private static final int[] DELAYS = {10, 20, 40, 80};

  private static CognitiveSequences sequences(CognitiveRule rule, long seed, int blocks) {
    return new CognitiveSequences(seed, 0, List.of(rule), blocks, 8, true);
  }

  /** Every trial's targets and weights follow from its inputs alone, in another way. */
  @ParameterizedTest
  @EnumSource
  void targetsFollowFromTheInputs(CognitiveRule rule) {
    CognitiveSequences data = sequences(rule, 11, 12);
    for (int sample = 0; sample < data.size(); sample++) {
      CognitiveObserver seen = observe(data, sample);
      assertThat(seen.rule).isEqualTo(rule.ordinal());
      int steps = data.steps(sample);
      float[] targets = new float[steps * 33];
      float[] weights = new float[steps * 33];
      data.readTargets(sample, targets, weights, 0, 1);
      double angle = seen.answer();
      boolean responds = seen.responds();
      int go = seen.go();
      // Angles and strengths of overlapping stimuli are estimated from their peaks.
      boolean estimated = rule.family() == CognitiveRule.Family.DECISION;
      double error = 0;
      for (int t = 0; t < steps; t++) {
        boolean now = responds && t >= go;
        double k = t >= go + 5 ? 5 : t >= go || t < 5 ? 0 : 1;
        error = Math.max(error, Math.abs(targets[33 * t] - (now ? 0.05 : 0.8)));
        error = Math.max(error, Math.abs(weights[33 * t] - 2 * k));
        for (int n = 0; n < 32; n++) {
          double expected = 0.05 + (now ? CognitiveObserver.tuned(angle, n) : 0);
          error = Math.max(error, Math.abs(targets[33 * t + 1 + n] - expected));
          error = Math.max(error, Math.abs(weights[33 * t + 1 + n] - k));
        }
      }
      assertThat(error).as("%s sample %d", rule, sample).isLessThan(estimated ? 0.01 : 1e-5);
      score(data, sample, Arrays.copyOfRange(targets, 33 * steps - 33, 33 * steps), responds);
    }
  }

  /** Perfect answers are right, and each way of being wrong is wrong. */
  private static void score(
      CognitiveSequences data, int sample, float[] perfect, boolean responds) {
    assertThat(data.isCorrect(sample, perfect)).isTrue();
    float[] outputs = perfect.clone();
    outputs[0] = 0.5f;
    assertThat(data.isCorrect(sample, outputs)).isEqualTo(responds);
    outputs[0] = Math.nextUp(0.5f);
    assertThat(data.isCorrect(sample, outputs)).isEqualTo(!responds);
    outputs[0] = Float.NaN;
    assertThat(data.isCorrect(sample, outputs)).isFalse();
    if (!responds) {
      return;
    }
    double angle = CognitiveObserver.direction(Arrays.copyOfRange(perfect, 1, 33));
    for (double turn : new double[] {-0.201, -0.199, 0.199, 0.201, 1}) {
      outputs[0] = 0.1f;
      for (int n = 0; n < 32; n++) {
        outputs[1 + n] = (float) CognitiveObserver.tuned(angle + turn * Math.PI, n);
      }
      assertThat(data.isCorrect(sample, outputs)).isEqualTo(Math.abs(turn) < 0.2);
    }
    outputs[1] = Float.NaN;
    assertThat(data.isCorrect(sample, outputs)).isFalse();
  }

  /** Times are those of the family, and all of them occur. */
  @ParameterizedTest
  @EnumSource
  void timesAreThoseOfTheFamily(CognitiveRule rule) {
    // The hundred times of the react family need more to be met at all.
    int blocks = rule.family() == CognitiveRule.Family.REACT ? 1500 : 600;
    CognitiveSequences data = sequences(rule, 5, blocks);
    Map<String, Map<Integer, Integer>> found = new TreeMap<>();
    for (int block = 0; block < blocks; block++) {
      CognitiveObserver seen = observe(data, 8 * block);
      int steps = data.steps(8 * block);
      assertThat(steps).isLessThanOrEqualTo(data.steps());
      for (int j = 1; j < 8; j++) {
        assertThat(data.steps(8 * block + j)).isEqualTo(steps);
      }
      switch (rule.family()) {
        case GO -> {
          count(found, "on", seen.on1 - 15);
          count(found, "go", seen.go() - seen.on1 - 25);
          assertThat(seen.off1).isEqualTo(steps).isEqualTo(seen.go() + 25);
        }
        case REACT -> {
          count(found, "on", seen.on1 - 25);
          assertThat(seen.off1).isEqualTo(steps).isEqualTo(seen.on1 + 25);
        }
        case DELAY_GO -> {
          count(found, "on", index(seen.on1, 15, 25, 35));
          count(found, "off", index(seen.off1 - seen.on1, SHORT));
          count(found, "go", index(seen.go() - seen.off1, DELAYS));
          assertThat(steps).isEqualTo(seen.go() + 25);
        }
        case DECISION -> {
          count(found, "on", seen.on1 - 5);
          count(found, "go", index(seen.go() - seen.on1, 20, 40, 80));
          assertThat(seen.off1).isEqualTo(seen.go()).isEqualTo(steps - 25);
        }
        case DELAY_DECISION -> {
          count(found, "on1", index(seen.on1, SHORT));
          count(found, "off1", index(seen.off1 - seen.on1, SHORT));
          count(found, "on2", index(seen.on2 - seen.off1, DELAYS));
          count(found, "off2", index(seen.off2 - seen.on2, SHORT));
          count(found, "go", seen.go() - seen.off2 - 5);
          assertThat(steps).isEqualTo(seen.go() + 25);
        }
        case MATCH, CATEGORY -> {
          count(found, "on1", index(seen.on1, SHORT));
          count(found, "off1", index(seen.off1 - seen.on1, SHORT));
          count(found, "on2", index(seen.on2 - seen.off1, DELAYS));
          assertThat(seen.off2).isEqualTo(steps);
          if (rule.family() == CognitiveRule.Family.MATCH) {
            assertThat(steps - seen.on2).isEqualTo(25);
          } else {
            count(found, "end", index(steps - seen.on2, SHORT));
          }
        }
      }
    }
    Map<String, Integer> choices =
        switch (rule.family()) {
          case GO -> Map.of("on", 20, "go", 50);
          case REACT -> Map.of("on", 100);
          case DELAY_GO -> Map.of("on", 3, "off", 3, "go", 4);
          case DECISION -> Map.of("on", 15, "go", 3);
          case DELAY_DECISION -> Map.of("on1", 3, "off1", 3, "on2", 4, "off2", 3, "go", 10);
          case MATCH -> Map.of("on1", 3, "off1", 3, "on2", 4);
          case CATEGORY -> Map.of("on1", 3, "off1", 3, "on2", 4, "end", 3);
        };
    assertThat(found.keySet()).isEqualTo(choices.keySet());
    found.forEach((name, counts) -> {
      int n = choices.getOrDefault(name, 1);
      assertThat(counts.keySet()).as(name).hasSize(n).allMatch(v -> v >= 0 && v < n);
      double expected = (double) blocks / n;
      double chi2 = 0;
      for (int count : counts.values()) {
        chi2 += (count - expected) * (count - expected) / expected;
      }
      // Mean n - 1, SD sqrt(2 (n - 1)); five of them.
      assertThat(chi2).as(name).isLessThan(n - 1 + 5 * Math.sqrt(2.0 * (n - 1)) + 5);
    });
  }

  /** Angles, strengths, matches and rings of many trials have their distributions. */
  @ParameterizedTest
  @EnumSource
  void trialsHaveTheirDistributions(CognitiveRule rule) {
    CognitiveSequences data = sequences(rule, 6, 120);
    int n = data.size();
    int[] fifths = new int[5];
    int responses = 0;
    int[] ringOfBlock = new int[2];
    Map<Long, Integer> coherences = new TreeMap<>();
    double meanSum = 0;
    for (int sample = 0; sample < n; sample++) {
      CognitiveObserver seen = observe(data, sample);
      double angle = seen.answer();
      fifths[(int) (angle / (0.4 * Math.PI)) % 5]++;
      responses += seen.responds() ? 1 : 0;
      if (sample % 8 == 0) {
        ringOfBlock[seen.ring1()]++;
      }
      boolean one = rule.kind() != CognitiveRule.Kind.BOTH;
      if (rule.family() == CognitiveRule.Family.DECISION
          || rule.family() == CognitiveRule.Family.DELAY_DECISION) {
        double[] s = seen.strengths();
        double mean = (s[0] + s[1]) / 2 / (one ? 1 : 2);
        double c = Math.abs(s[0] - s[1]) / 2 / (one ? 1 : 2);
        assertThat(mean).isBetween(0.795, 1.205);
        meanSum += mean;
        coherences.merge(Math.round(c * 100), 1, Integer::sum);
        double apart = CognitiveTrial.distance(seen.angles()[0], seen.angles()[1]);
        assertThat(apart).isGreaterThan(0.49 * Math.PI);
      }
    }
    // n / 5 = 192, SD 12.
    assertThat(Arrays.stream(fifths)).allMatch(count -> count > 130 && count < 254);
    switch (rule.family()) {
      case MATCH, CATEGORY -> {
        assertThat(responses).isBetween(400, 560);
        assertThat(ringOfBlock[0]).isBetween(32, 88);
      }
      case GO, REACT, DELAY_GO -> {
        assertThat(responses).isEqualTo(n);
        assertThat(ringOfBlock[0]).isBetween(32, 88);
      }
      case DECISION, DELAY_DECISION -> {
        assertThat(responses).isEqualTo(n);
        boolean delayed = rule.family() == CognitiveRule.Family.DELAY_DECISION;
        assertThat(coherences.keySet())
            .isEqualTo(delayed ? Set.of(8L, 16L, 32L) : Set.of(1L, 2L, 4L, 8L));
        int expected = n / coherences.size();
        assertThat(coherences.values())
            .allMatch(count -> Math.abs(count - expected) < 5 * Math.sqrt(expected));
        assertThat(meanSum / n).isCloseTo(1, Offset.offset(0.02));
      }
    }
  }

  private static CognitiveObserver observe(CognitiveSequences data, int sample) {
    float[] inputs = new float[data.steps(sample) * CognitiveTrial.INPUTS];
    data.trial(sample).read(inputs, 0, 1);
    return new CognitiveObserver(inputs);
  }

  private static void count(Map<String, Map<Integer, Integer>> found, String name, int value) {
    found.computeIfAbsent(name, unused -> new TreeMap<>()).merge(value, 1, Integer::sum);
  }

  private static int index(int value, int... allowed) {
    for (int i = 0; i < allowed.length; i++) {
      if (allowed[i] == value) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void rulesHaveEqualChanceInTrainingAndEqualPartsInTests() {
    TaskData task = Tasks.load(TaskRequest.of("cognitive", null).withSeed(2));
    Sequences train = task.train();
    assertThat(train.groups()).isEqualTo(CognitiveRule.names()).hasSize(20);
    assertThat(train.groups()).startsWith("fdgo", "reactgo", "delaygo").endsWith("dmcnogo");
    assertThat(train.inputs()).isEqualTo(85);
    assertThat(train.outputs()).isEqualTo(33);
    assertThat(train.classes()).isZero();
    assertThat(train.classCounts()).isEmpty();
    assertThat(train.target()).isEqualTo(Sequences.Target.STEP_VALUES);
    assertThat(train.sigmoidOutputs()).isTrue();
    assertThat(train.scored()).isTrue();
    assertThat(train.generated()).isTrue();
    assertThat(train.blockSize()).isEqualTo(64);
    assertThat(train.steps()).isEqualTo(210);
    int[] counts = new int[20];
    for (int block = 0; block < 4000; block++) {
      int rule = train.group(64 * block);
      assertThat(train.group(64 * block + 63)).isEqualTo(rule);
      counts[rule]++;
    }
    // Expected 200, SD 14.
    assertThat(Arrays.stream(counts)).allMatch(count -> count > 130 && count < 270);

    Sequences test = task.test();
    assertThat(test.size()).isEqualTo(20 * 16 * 32);
    assertThat(test.blockSize()).isEqualTo(32);
    assertThat(test.generated()).isFalse();
    for (int sample = 0; sample < test.size(); sample++) {
      assertThat(test.group(sample)).isEqualTo(sample / 512);
    }
    assertThat(Texts.read(test, 0)).isNotEqualTo(Texts.read(train, 0));
    Sequences one = Tasks.load(TaskRequest.of("cognitive", null).withVariant("dm2")).test();
    assertThat(one.size()).isEqualTo(512);
    assertThat(one.groups()).containsExactly("dm2");
    assertThat(one.steps()).isEqualTo(125);
    assertThat(Texts.read(one, 3)[65 + 7]).isCloseTo(1, Offset.offset(0.2f));
  }

  @Test
  void aTrialIsTheSameWheneverItIsRead() {
    Sequences train = Tasks.load(TaskRequest.of("cognitive", null)).train();
    int last = train.size() - 1;
    float[] late = Texts.read(train, last);
    float[] first = Texts.read(train, 0);
    float[] second = Texts.read(train, 1);
    assertThat(Texts.read(train, last)).isEqualTo(late);
    assertThat(Texts.read(train, 0)).isEqualTo(first).isNotEqualTo(second);
    assertThat(Texts.read(Tasks.load(TaskRequest.of("cognitive", null)).train(), 0))
        .isEqualTo(first);
    Sequences other = Tasks.load(TaskRequest.of("cognitive", null).withSeed(1)).train();
    assertThat(Texts.read(other, 0)).isNotEqualTo(first);
    assertThatThrownBy(() -> train.steps(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    // With a stride, the same values lie apart and nothing between them is touched.
    float[] apart = new float[3 * first.length];
    train.read(0, apart, 1, 3);
    for (int i = 0; i < first.length; i++) {
      assertThat(apart[3 * i]).isZero();
      assertThat(apart[3 * i + 1]).isEqualTo(first[i]);
      assertThat(apart[3 * i + 2]).isZero();
    }
  }

  /** Runs are compared over the years, so what a seed draws must not change. */
  @Test
  void theTrialsOfASeedAreFixed() {
    Sequences train = Tasks.load(TaskRequest.of("cognitive", null).withSeed(7)).train();
    StringBuilder drawn = new StringBuilder();
    for (int block = 0; block < 6; block++) {
      drawn.append(train.groups().get(train.group(64 * block)));
      drawn.append(' ').append(train.steps(64 * block)).append(' ');
    }
    assertThat(drawn.toString()).isEqualTo(FIXED);
  }

  private static final String FIXED =
      "contextdm2 80 reactgo 83 fdgo 115 delaydm2 165 reactgo 136 fdgo 81 ";

  @Test
  void noiseIsGaussianAndOnAllInputs() {
    CognitiveSequences data = sequences(CognitiveRule.FDGO, 3, 20);
    double sum = 0;
    double squares = 0;
    double fourth = 0;
    double neighbours = 0;
    long n = 0;
    double[] byInput = new double[85];
    for (int sample = 0; sample < data.size(); sample++) {
      float[] noisy = Texts.read(data, sample);
      float[] clean = new float[noisy.length];
      data.trial(sample).read(clean, 0, 1);
      double before = 0;
      for (int i = 0; i < noisy.length; i++) {
        double e = noisy[i] - clean[i];
        sum += e;
        squares += e * e;
        fourth += e * e * e * e;
        neighbours += e * before;
        byInput[i % 85] += e * e;
        before = e;
        n++;
      }
    }
    double variance = squares / n;
    assertThat(n).isGreaterThan(1_000_000);
    assertThat(Math.sqrt(variance)).isCloseTo(0.0316228, Offset.offset(1.2e-4));
    assertThat(sum / n).isCloseTo(0, Offset.offset(1.6e-4));
    assertThat(fourth / n / (variance * variance)).isCloseTo(3, Offset.offset(0.03));
    assertThat(neighbours / n / variance).isCloseTo(0, Offset.offset(0.005));
    for (double total : byInput) {
      assertThat(total / n * 85 / variance).isCloseTo(1, Offset.offset(0.07));
    }
  }

  @Test
  void wrongRequestsAreRefused() {
    TaskRequest request = TaskRequest.of("cognitive", null);
    assertThatThrownBy(() -> Tasks.load(request.withVariant("dm3")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "task cognitive has no variant 'dm3', did you mean dm1? (its variants are all, fdgo,");
    assertThatThrownBy(() -> Tasks.load(TaskRequest.of("cognitive", Path.of("x"))))
        .hasMessage(
            "task cognitive makes its trials and reads no data folder, found x"
                + " (leave the data folder away)");
    assertThatThrownBy(() -> Tasks.load(request.withEncoding(Encoding.FLAT)))
        .hasMessageStartingWith("task cognitive asks for an answer at every step");
  }
}
