// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// The house as ARCHITECTURE.md shows it.
final class Drawing {
  private static final List<String> JDK =
      List.of("java.", "javax.", "jdk.", "com.sun.", "org.jspecify.", "dev.shirube.");

  private Drawing() {}

  /// The rooms with the arrows that are not implied, and which room stands before which library.
  static String of(List<String> order, Arrows rooms, Map<String, Set<String>> libraries) {
    StringBuilder text = new StringBuilder("```mermaid\ngraph RL\n");
    Arrows drawn = rooms.reduced();
    for (String room : order) {
      if (!drawn.from(room).isEmpty()) {
        text.append("  ").append(room).append(" --> ");
        text.append(String.join(" & ", order.stream().filter(drawn.from(room)::contains).toList()));
        text.append('\n');
      }
    }
    text.append("```\n\n");
    text.append(drawn.count()).append(" arrows are drawn; those they imply are not.\n\n");
    text.append("| library | only room that knows it |\n|---|---|\n");
    libraries.forEach((library, users) ->
        text.append("| `")
            .append(library)
            .append("` | ")
            .append(String.join(", ", users))
            .append(" |\n"));
    return text.toString();
  }

  /// The library a package belongs to, by its first three words; empty for the JDK and ourselves.
  static String library(String name) {
    String dotted = name + ".";
    if (name.isEmpty() || JDK.stream().anyMatch(dotted::startsWith)) {
      return "";
    }
    List<String> words = List.of(name.split("\\.", -1));
    int kept = dotted.startsWith("org.jline.") ? 2 : 3;
    return String.join(".", words.subList(0, Math.min(kept, words.size())));
  }
}
