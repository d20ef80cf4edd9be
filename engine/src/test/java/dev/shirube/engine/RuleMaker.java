// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Writes rules by chance: every modifier, every form of a selection, every form of a condition.
/// Few words and few fields, so that events made of the same words often match.
final class RuleMaker {
  static final List<String> FIELDS =
      List.of("Image", "CommandLine", "User", "IP", "Num", "When", "EventID", "SomeName");
  static final List<String> WORDS =
      List.of(
          "power",
          "shell",
          "-enc",
          "k",
          "ss",
          "a",
          "ab",
          "b",
          "cmd.exe",
          "whoami",
          "Kernel",
          "\u212a",
          "\u017f",
          "\u00e9",
          "\u00c9",
          "\u65e5\u672c",
          "\ud83d\ude00",
          "10.0.0.5",
          "192.168.1.1",
          "::1",
          "42",
          "0x2A",
          "4.2e1",
          "-7",
          "2024-02-29T13:05",
          "true",
          " ",
          "/",
          "\"",
          "sekurlsa::",
          "mimikatz",
          "a rather long text",
          "\u0130",
          "\u1e9e",
          "\u03a3",
          "\u023a",
          "aGVsbG8",
          "\t",
          "\ufffd");
  private static final String[] SOURCES = {
    "{category: test}",
    "{category: test}",
    "{product: windows}",
    "{product: windows, service: security}",
    "{category: process_creation, product: windows}",
    "{category: process_creation, product: windows, service: security}",
    "{category: webserver}"
  };
  // Too large to be run on a long value.
  private static final String BOMB = "(?:[^x]?[^y]?){200}[^0]{900}b";
  private static final String[] TEXT_MODIFIERS = {
    "",
    "",
    "|contains",
    "|contains",
    "|startswith",
    "|endswith",
    "|contains|all",
    "|all",
    "|cased",
    "|contains|cased",
    "|startswith|cased",
    "|endswith|cased",
    "|neq",
    "|contains|neq",
    "|windash|contains",
    "|windash|contains|all",
    "|windash",
    "|base64",
    "|base64offset|contains",
    "|wide|base64offset|contains",
    "|utf16|base64|contains",
    "|wide|contains",
    "|expand",
    "|expand|contains",
    "|startswith|neq|cased"
  };
  private static final String[] REGEXES = {
    "power.*",
    "^a+b",
    "(?i)SHELL$",
    "s{2}",
    "\\bcmd\\.exe\\b",
    "[a-c]{2,}",
    "^$",
    "^.$",
    "\\d+\\.\\d+",
    "k|\u212a",
    "mimi(katz)?",
    "-e(nc)?\\s",
    BOMB,
    BOMB,
    "(?:ab|ba){3}",
    "\\s",
    "Kernel.*ss",
    "\\W$",
    "(?i)\u00e9",
    "whoami.{0,900}$"
  };
  private static final String[] NETWORKS = {
    "10.0.0.0/8",
    "10.0.0.5",
    "192.168.0.0/16",
    "::/0",
    "::1",
    "0.0.0.0/0",
    "192.168.1.0/24",
    "10.0.0.4/31"
  };
  private static final String[] NUMBERS = {"42", "0", "-7", "42.0", "13", "5", "1e2", "0x2a"};

  private final Random random;

  RuleMaker(Random random) {
    this.random = random;
  }

