// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Many texts looked for in one pass: whether a value contains any of them. The value's every
/// stretch of {@value #GRAM} characters is looked up by its hash, and only a hit is compared.
public final class Literals {
  private static final int GRAM = 4;

  private final String[] texts;
  private final int[] next;
  private final int[] head;
  private final boolean cased;

  private Literals(List<String> literals, boolean cased) {
    this.cased = cased;
    texts = literals.toArray(String[]::new);
    next = new int[texts.length];
    head = new int[Integer.highestOneBit(texts.length) * 8];
    for (int index = 0; index < texts.length; index++) {
      int slot = slot(texts[index], 0);
      next[index] = head[slot];
      head[slot] = index + 1;
    }
  }

  /// The set of the given texts, folded already where case does not matter.
  ///
  /// @return null when one of them is too short, or there are too few, for this to pay
  public static @Nullable Literals of(List<String> literals, boolean cased) {
    boolean pays = literals.size() >= 16;
    for (String literal : literals) {
      pays &= literal.length() >= GRAM;
    }
    return pays ? new Literals(literals, cased) : null;
  }

  /// Whether the value contains any of the texts.
  public boolean matches(Subject subject) {
    String text = cased ? subject.text() : subject.folded();
    for (int index = 0; index + GRAM <= text.length(); index++) {
      for (int at = head[slot(text, index)]; at != 0; at = next[at - 1]) {
        if (text.startsWith(texts[at - 1], index)) {
          return true;
        }
      }
    }
    return false;
  }

  private int slot(String text, int from) {
    long gram =
        text.charAt(from)
            | (long) text.charAt(from + 1) << 16
            | (long) text.charAt(from + 2) << 32
            | (long) text.charAt(from + 3) << 48;
    long hash = gram * 0x9e37_79b9_7f4a_7c15L;
    return (int) (hash >>> 32) & head.length - 1;
  }
}
