// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How far a sensor sees something on the machine it runs on.
public enum Quality {
  /// It was seen to work here, or on the same kernel by the conformance suite.
  PROVEN,
  /// It is seen, with gaps that the note names.
  PARTLY,
  /// It is not seen.
  MISSING;

  /// The word in JSON.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static @Nullable Quality of(String word) {
    for (Quality quality : values()) {
      if (quality.word().equals(word)) {
        return quality;
      }
    }
    return null;
  }
}
