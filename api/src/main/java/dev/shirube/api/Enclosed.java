// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.query.Setting;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A body that carries files beside its text: a line `--- # file NAME` begins each, and all up to
/// the next is in it. So a question comes with the lists it names, and rules come with the names of
/// their files; as `---` begins a document of YAML, rules written one after the other need no such
/// line.
///
/// @param text what stands before the first file
/// @param files contents by name, in their order; of two with one name the last
public record Enclosed(String text, Map<String, String> files) {
  private static final String MARK = "--- # file ";

  /// Reads a body.
  public static Enclosed read(String body) {
    Map<String, String> files = new LinkedHashMap<>();
    int mark = next(body, 0);
    String text = mark < 0 ? body : body.substring(0, Math.max(0, mark - 1));
    while (mark >= 0) {
      int end = body.indexOf('\n', mark);
      String name = body.substring(mark + MARK.length(), end < 0 ? body.length() : end).strip();
      int from = end < 0 ? body.length() : end + 1;
      // What ends the line before the next file belongs to that line.
      mark = next(body, Math.max(0, from - 1));
      files.put(
          name, mark < 0 ? body.substring(from) : body.substring(from, Math.max(from, mark - 1)));
    }
    return new Enclosed(text, files);
  }

  /// The files as lists of texts, one a line, before those that are kept.
  record Lists(Map<String, String> files, Setting.Lists kept) implements Setting.Lists {
    @Override
    public @Nullable Collection<String> find(String name) {
      String content = files.get(name);
      return content == null
          ? kept.find(name)
          : content.lines().filter(line -> !line.isBlank()).toList();
    }

    @Override
    public Collection<String> names() {
      return kept.names();
    }
  }

  private static int next(String body, int from) {
    if (from == 0 && body.startsWith(MARK)) {
      return 0;
    }
    int found = body.indexOf('\n' + MARK, from);
    return found < 0 ? -1 : found + 1;
  }

  /// The body that is read as this.
  public String body() {
    return text
        + files.entrySet().stream()
            .map(file -> '\n' + MARK + file.getKey() + '\n' + file.getValue())
            .collect(Collectors.joining());
  }
}
