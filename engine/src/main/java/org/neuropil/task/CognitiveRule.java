package org.neuropil.task;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The twenty cognitive tasks of Yang et al. (Nature Neuroscience 22, 2019), in the order of their
 * rule units.
 */
enum CognitiveRule {
  FDGO(Family.GO, Kind.PRO),
  REACTGO(Family.REACT, Kind.PRO),
  DELAYGO(Family.DELAY_GO, Kind.PRO),
  FDANTI(Family.GO, Kind.ANTI),
  REACTANTI(Family.REACT, Kind.ANTI),
  DELAYANTI(Family.DELAY_GO, Kind.ANTI),
  DM1(Family.DECISION, Kind.RING_1),
  DM2(Family.DECISION, Kind.RING_2),
  CONTEXTDM1(Family.DECISION, Kind.CONTEXT_1),
  CONTEXTDM2(Family.DECISION, Kind.CONTEXT_2),
  MULTIDM(Family.DECISION, Kind.BOTH),
  DELAYDM1(Family.DELAY_DECISION, Kind.RING_1),
  DELAYDM2(Family.DELAY_DECISION, Kind.RING_2),
  CONTEXTDELAYDM1(Family.DELAY_DECISION, Kind.CONTEXT_1),
  CONTEXTDELAYDM2(Family.DELAY_DECISION, Kind.CONTEXT_2),
  MULTIDELAYDM(Family.DELAY_DECISION, Kind.BOTH),
  DMSGO(Family.MATCH, Kind.GO_ON_MATCH),
  DMSNOGO(Family.MATCH, Kind.GO_ON_OTHER),
  DMCGO(Family.CATEGORY, Kind.GO_ON_MATCH),
  DMCNOGO(Family.CATEGORY, Kind.GO_ON_OTHER);

  /** What sets the times of a trial. */
  enum Family {
    /** The stimulus stays on; respond when the fixation goes off. */
    GO(2700),
    /** Respond at once. */
    REACT(3000),
    /** Respond at a remembered stimulus. */
    DELAY_GO(3400),
    /** Two stimuli together. */
    DECISION(2500),
    /** Two stimuli one after the other. */
    DELAY_DECISION(4200),
    /** Sample and probe: same angle or not. */
    MATCH(3300),
    /** Sample and probe: same half of the circle or not. */
    CATEGORY(3400);

    private final int longest;

    Family(int longest) {
      this.longest = longest;
    }
  }

  /** What is shown, and what decides. */
  enum Kind {
    /** Respond at the stimulus. */
    PRO,
    /** Respond opposite to the stimulus. */
    ANTI,
    /** Two stimuli on ring 1. */
    RING_1,
    /** Two stimuli on ring 2. */
    RING_2,
    /** Two stimuli on both rings, of which ring 1 counts. */
    CONTEXT_1,
    /** Two stimuli on both rings, of which ring 2 counts. */
    CONTEXT_2,
    /** Two stimuli on both rings, whose sum counts. */
    BOTH,
    /** Respond where sample and probe match. */
    GO_ON_MATCH,
    /** Respond where they do not match. */
    GO_ON_OTHER
  }

  /** Milliseconds of a time step. */
  static final int STEP_MS = 20;

  private final Family family;
  private final Kind kind;

  CognitiveRule(Family family, Kind kind) {
    this.family = family;
    this.kind = kind;
  }

  /** The names of all rules. */
  static List<String> names() {
    return Stream.of(values()).map(CognitiveRule::title).toList();
  }

  /** Its name in the literature, in lower case. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What sets the times of its trials. */
  Family family() {
    return family;
  }

  /** What its trials show, and what decides. */
  Kind kind() {
    return kind;
  }

  /** Time steps that no trial exceeds. */
  int longestSteps() {
    return family.longest / STEP_MS;
  }
}
