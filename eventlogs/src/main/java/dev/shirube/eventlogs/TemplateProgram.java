// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.event.FieldNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a stretch of BinXML means, compiled once: a list of steps, each of which makes one value
/// out of a literal or out of the substitutions of a record. Running it never looks at the
/// template again.
///
/// A step is {@value #STRIDE} numbers: what to do, the value's name, an argument, flags, and the
/// ordinal among elements of the same name.
final class TemplateProgram {
  static final int STRIDE = 5;

  /// Appends the substitution of an index.
  static final int VALUE = 0;

  /// Appends a text that stands in the template.
  static final int LITERAL = 1;

  /// Appends one text out of several parts.
  static final int JOINED = 2;

  /// Goes to another step if a substitution is absent: its element is then not there at all.
  static final int GUARD = 3;

  /// Remembers how many entries the event has.
  static final int MARK = 4;

  /// Appends an entry without value if none came since the last mark.
  static final int EMPTY = 5;

  /// Makes the name of the values that follow out of parts.
  static final int NAMED = 6;

  /// Runs a template instance that stands at an offset of the chunk.
  static final int INSTANCE = 7;

  /// Appends an entry without value.
  static final int ABSENT = 8;

  /// Flag: nothing is appended for an absent substitution.
  static final int QUIET = 1;

  /// Flag: the name is the one that the last {@link #NAMED} step made.
  static final int BY_NAME = 2;

  /// Ordinal: counted while running, as for the unnamed Data elements of an event.
  static final int COUNTED = -1;

  /// A part of a text: what stands in the template, or a substitution.
  sealed interface Part {
    record Literal(String text) implements Part {}

    record Slot(int index, boolean optional) implements Part {}
  }

  private final int[] code;
  private final String[] names;
  private final byte[][] literals;
  private final List<List<Part>> joined;
  private final int[] nameIds;
  private @Nullable FieldNames dictionary;

  TemplateProgram(int[] code, String[] names, byte[][] literals, List<List<Part>> joined) {
    this.code = code;
    this.names = names;
    this.literals = literals;
    this.joined = List.copyOf(joined);
    this.nameIds = new int[names.length];
  }

  int[] code() {
    return code;
  }

  String name(int index) {
    return names[index];
  }

  byte[] literal(int index) {
    return literals[index];
  }

  List<Part> joined(int index) {
    return joined.get(index);
  }

  /// The numbers of the program's names in a dictionary.
  int[] nameIds(FieldNames wanted) {
    if (dictionary != wanted) {
      for (int index = 0; index < names.length; index++) {
        nameIds[index] = wanted.intern(names[index]);
      }
      dictionary = wanted;
    }
    return nameIds;
  }
}
