package org.neuropil.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class ThreadTeamTest {
  private static void assertOnceEach(AtomicIntegerArray runs) {
    for (int i = 0; i < runs.length(); i++) {
      assertThat(runs.get(i)).as("number %d", i).isEqualTo(1);
    }
  }

  @Test
  void rangesCoverEveryNumberOnce() {
    for (int threads = 1; threads <= 3; threads++) {
      try (ThreadTeam team = new ThreadTeam(threads)) {
        for (int count : new int[] {0, 1, 2, 7, 100, 1001}) {
          for (double nanoseconds : new double[] {0, 1, 100, 5_000, 1e9}) {
            AtomicIntegerArray runs = new AtomicIntegerArray(count);
            team.ranges(
                count,
                nanoseconds,
                (from, to) -> {
                  for (int i = from; i < to; i++) {
                    runs.incrementAndGet(i);
                  }
                });
            assertOnceEach(runs);
          }
        }
      }
    }
  }

  @Test
  void shortWorkStaysWithTheCaller() {
    try (ThreadTeam team = new ThreadTeam(3)) {
      for (int round = 0; round < 200; round++) {
        Set<Thread> threads = new HashSet<>();
        AtomicIntegerArray runs = new AtomicIntegerArray(10);
        team.run(
            10,
            1000,
            task -> {
              threads.add(Thread.currentThread());
              runs.incrementAndGet(task);
            });
        assertOnceEach(runs);
        assertThat(threads).containsExactly(Thread.currentThread());
      }
    }
  }

  @Test
  void longWorkIsShared() {
    try (ThreadTeam team = new ThreadTeam(2)) {
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      // One of the two tasks waits until the other thread has begun the second.
      team.run(
          2,
          1e9,
          task -> {
            threads.add(Thread.currentThread());
            while (threads.size() < 2) {
              Thread.onSpinWait();
            }
          });
      assertThat(threads).hasSize(2);
    }
  }

  @Test
  void aFailureIsThrownToTheCaller() {
    try (ThreadTeam team = new ThreadTeam(2)) {
      assertThatThrownBy(() ->
              team.run(
                  8,
                  1e9,
                  task -> {
                    if (task == 5) {
                      throw new IllegalStateException("five");
                    }
                  }))
          .hasMessage("five");
    }
  }
}
