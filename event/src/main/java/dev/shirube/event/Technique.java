// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

/// One ATT&CK technique or sub-technique.
///
/// @param id such as T1003 or T1003.001
public record Technique(String id) implements Comparable<Technique> {
  public Technique {
    if (!valid(id)) {
      throw new IllegalArgumentException("not an ATT&CK technique: " + id);
    }
  }

  /// Whether the text is T and four digits, optionally followed by a dot and three digits.
  public static boolean valid(String text) {
    if (text.length() != 5 && text.length() != 9) {
      return false;
    }
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      boolean right = index == 0 ? c == 'T' : index == 5 ? c == '.' : c >= '0' && c <= '9';
      if (!right) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(Technique other) {
    return id.compareTo(other.id);
  }

  @Override
  public String toString() {
    return id;
  }
}
