// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tables of words for values: those of content/tables by name, and those inside a description.
final class WordTables {
  private final Map<String, Map<String, String>> named;

  private WordTables(Map<String, Map<String, String>> named) {
    this.named = named;
  }

  /// Reads all tables of a content folder: each a mapping of value to word.
  static WordTables load(Content content, List<Problem> problems) throws IOException {
    Map<String, Map<String, String>> named = new TreeMap<>();
    for (Path file : content.files("tables", ".yaml")) {
      Yaml.Documents read = Yaml.read(file.toString(), Files.readAllBytes(file));
      problems.addAll(read.problems());
      String fileName = String.valueOf(file.getFileName());
      String name = fileName.substring(0, fileName.length() - ".yaml".length());
      Reading reading = new Reading(file.toString(), new Vocabulary(), problems::add);
      for (YamlNode document : read.documents()) {
        YamlNode.Mapping mapping = reading.mapping(document, name);
        if (mapping != null) {
          named.put(name, words(mapping, reading));
        }
      }
    }
    return new WordTables(named);
  }

  private static Map<String, String> words(YamlNode.Mapping mapping, Reading reading) {
    Map<String, String> words = new HashMap<>();
    for (String value : mapping.entries().keySet()) {
      words.put(value.toLowerCase(Locale.ROOT), reading.text(mapping, value));
    }
    return Map.copyOf(words);
  }

  /// The table a description gives: the name of one, or the words themselves.
  Map<String, String> read(@Nullable YamlNode node, int line, Reading reading) {
    if (node instanceof YamlNode.Mapping mapping) {
      return words(mapping, reading);
    }
    String name = node instanceof YamlNode.Scalar scalar ? scalar.text() : "";
    Map<String, String> table = named.get(name);
    if (table == null) {
      reading.mistake(line, "source.unknown-table", name, Reading.sorted(named.keySet()));
      return Map.of();
    }
    return table;
  }

  /// A text with every `%%number` in it as its word; null when no word of it is known.
  static @Nullable String spelled(String text, Map<String, String> table) {
    StringBuilder spelled = new StringBuilder();
    int written = 0;
    boolean known = false;
    int at = text.indexOf("%%");
    while (at >= 0) {
      int end = at + 2;
      while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
        end++;
      }
      String word = table.get(text.substring(at, end));
      known |= word != null;
      spelled.append(text, written, word == null ? end : at).append(word == null ? "" : word);
      written = end;
      at = text.indexOf("%%", end);
    }
    return known ? spelled.append(text, written, text.length()).toString() : null;
  }
}
