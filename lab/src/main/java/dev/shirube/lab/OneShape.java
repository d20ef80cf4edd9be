// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Makes documents fit one mapping of an index: a name that holds an object in one document and a
/// single value in another is two names afterwards. Nothing but names is changed.
final class OneShape {
  private static final String OTHERWISE = "_otherwise";

  /// Whether a path holds an object, as it was seen first.
  private final Map<String, Boolean> objects = new HashMap<>();

  /// Where the walk through one document is.
  private static final class Walk {
    private final String json;
    private final StringBuilder out;
    private final Deque<String> above = new ArrayDeque<>();
    private String path = "";
    private int at;

    Walk(String json) {
      this.json = json;
      out = new StringBuilder(json.length() + 64);
    }

    /// The end of the text that begins here, its closing quotation mark counted in.
    private int endOfText() {
      int end = at + 1;
      while (json.charAt(end) != '"') {
        end += json.charAt(end) == '\\' ? 2 : 1;
      }
      return end + 1;
    }

    private int skipSpace(int from) {
      int index = from;
      while (json.charAt(index) <= ' ') {
        index++;
      }
      return index;
    }
  }

  /// Writes the documents of a file, one a line, anew.
  void write(Path from, Path to) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(from);
        BufferedWriter out = Files.newBufferedWriter(to)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.write(document(line));
        out.write('\n');
      }
    }
  }

  /// One document, which must be JSON.
  String document(String json) {
    Walk walk = new Walk(json);
    while (walk.at < json.length()) {
      char next = json.charAt(walk.at);
      switch (next) {
        case '"' -> text(walk);
        case '{' -> {
          walk.above.push(walk.path);
          walk.out.append(next);
          walk.at++;
        }
        case '}' -> {
          walk.path = walk.above.pop();
          walk.out.append(next);
          walk.at++;
        }
        default -> {
          walk.out.append(next);
          walk.at++;
        }
      }
    }
    return walk.out.toString();
  }

  private void text(Walk walk) {
    int end = walk.endOfText();
    String text = walk.json.substring(walk.at, end);
    int colon = end < walk.json.length() ? walk.skipSpace(end) : end;
    walk.at = end;
    if (colon == walk.json.length() || walk.json.charAt(colon) != ':') {
      walk.out.append(text);
      return;
    }
    int value = walk.skipSpace(colon + 1);
    while (walk.json.charAt(value) == '[') {
      value = walk.skipSpace(value + 1);
    }
    boolean isObject = walk.json.charAt(value) == '{';
    // A dot in a name would make an object of what stands before it.
    String name = text.substring(1, text.length() - 1).replace('.', '_');
    String above = walk.above.peek();
    String path = above + '.' + name;
    if (objects.computeIfAbsent(path, _ -> isObject) != isObject) {
      name += OTHERWISE;
      path += OTHERWISE;
    }
    walk.path = path;
    walk.out.append('"').append(name).append('"');
  }
}
