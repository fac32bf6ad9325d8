package org.neuropil.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neuropil.error.UserError;

/**
 * The twenty cognitive tasks of Yang et al. 2019, all of them (variant {@code all}) or one by its
 * name. Training trials come in blocks of 64 that share a rule, each with equal chance, and its
 * times; test trials are 16 blocks of 32 for each rule. The seed names all of them.
 */
final class CognitiveTask {
  static final int TRAIN_BLOCK = 64;
  static final int TEST_BLOCK = 32;
  static final int TEST_BLOCKS = 16;

  /** As many as give 2^30 samples; at ten blocks a second they last for 19 days. */
  private static final int TRAIN_BLOCKS = 1 << 24;

  /** Beyond the streams of all training blocks. */
  private static final int TEST_STREAMS = 1 << 30;

  private CognitiveTask() {}

  static TaskData load(TaskRequest request) {
    if (request.data() != null) {
      throw UserError.usage(
          "task cognitive makes its trials and reads no data folder, found " + request.data(),
          "leave the data folder away");
    }
    List<String> variants = new ArrayList<>(List.of("all"));
    variants.addAll(CognitiveRule.names());
    int chosen = variants.indexOf(request.variantOf(variants));
    List<CognitiveRule> rules =
        chosen == 0 ? List.of(CognitiveRule.values()) : List.of(CognitiveRule.values()[chosen - 1]);
    Sequences train =
        new CognitiveSequences(request.seed(), 0, rules, TRAIN_BLOCKS, TRAIN_BLOCK, true);
    Sequences test =
        new CognitiveSequences(
            request.seed(), TEST_STREAMS, rules, TEST_BLOCKS * rules.size(), TEST_BLOCK, false);
    FlatSequences.encoded(train, request.encoding(), request.name());
    Map<String, String> origin = new LinkedHashMap<>();
    origin.put(
        "generated", "cognitive tasks, " + variants.get(chosen) + ", seed " + request.seed());
    return TaskData.described("cognitive", train, test, null, origin);
  }
}
