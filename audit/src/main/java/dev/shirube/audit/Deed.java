// SPDX-License-Identifier: Apache-2.0
package dev.shirube.audit;

import dev.shirube.catalog.Message;
import dev.shirube.records.Row;

/// Something that was done, or refused, and that must be known afterwards.
///
/// @param who the principal that did it, as a short text; the address where nobody is known
/// @param what a message: its id says what was done, its facts on what
public record Deed(String who, Message what) {
  private static final int LONGEST = 1_000;

  public Deed {
    who = plain(who);
    what = new Message(what.id(), what.arguments().stream().map(Deed::plain).toList());
  }

  /// Others choose parts of these texts, so whatever they hold is kept, and shown as far as it can
  /// be: what no database can keep becomes U+FFFD, and what is too long ends in an ellipsis.
  private static String plain(String text) {
    String kept = text;
    if (text.length() > LONGEST) {
      int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
      kept = text.substring(0, end) + "…";
    }
    if (Row.canKeep(kept)) {
      return kept;
    }
    StringBuilder made = new StringBuilder(kept.length());
    kept.codePoints()
        .map(c -> c == 0 || (c >= 0xd800 && c <= 0xdfff) ? 0xfffd : c)
        .forEach(made::appendCodePoint);
    return made.toString();
  }
}
