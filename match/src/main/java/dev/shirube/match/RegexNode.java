// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.util.List;

/// What a regular expression says, as a tree. Case and options are worked into it.
sealed interface RegexNode {
  /// Nothing, which is always there.
  RegexNode EMPTY = new Sequence(List.of());

  /// One character out of a set.
  record One(CodePoints set) implements RegexNode {}

  /// A place between characters.
  record Place(Kind kind) implements RegexNode {}

  /// All of these, one after another.
  record Sequence(List<RegexNode> parts) implements RegexNode {
    public Sequence {
      parts = List.copyOf(parts);
    }
  }

  /// Any one of these.
  record Choice(List<RegexNode> options) implements RegexNode {
    public Choice {
      options = List.copyOf(options);
    }
  }

  /// The same again and again.
  ///
  /// @param most -1 is without end
  record Repeat(RegexNode part, int least, int most) implements RegexNode {}

  /// The sorts of places. Word characters are the ASCII letters and digits and the underscore; a
  /// line ends with a newline.
  enum Kind {
    TEXT_BEGIN,
    TEXT_END,
    LINE_BEGIN,
    LINE_END,
    WORD_EDGE,
    NO_WORD_EDGE
  }
}
