package org.neuropil.compute.contract;

import java.util.List;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.Sequence;

/** Engines as a whole. */
final class EngineChecks {
  private EngineChecks() {}

  static List<Check> all() {
    return List.of(
        new Check("engine", "closing closes all", EngineChecks::closing),
        new Check("engine", "two at a time", EngineChecks::twoAtATime),
        new Check("engine", "what it says of itself", EngineChecks::says));
  }

  private static void closing(Tested tested, long seed) {
    Backend engine = tested.factory().open();
    Buffer b = engine.buffer("the buffer", 3);
    Sequence s = engine.sequence("the sequence", 3, 2, 4);
    engine.close();
    BufferChecks.refused("read", "the buffer", () -> b.read(new float[3]));
    BufferChecks.refused("read", "the sequence", () -> s.read(0, 4, new float[12]));
  }

  private static void twoAtATime(Tested tested, long seed) {
    try (Buffer first = tested.backend().buffer("first", 2)) {
      try (Backend engine = tested.factory().open();
          Buffer second = engine.buffer("second", 2)) {
        first.write(new float[] {1, 2});
        second.write(new float[] {3, 4});
      }
      tested.backend().synchronize();
      if (first.get(0) != 1 || first.get(1) != 2) {
        throw Trial.violation("two engines", "first at 0", 1, first.get(0), 0, seed);
      }
    }
  }

  private static void says(Tested tested, long seed) {
    Backend backend = tested.backend();
    if (backend.info().name().isBlank() || backend.info().device().isBlank()) {
      throw new ContractViolation("info() is " + backend.info());
    }
  }
}
