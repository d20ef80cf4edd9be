// SPDX-License-Identifier: Apache-2.0
package dev.shirube.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// All texts that a person sees, in both languages: content/messages/*.yaml, each a mapping of id
/// to `{ja: …, en: …}`; {0}, {1} … stand for the facts.
public final class Messages {
  private final Map<String, Text> texts;

  private Messages(Map<String, Text> texts) {
    this.texts = texts;
  }

  /// What reading gave: the texts, and every fault found on the way.
  public record Loaded(Messages messages, List<Problem> problems) {
    public Loaded {
      problems = List.copyOf(problems);
    }
  }

  /// Reads all messages of a content folder.
  public static Loaded load(Content content) throws IOException {
    Map<String, Text> texts = new TreeMap<>();
    List<Problem> problems = new ArrayList<>();
    for (Path file : content.files("messages", ".yaml")) {
      Yaml.Documents read = Yaml.read(file.toString(), Files.readAllBytes(file));
      problems.addAll(read.problems());
      for (YamlNode document : read.documents()) {
        add(file.toString(), document, texts, problems);
      }
    }
    return new Loaded(new Messages(Map.copyOf(texts)), problems);
  }

  private static void add(
      String file, YamlNode document, Map<String, Text> texts, List<Problem> problems) {
    if (!(document instanceof YamlNode.Mapping mapping)) {
      problems.add(fault(file, document.line(), "messages.shape", ""));
      return;
    }
    for (Map.Entry<String, YamlNode> entry : mapping.entries().entrySet()) {
      int line = mapping.lineOf(entry.getKey());
      String ja = entry.getValue() instanceof YamlNode.Mapping text ? text.text("ja") : null;
      String en = entry.getValue() instanceof YamlNode.Mapping text ? text.text("en") : null;
      if (ja == null || en == null || ja.isBlank() || en.isBlank()) {
        problems.add(fault(file, line, "messages.language", entry.getKey()));
      } else if (((YamlNode.Mapping) entry.getValue()).entries().size() > 2) {
        problems.add(fault(file, line, "messages.more", entry.getKey()));
      } else if (texts.put(entry.getKey(), new Text(ja, en)) != null) {
        problems.add(fault(file, line, "messages.twice", entry.getKey()));
      }
    }
  }

  private static Problem fault(String file, int line, String id, String fact) {
    return new Problem(file, line, Message.of(id, fact), Message.of(id + ".advice", fact));
  }

  /// The ids of all texts and the texts.
  public Map<String, Text> all() {
    return texts;
  }

  /// A message in the reader's language. An id without a text is shown as it is, with its facts, so
  /// that nothing is lost even where the build's check was passed by.
  public String render(Message message, Language language) {
    Text text = texts.get(message.id());
    if (text == null) {
      return message.id() + " " + message.arguments();
    }
    return fill(text.in(language), message.arguments());
  }

  private static String fill(String pattern, List<String> arguments) {
    StringBuilder filled = new StringBuilder(pattern.length() + 32);
    int from = 0;
    int open = pattern.indexOf('{');
    while (open >= 0) {
      int close = pattern.indexOf('}', open);
      int number = close == open + 2 ? Character.digit(pattern.charAt(open + 1), 10) : -1;
      if (number >= 0 && number < arguments.size()) {
        filled.append(pattern, from, open).append(arguments.get(number));
        from = close + 1;
      }
      open = pattern.indexOf('{', open + 1);
    }
    return filled.append(pattern, from, pattern.length()).toString();
  }
}
