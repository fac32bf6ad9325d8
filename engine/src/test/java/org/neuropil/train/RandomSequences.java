package org.neuropil.train;

import java.util.List;
import org.neuropil.compute.Indices;
import org.neuropil.matrix.Philox;
import org.neuropil.task.Sequences;

/**
 * Samples of random values with targets of any kind, each computed from its number.
 *
 * @param steps of the longest sample
 * @param varied whether samples have 1, 2, ... steps in turn
 */
record RandomSequences(
    Sequences.Target target,
    int size,
    int steps,
    boolean varied,
    int inputs,
    int outputs,
    int vocabulary,
    boolean scored)
    implements Sequences {
  static RandomSequences classes(int size, int steps, int inputs, int outputs) {
    return new RandomSequences(Target.CLASS, size, steps, false, inputs, outputs, 0, false);
  }

  private float draw(int sample, int step, int what) {
    Philox random = new Philox(77, Philox.Purpose.TEST, what);
    return random.seek(sample * 1000L + step).nextSymmetric(1f);
  }

  @Override
  public int steps(int sample) {
    return varied ? 1 + sample % steps : steps;
  }

  @Override
  public int classes() {
    return target == Target.CLASS || target == Target.STEP_CLASS ? outputs : 0;
  }

  @Override
  public int label(int sample) {
    return (int) ((draw(sample, 0, 500) + 1) / 2 * outputs);
  }

  @Override
  public int label(int sample, int step) {
    int label = (int) ((draw(sample, step, 501) + 1) / 2 * (outputs + 1));
    return label == outputs ? Indices.NONE : label;
  }

  @Override
  public void read(int sample, float[] out, int offset, int stride) {
    for (int t = 0; t < steps(sample); t++) {
      for (int i = 0; i < inputs; i++) {
        float value = draw(sample, t, i);
        out[offset + (t * inputs + i) * stride] =
            vocabulary > 0 ? (int) ((value + 1) / 2 * vocabulary) : value;
      }
    }
  }

  @Override
  public void readTargets(int sample, float[] out, float[] weights, int offset, int stride) {
    int slices = target == Target.VALUES ? 1 : steps(sample);
    for (int t = 0; t < slices; t++) {
      for (int i = 0; i < outputs; i++) {
        int place = offset + (t * outputs + i) * stride;
        out[place] = draw(sample, t, 600 + i);
        if (target == Target.STEP_VALUES) {
          weights[place] = 1 + draw(sample, t, 700 + i);
        }
      }
    }
  }

  @Override
  public boolean isCorrect(int sample, float[] answer) {
    return answer[0] > 0.5 + 0.1 * draw(sample, 0, 800);
  }

  @Override
  public List<String> groups() {
    return scored ? List.of("even", "odd", "none") : List.of();
  }

  @Override
  public int group(int sample) {
    return sample % 2;
  }
}
