// SPDX-License-Identifier: Apache-2.0
package dev.shirube.days;

import java.util.List;
import java.util.Map;

/// A day as it was recorded.
///
/// @param done what was done, in this order
/// @param missing names of programs that are not on this machine, by the work that needs them
/// @param classes events of the day by their classes' words, findings left out
/// @param found what rules found
/// @param figures of the whole day
record Recorded(
    Day day,
    List<Done> done,
    Map<Work, List<String>> missing,
    Map<String, Long> classes,
    List<Found> found,
    Figures figures) {
  Recorded {
    done = List.copyOf(done);
    missing = Map.copyOf(missing);
    classes = Map.copyOf(classes);
    found = List.copyOf(found);
  }

  /// One chore.
  ///
  /// @param times how often it was done; 0 if it could not be done
  /// @param seconds that it took
  /// @param events that were recorded meanwhile, findings left out
  /// @param said its last line if it could not be done
  record Done(Chore chore, int times, double seconds, long events, String said) {}

  /// What a rule found.
  ///
  /// @param rule its id
  /// @param level its word
  /// @param work what was done meanwhile; empty for none
  /// @param example a value that made it fire
  record Found(String rule, String title, String level, String work, long count, String example) {}

  /// What it took.
  ///
  /// @param seconds from the agent's first event to the last chore's end
  /// @param wire bytes that the agent sent
  /// @param kept bytes of the recording once it is sealed
  /// @param cpuNanos processor time of the agent
  /// @param all events, those that others than the day made on the machine among them
  record Figures(double seconds, long wire, long kept, long cpuNanos, long all, Lost lost) {}

  /// What is not in the recording; all zero if it is whole.
  ///
  /// @param sensors what sensors counted as lost
  /// @param letGo what the agent let go
  /// @param told numbers that never came and were told
  /// @param untold numbers that never came
  record Lost(long sensors, long letGo, long told, long untold) {
    long sum() {
      return sensors + letGo + told + untold;
    }

    Lost plus(Lost other) {
      return new Lost(
          sensors + other.sensors, letGo + other.letGo, told + other.told, untold + other.untold);
    }
  }

  /// What comes while nothing is done.
  ///
  /// @param events of the agent itself and of whatever else runs on the machine
  /// @param cpuNanos processor time of the agent
  record Steady(double seconds, long events, long cpuNanos) {
    private static final double DAY_SECONDS = 86_400;

    double perSecond() {
      return seconds <= 0 ? 0 : events / seconds;
    }

    double aDay() {
      return perSecond() * DAY_SECONDS;
    }
  }

  /// All events of the day, findings left out.
  long events() {
    return classes.values().stream().mapToLong(Long::longValue).sum();
  }

  long findings() {
    return found.stream().mapToLong(Found::count).sum();
  }

  /// How many events the whole day has: each chore as often as a day has it, what comes while
  /// nothing is done for 24 hours, and once what was recorded beside chores (what already ran when
  /// the agent started).
  double wholeDay(Steady steady) {
    double whole = steady.aDay();
    double beside = events();
    double besideSeconds = figures.seconds;
    for (Done one : done) {
      double own = Math.max(0, one.events - steady.perSecond() * one.seconds);
      whole += one.times == 0 ? 0 : own / one.times * one.chore.aDay();
      beside -= one.events;
      besideSeconds -= one.seconds;
    }
    return whole + Math.max(0, beside - steady.perSecond() * besideSeconds);
  }

  /// Bytes on the wire of the whole day, as many for each event as were measured.
  double wholeWire(Steady steady) {
    return figures.all == 0 ? 0 : wholeDay(steady) * figures.wire / figures.all;
  }

  /// Bytes of the recording of the whole day, as many for each event as were measured.
  double wholeKept(Steady steady) {
    return figures.all == 0 ? 0 : wholeDay(steady) * figures.kept / figures.all;
  }
}
