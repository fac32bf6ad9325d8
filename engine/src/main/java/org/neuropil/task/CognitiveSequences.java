package org.neuropil.task;

import java.util.List;
import java.util.Objects;
import org.neuropil.matrix.Philox;

/**
 * Trials of the cognitive tasks, made anew whenever they are read. A block of trials shares its
 * rule and its times. Block b has the stream (seed, DATA, first + b): rule and times come from its
 * start, the draws of trial j from word (j + 1) 2^32 on, the input noise of that trial from 2^31
 * words later. So a trial is the same whenever and in whatever order it is read.
 */
final class CognitiveSequences implements Sequences {
  /** Noise on every input at every step: 0.01 sqrt(2 / alpha) with alpha = 20 ms / 100 ms. */
  static final double NOISE = 0.01 * Math.sqrt(2 / 0.2);

  private final long seed;
  private final int firstStream;
  private final List<CognitiveRule> rules;
  private final int blocks;
  private final int blockSize;
  private final boolean fresh;
  private final int steps;

  /**
   * Trials of some rules.
   *
   * @param firstStream number of the first block's stream
   * @param blocks how many blocks there are
   * @param fresh whether every block draws its rule; if not, the rules follow each other with
   *     equally many blocks
   */
  CognitiveSequences(
      long seed,
      int firstStream,
      List<CognitiveRule> rules,
      int blocks,
      int blockSize,
      boolean fresh) {
    this.seed = seed;
    this.firstStream = firstStream;
    this.rules = List.copyOf(rules);
    this.blocks = blocks;
    this.blockSize = blockSize;
    this.fresh = fresh;
    this.steps = rules.stream().mapToInt(CognitiveRule::longestSteps).max().orElseThrow();
  }

  /** A block: its generator, where its rule and times have been drawn. */
  private record Block(Philox random, int rule, CognitiveTimes times) {}

  private Block block(int sample) {
    int block = Objects.checkIndex(sample, size()) / blockSize;
    Philox random = new Philox(seed, Philox.Purpose.DATA, firstStream + block);
    int drawn = random.nextInt(rules.size());
    int rule = fresh ? drawn : block / (blocks / rules.size());
    return new Block(random, rule, CognitiveTimes.draw(rules.get(rule).family(), random));
  }

  private static long word(int place) {
    return (place + 1L) << 32;
  }

  /** One trial as it was drawn. */
  CognitiveTrial trial(int sample) {
    return trial(sample, block(sample));
  }

  private CognitiveTrial trial(int sample, Block block) {
    Philox random = block.random().seek(word(sample % blockSize));
    return CognitiveTrial.draw(rules.get(block.rule()), block.times(), random);
  }

  @Override
  public int size() {
    return blocks * blockSize;
  }

  @Override
  public int steps() {
    return steps;
  }

  @Override
  public int steps(int sample) {
    return block(sample).times().end();
  }

  @Override
  public int inputs() {
    return CognitiveTrial.INPUTS;
  }

  @Override
  public int classes() {
    return 0;
  }

  @Override
  public Target target() {
    return Target.STEP_VALUES;
  }

  @Override
  public int outputs() {
    return CognitiveTrial.OUTPUTS;
  }

  @Override
  public boolean sigmoidOutputs() {
    return true;
  }

  @Override
  public boolean generated() {
    return fresh;
  }

  @Override
  public int blockSize() {
    return blockSize;
  }

  @Override
  public int label(int sample) {
    throw new UnsupportedOperationException("targets are values");
  }

  @Override
  public void read(int sample, float[] out, int offset, int stride) {
    Block block = block(sample);
    trial(sample, block).read(out, offset, stride);
    Philox random = block.random().seek(word(sample % blockSize) + (1L << 31));
    int values = block.times().end() * CognitiveTrial.INPUTS;
    int to = offset;
    for (int i = 0; i < values; i += 2) {
      // Both numbers of Box and Muller, from one word each: noise is most of the work here.
      double radius = NOISE * Math.sqrt(-2 * Math.log(1 - random.nextUnit()));
      double angle = 2 * Math.PI * random.nextUnit();
      out[to] += (float) (radius * Math.cos(angle));
      to += stride;
      if (i + 1 < values) {
        out[to] += (float) (radius * Math.sin(angle));
        to += stride;
      }
    }
  }

  @Override
  public void readTargets(int sample, float[] out, float[] weights, int offset, int stride) {
    trial(sample).readTargets(out, weights, offset, stride);
  }

  @Override
  public boolean scored() {
    return true;
  }

  @Override
  public boolean isCorrect(int sample, float[] outputs) {
    return trial(sample).isCorrect(outputs);
  }

  @Override
  public List<String> groups() {
    return rules.stream().map(CognitiveRule::title).toList();
  }

  @Override
  public int group(int sample) {
    return block(sample).rule();
  }
}
