// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects the steps of a {@link TemplateProgram}.
final class ProgramBuilder {
  private int[] code = new int[TemplateProgram.STRIDE * 32];
  private int used;
  private final Map<String, Integer> names = new LinkedHashMap<>();
  private final List<byte[]> literals = new ArrayList<>();
  private final List<List<TemplateProgram.Part>> joined = new ArrayList<>();

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
    used += TemplateProgram.STRIDE;
    return at;
  }

  int literal(String text) {
    literals.add(text.getBytes(StandardCharsets.UTF_8));
    return literals.size() - 1;
  }

  int joined(List<TemplateProgram.Part> parts) {
    joined.add(List.copyOf(parts));
    return joined.size() - 1;
  }

  void setArgument(int step, int argument) {
    code[step + 2] = argument;
  }

  /// Gives the steps of a stretch an ordinal, where they have none of an inner element.
  void setElements(int from, int to, int element) {
    for (int at = from; at < to; at += TemplateProgram.STRIDE) {
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
