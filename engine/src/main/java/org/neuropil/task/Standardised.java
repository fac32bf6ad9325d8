package org.neuropil.task;

/**
 * Sequences with every input brought to mean 0 and population standard deviation 1, with the
 * moments of the same or other samples.
 */
final class Standardised {
  private Standardised() {}

  /**
   * A copy of {@code data}, which has one class a step and samples of full length.
   *
   * @param reference the samples whose moments are used, rows that occur twice counted twice
   */
  static Sequences by(Sequences data, Sequences reference) {
    int inputs = data.inputs();
    int length = data.steps() * inputs;
    float[] sample = new float[length];
    double[] mean = new double[inputs];
    double[] deviation = new double[inputs];
    double rows = (double) reference.size() * data.steps();
    for (int s = 0; s < reference.size(); s++) {
      reference.read(s, sample, 0, 1);
      for (int i = 0; i < length; i++) {
        mean[i % inputs] += sample[i] / rows;
      }
    }
    // A second pass: the squares' difference would lose digits where the mean is large.
    for (int s = 0; s < reference.size(); s++) {
      reference.read(s, sample, 0, 1);
      for (int i = 0; i < length; i++) {
        double away = sample[i] - mean[i % inputs];
        deviation[i % inputs] += away * away / rows;
      }
    }
    for (int i = 0; i < inputs; i++) {
      deviation[i] = deviation[i] > 0 ? Math.sqrt(deviation[i]) : 1;
    }
    FloatBlocks x = new FloatBlocks();
    int[][] labels = new int[data.size()][data.steps()];
    for (int s = 0; s < data.size(); s++) {
      data.read(s, sample, 0, 1);
      for (int i = 0; i < length; i++) {
        sample[i] = (float) ((sample[i] - mean[i % inputs]) / deviation[i % inputs]);
      }
      x.add(sample, 0, length);
      for (int t = 0; t < data.steps(); t++) {
        labels[s][t] = data.label(s, t);
      }
    }
    return StoredSequences.stepClasses(x, data.steps(), inputs, labels, data.classes());
  }
}
