// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import java.util.Random;

/// Writes random but valid JSON objects.
final class RandomJson {
  private static final String[] STRINGS = {
    "plain",
    "",
    "日本語の値",
    "C:\\\\Windows\\\\cmd.exe",
    "a\\\"b",
    "\\u65e5\\n\\t",
    "𠮷野家",
    "{}",
    "[1,2]",
    "null",
    "é"
  };
  private static final String[] NUMBERS = {
    "0", "-1", "12345678901234567890123456789", "1.5", "-0.25e-10", "1E400", "4294967296"
  };
  private static final String[] WORDS = {"true", "false", "null"};

  private final Random random;
  private long leaves;

  RandomJson(Random random) {
    this.random = random;
  }

  /// How many values that hold no others were written so far; an empty object or array is one.
  long leaves() {
    return leaves;
  }

  /// A new object.
  String object() {
    StringBuilder text = new StringBuilder();
    object(text, 0, true);
    return text.toString();
  }

  private void space(StringBuilder text) {
    if (random.nextInt(6) == 0) {
      text.append(" \n\t\r".charAt(random.nextInt(4)));
    }
  }

  private void value(StringBuilder text, int depth) {
    space(text);
    int kind = random.nextInt(depth > 5 ? 6 : 8);
    if (kind >= 6) {
      object(text, depth + 1, false);
      return;
    }
    if (kind == 5 && depth <= 5) {
      array(text, depth + 1);
      return;
    }
    leaves++;
    text.append(
        switch (kind) {
          case 0, 1 -> '"' + STRINGS[random.nextInt(STRINGS.length)] + '"';
          case 2, 3 -> NUMBERS[random.nextInt(NUMBERS.length)];
          default -> WORDS[random.nextInt(WORDS.length)];
        });
    space(text);
  }

  private void object(StringBuilder text, int depth, boolean top) {
    int members = random.nextInt(6);
    leaves += members == 0 && !top ? 1 : 0;
    text.append('{');
    for (int member = 0; member < members; member++) {
      text.append(member == 0 ? "" : ",");
      space(text);
      text.append('"')
          .append(STRINGS[random.nextInt(STRINGS.length)])
          .append(random.nextInt(9))
          .append('"');
      space(text);
      text.append(':');
      value(text, depth);
    }
    text.append('}');
  }

  private void array(StringBuilder text, int depth) {
    int elements = random.nextInt(5);
    leaves += elements == 0 ? 1 : 0;
    text.append('[');
    for (int element = 0; element < elements; element++) {
      text.append(element == 0 ? "" : ",");
      value(text, depth);
    }
    text.append(']');
  }
}
