// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Measures several things in turn, A B C A B C …, so that a change of the machine's speed hits all
/// of them alike. Counts the CPU time of the thread that runs them.
final class Pace {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final int runs;
  private final Map<String, Task> tasks = new LinkedHashMap<>();

  /// Something to be measured.
  @FunctionalInterface
  interface Task {
    /// Runs once.
    ///
    /// @return CPU nanoseconds, or a negative number to have the thread's own counted
    long run() throws Exception;
  }

  /// What runs gave.
  ///
  /// @param nanos CPU time of each run in ascending order
  record Figures(List<Long> nanos) {
    Figures {
      nanos = nanos.stream().sorted().toList();
    }

    double median() {
      return nanos.get(nanos.size() / 2);
    }

    /// The figure that a share of all are not above.
    long at(double share) {
      return nanos.get((int) Math.min(nanos.size() - 1, Math.floor(share * nanos.size())));
    }

    double least() {
      return nanos.getFirst();
    }

    double most() {
      return nanos.getLast();
    }
  }

  /// @param runs counted runs of each, after one that is not
  Pace(int runs) {
    this.runs = runs;
  }

  Pace add(String name, Task task) {
    tasks.put(name, task);
    return this;
  }

  /// Runs everything.
  Map<String, Figures> run() throws Exception {
    Map<String, List<Long>> nanos = new LinkedHashMap<>();
    for (int run = 0; run <= runs; run++) {
      for (Map.Entry<String, Task> task : tasks.entrySet()) {
        long began = cpuNanos();
        long told = task.getValue().run();
        long took = told < 0 ? cpuNanos() - began : told;
        if (run > 0) {
          nanos.computeIfAbsent(task.getKey(), _ -> new ArrayList<>()).add(took);
        }
      }
    }
    Map<String, Figures> figures = new LinkedHashMap<>();
    nanos.forEach((name, each) -> figures.put(name, new Figures(each)));
    return figures;
  }

  /// CPU time of this thread so far.
  static long cpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }
}
