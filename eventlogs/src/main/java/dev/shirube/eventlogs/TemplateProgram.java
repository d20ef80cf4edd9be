// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.event.FieldNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a stretch of BinXML means, compiled once: a list of steps, each of which makes one value
/// out of a literal or out of the substitutions of a record. Running it never looks at the template
/// again.
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

  /// Remembers how many entries the event has, for a depth of nesting.
  static final int MARK = 4;

  /// Appends an entry without value if none came since the mark of a depth.
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

  /// Collects the steps of a program.
  static final class Builder {
    private int[] code = new int[STRIDE * 32];
    private int used;
    private final Map<String, Integer> names = new LinkedHashMap<>();
    private final List<byte[]> literals = new ArrayList<>();
    private final List<List<Part>> joined = new ArrayList<>();

    /// Where the next step will stand.
    int here() {
      return used;
    }

    /// Adds a step.
    ///
    /// @return where it stands
    int add(int what, String name, int argument, int flags, int element) {
      if (used == code.length) {
        code = Arrays.copyOf(code, used * 2);
      }
      int at = used;
      code[at] = what;
      code[at + 1] = names.computeIfAbsent(name, _ -> names.size());
      code[at + 2] = argument;
      code[at + 3] = flags;
      code[at + 4] = element;
      used += STRIDE;
      return at;
    }

    int literal(String text) {
      literals.add(text.getBytes(StandardCharsets.UTF_8));
      return literals.size() - 1;
    }

    int joined(List<Part> parts) {
      joined.add(List.copyOf(parts));
      return joined.size() - 1;
    }

    void setArgument(int step, int argument) {
      code[step + 2] = argument;
    }

    /// Gives the steps of a stretch an ordinal, where they have none of an inner element.
    void setElements(int from, int to, int element) {
      for (int at = from; at < to; at += STRIDE) {
        if (code[at + 4] == 0) {
          code[at + 4] = element;
        }
      }
    }

    TemplateProgram build() {
      return new TemplateProgram(
          Arrays.copyOf(code, used),
          names.keySet().toArray(String[]::new),
          literals.toArray(byte[][]::new),
          joined);
    }
  }
}
