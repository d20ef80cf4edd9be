// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

/// What can stand at a place of a text; each has a text for people, query.expected.NAME.
enum Expected {
  /// A test, a word to look for, a bracket, a time.
  TERM,
  /// A name of a column.
  FIELD,
  /// How a field is compared.
  OPERATOR,
  /// The text that a field is compared with.
  VALUE,
  /// A whole number.
  NUMBER,
  /// A regular expression.
  REGEX,
  /// A list in brackets, a named list, a network.
  LIST,
  /// The name of a list.
  LIST_NAME,
  /// What comes between two terms, or the first step.
  CONNECTIVE,
  /// The bracket that closes.
  CLOSE,
  /// The quote that closes.
  QUOTE,
  /// A moment.
  MOMENT,
  /// The second moment of a span.
  SECOND_MOMENT,
  /// A unit of time.
  UNIT,
  /// A step.
  STEP,
  /// What a step can be told, or the next step.
  MORE,
  /// The width of the spans of a histogram.
  WIDTH,
  /// Whose event is joined.
  PROCESS,
  /// Nothing, or the next step.
  END
}
