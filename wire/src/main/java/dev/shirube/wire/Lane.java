// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an agent sends in one order and numbers in one row. When its disk is full, the lanes are
/// given up in the order they stand here. The ordinals are sent and written: append only.
public enum Lane {
  /// What happened to files: most in number, least in weight.
  FILES,
  /// Connections, names looked up, ends of processes and the like.
  ACTIVITY,
  /// Starts of programs, findings, and what the agent says of itself.
  IMPORTANT;

  private static final Lane[] ALL = values();

  /// The lane's word in JSON.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The lane of an ordinal, null if there is none.
  public static @Nullable Lane at(int ordinal) {
    return ordinal >= 0 && ordinal < ALL.length ? ALL[ordinal] : null;
  }

  /// The lane of a word, null if there is none.
  public static @Nullable Lane of(String word) {
    for (Lane lane : ALL) {
      if (lane.word().equals(word)) {
        return lane;
      }
    }
    return null;
  }
}
