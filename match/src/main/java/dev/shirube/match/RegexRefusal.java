// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

/// Why a regular expression cannot be run in linear time, or at all.
///
/// @param position index of the first character of the part, 0 is the first
/// @param part what stands there
public record RegexRefusal(Reason reason, int position, String part) {
  /// The sort of fault; every one has a text of its own for people.
  public enum Reason {
    /// Look-ahead and look-behind.
    LOOK_AROUND,
    /// A reference to what a group matched, or a call of a group.
    BACK_REFERENCE,
    /// Atomic groups and possessive quantifiers.
    ATOMIC,
    /// A construct with no meaning here: conditions, verbs, extended layout, \G, \C, \X.
    UNSUPPORTED,
    /// An escape that means nothing.
    ESCAPE,
    /// A count above 1,000.
    REPEAT,
    /// Too long, too deep, or too much once counts are written out.
    SIZE,
    /// Brackets that do not close, a quantifier with nothing before it, a range the wrong way.
    SYNTAX
  }
}