  /// A set of rules as texts.
  List<String> rules(int count) {
    List<String> rules = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      rules.add(rule("r" + number));
    }
    return rules;
  }

  private String rule(String id) {
    int selections = 1 + random.nextInt(3);
    StringBuilder text = new StringBuilder("title: Test\nid: " + id + "\n");
    text.append("logsource: ").append(SOURCES[random.nextInt(SOURCES.length)]).append("\n");
    text.append("detection:\n");
    for (int number = 1; number <= selections; number++) {
      text.append("  s").append(number).append(":\n");
      if (number == 1 && id.equals("r0")) {
        text.append("    '|re':\n      - ").append(quoted(BOMB)).append('\n');
      } else {
        selection(text);
      }
    }
    return text.append("  condition: ").append(condition(selections)).append("\n").toString();
  }

  private void selection(StringBuilder text) {
    switch (random.nextInt(8)) {
      case 0 -> keywords(text);
      case 1 -> {
        text.append("    -").append(fields("      ").substring(5));
        text.append("    -").append(fields("      ").substring(5));
      }
      default -> text.append(fields("    "));
    }
  }

  private void keywords(StringBuilder text) {
    boolean all = random.nextInt(3) == 0;
    boolean regex = random.nextInt(6) == 0;
    String lead = "    - ";
    if (all || regex) {
      text.append("    '").append(all ? "|all" : "|re").append("':\n");
      lead = "      - ";
      regex &= !all;
    }
    for (int count = 1 + random.nextInt(3); count > 0; count--) {
      text.append(lead)
          .append(regex ? quoted(REGEXES[random.nextInt(REGEXES.length)]) : quoted(value()));
      text.append('\n');
    }
  }

  private String fields(String indent) {
    StringBuilder text = new StringBuilder();
    List<String> keys = new ArrayList<>();
    for (int count = 1 + random.nextInt(3); count > 0; count--) {
      String field = FIELDS.get(random.nextInt(FIELDS.size()));
      if (!keys.contains(field)) {
        keys.add(field);
        text.append(indent).append(test(field)).append('\n');
      }
    }
    return text.toString();
  }

  private String test(String field) {
    return switch (random.nextInt(14)) {
      case 0 -> field + ": null";
      case 1 -> field + "|neq: " + (random.nextBoolean() ? "null" : quoted(""));
      case 2 -> field + "|exists: " + random.nextBoolean();
      case 3 -> field + reference() + ": " + FIELDS.get(random.nextInt(FIELDS.size()));
      case 4 ->
          field
              + pick("|re", "|re|i", "|re|m", "|re|s", "|re|all", "|re|neq")
              + ": "
              + list(REGEXES);
      case 5 -> field + pick("|cidr", "|cidr|neq", "|cidr|all") + ": " + list(NETWORKS);
      case 6 ->
          field
              + pick("|lt", "|lte", "|gt", "|gte")
              + ": "
              + NUMBERS[random.nextInt(NUMBERS.length)];
      case 7 ->
          field
              + pick("|hour", "|minute|gte", "|day|lt", "|year", "|month|lte", "|week")
              + ": "
              + pick("13", "5", "2024", "29", "2", "9");
      case 8 ->
          field
              + pick("", "|neq", "|all")
              + ": ["
              + NUMBERS[random.nextInt(NUMBERS.length)]
              + ", "
              + quoted(value())
              + ", null]";
      case 9 -> field + ": " + NUMBERS[random.nextInt(NUMBERS.length)];
      default -> field + TEXT_MODIFIERS[random.nextInt(TEXT_MODIFIERS.length)] + ": " + texts();
    };
  }

  private String reference() {
    return pick(
        "|fieldref",
        "|fieldref|contains",
        "|fieldref|startswith",
        "|fieldref|endswith",
        "|fieldref|neq",
        "|fieldref|cased");
  }

  private String pick(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  private String list(String[] texts) {
    String one = quoted(texts[random.nextInt(texts.length)]);
    return random.nextBoolean()
        ? one
        : "[" + one + ", " + quoted(texts[random.nextInt(texts.length)]) + "]";
  }

  private String texts() {
    // Long lists are looked up another way by the interpreter.
    int count = random.nextInt(12) == 0 ? 20 : 1 + random.nextInt(3);
    StringBuilder list = new StringBuilder("[");
    for (int number = 0; number < count; number++) {
      list.append(number == 0 ? "" : ", ").append(quoted(value()));
    }
    return list.append(']').toString();
  }

  private String value() {
    StringBuilder value = new StringBuilder();
    for (int parts = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(2); parts > 0; parts--) {
      switch (random.nextInt(14)) {
        case 0 -> value.append('*');
        case 1 -> value.append('?');
        case 2 -> value.append("\\*");
        case 3 -> value.append("\\\\");
        case 4 -> value.append("%name%");
        default -> value.append(WORDS.get(random.nextInt(WORDS.size())));
      }
    }
    return value.toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\t' -> quoted.append("\\t");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private String condition(int selections) {
    return switch (random.nextInt(8)) {
      case 0 -> "1 of s*";
      case 1 -> "all of them";
      case 2 -> "not s1";
      case 3 -> "not (" + part(selections) + " and " + part(selections) + ")";
      case 4 -> part(selections) + " and not " + part(selections);
      case 5 -> part(selections) + " or " + part(selections) + " and " + part(selections);
      case 6 -> "s1 and not 1 of s" + selections + "*";
      default -> "s1";
    };
  }

  private String part(int selections) {
    return (random.nextInt(4) == 0 ? "not s" : "s") + (1 + random.nextInt(selections));
  }
}
