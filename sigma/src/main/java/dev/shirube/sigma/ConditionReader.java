// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Reads the condition of a rule: `or`, `and`, `not`, `1 of`, `all of`, brackets, from the least to
/// the most binding.
final class ConditionReader {
  private static final int MAX_DEPTH = 100;

  private final Map<String, Condition.Selection> selections;
  private final Set<String> used = new HashSet<>();
  private final int line;
  private List<String> tokens = List.of();
  private int at;
  private int depth;

  ConditionReader(Map<String, Condition.Selection> selections, int line) {
    this.selections = selections;
    this.line = line;
  }

  /// Reads one condition.
  Condition read(String text) {
    tokens = tokens(text);
    at = 0;
    if (tokens.isEmpty()) {
      throw Fault.at(line, "sigma.condition.empty");
    }
    Condition condition = or();
    if (at < tokens.size()) {
      throw Fault.at(line, "sigma.condition.token", tokens.get(at));
    }
    return condition;
  }

  /// Names of the search identifiers that were referred to so far.
  Set<String> used() {
    return used;
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    int index = 0;
    while (index < text.length()) {
      char c = text.charAt(index);
      int start = index++;
      if (c == '(' || c == ')') {
        tokens.add(String.valueOf(c));
      } else if (!Character.isWhitespace(c)) {
        while (index < text.length() && isWord(text.charAt(index))) {
          index++;
        }
        tokens.add(text.substring(start, index));
      }
    }
    return tokens;
  }

  private static boolean isWord(char c) {
    return c != '(' && c != ')' && !Character.isWhitespace(c);
  }

  private boolean next(String word) {
    if (at < tokens.size() && tokens.get(at).equalsIgnoreCase(word)) {
      at++;
      return true;
    }
    return false;
  }

  private void deeper() {
    if (++depth > MAX_DEPTH) {
      throw Fault.at(line, "sigma.condition.depth", MAX_DEPTH);
    }
  }

  private Condition or() {
    List<Condition> parts = new ArrayList<>(List.of(and()));
    while (next("or")) {
      parts.add(and());
    }
    return Condition.Or.of(parts);
  }

  private Condition and() {
    List<Condition> parts = new ArrayList<>(List.of(not()));
    while (next("and")) {
      parts.add(not());
    }
    return Condition.And.of(parts);
  }

  private Condition not() {
    boolean negated = false;
    while (next("not")) {
      negated = !negated;
    }
    Condition condition = operand();
    return negated ? new Condition.Not(condition) : condition;
  }

  private Condition operand() {
    if (at == tokens.size()) {
      throw Fault.at(line, "sigma.condition.end");
    }
    if (next("(")) {
      deeper();
      Condition inner = or();
      depth--;
      if (!next(")")) {
        throw Fault.at(line, "sigma.condition.bracket");
      }
      return inner;
    }
    String token = tokens.get(at++);
    if (at < tokens.size() && tokens.get(at).equalsIgnoreCase("of")) {
      at++;
      return quantified(token);
    }
    Condition.Selection selection = selections.get(token);
    if (selection == null) {
      throw Fault.at(line, "sigma.condition.unknown", token);
    }
    used.add(token);
    return selection;
  }

  private Condition quantified(String count) {
    String quantity = count.toLowerCase(Locale.ROOT);
    boolean all = quantity.equals("all");
    if (!all && !quantity.equals("1") && !quantity.equals("any")) {
      throw Fault.at(line, "sigma.condition.count", count);
    }
    String pattern = at < tokens.size() ? tokens.get(at++) : "";
    List<Condition> parts = new ArrayList<>();
    selections.forEach((name, selection) -> {
      if (selects(pattern, name)) {
        parts.add(selection);
        used.add(name);
      }
    });
    if (parts.isEmpty()) {
      throw Fault.at(line, "sigma.condition.pattern", pattern);
    }
    return all ? Condition.And.of(parts) : Condition.Or.of(parts);
  }

  /// Identifiers that begin with an underscore are meant only by a pattern that does so too.
  private static boolean selects(String pattern, String name) {
    if (name.startsWith("_") && !pattern.startsWith("_")) {
      return false;
    }
    return pattern.equalsIgnoreCase("them") || matches(pattern, name);
  }

  /// Leftmost-greedy matching of `*` alone; other characters are themselves.
  static boolean matches(String pattern, String name) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return pattern.equals(name);
    }
    if (!name.startsWith(pattern.substring(0, star))) {
      return false;
    }
    int from = star;
    int begin = star + 1;
    for (int next = pattern.indexOf('*', begin); next >= 0; next = pattern.indexOf('*', begin)) {
      String part = pattern.substring(begin, next);
      int found = name.indexOf(part, from);
      if (found < 0) {
        return false;
      }
      from = found + part.length();
      begin = next + 1;
    }
    String last = pattern.substring(begin);
    return name.length() - last.length() >= from && name.endsWith(last);
  }
}
