// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.match.DatePart;
import dev.shirube.match.Regex;
import dev.shirube.sigma.Correlation.Comparison;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The modifiers behind a field's name (appendix "Sigma Modifiers"), read in order and checked
/// against each other. A chain that says nothing sensible is refused.
final class Modifiers {
  private final int line;
  private final String key;
  private final Set<String> seen = new HashSet<>();
  private final Set<Regex.Flag> flags = EnumSet.noneOf(Regex.Flag.class);
  private Kind kind = Kind.TEXT;
  private Condition.Place place = Condition.Place.WHOLE;
  private @Nullable Encoding encoding;
  private @Nullable Base64 base64;
  private @Nullable DatePart datePart;
  private @Nullable Comparison relation;

  private Modifiers(int line, String key) {
    this.line = line;
    this.key = key;
  }

  /// What the values are.
  enum Kind {
    TEXT,
    REGEX,
    NETWORK,
    NUMBER,
    DATE,
    EXISTENCE,
    REFERENCE
  }

  /// Bytes a text is turned into before Base64.
  enum Encoding {
    UTF16_LE,
    UTF16_BE,
    UTF16_MARK
  }

  /// Whether a text is looked for in its Base64 spelling at the start, or at any place of one.
  enum Base64 {
    WHOLE,
    ANY_OFFSET
  }

  /// Reads the modifiers of a key.
  ///
  /// @param key field and modifiers, for messages
  /// @param names the modifiers in order
  static Modifiers read(int line, String key, List<String> names) {
    Modifiers modifiers = new Modifiers(line, key);
    for (String name : names) {
      if (!modifiers.seen.add(name)) {
        throw modifiers.wrong(name);
      }
      modifiers.apply(name);
    }
    modifiers.checkWhole();
    return modifiers;
  }

  private void apply(String name) {
    switch (name) {
      case "all", "neq", "expand" -> {}
      case "cased" -> require(name, kind == Kind.TEXT || kind == Kind.REFERENCE);
      case "contains" -> put(name, Condition.Place.ANYWHERE);
      case "startswith" -> put(name, Condition.Place.START);
      case "endswith" -> put(name, Condition.Place.END);
      case "windash" -> require(name, kind == Kind.TEXT && encoding == null && base64 == null);
      case "wide", "utf16le" -> encode(name, Encoding.UTF16_LE);
      case "utf16be" -> encode(name, Encoding.UTF16_BE);
      case "utf16" -> encode(name, Encoding.UTF16_MARK);
      case "base64" -> spell(name, Base64.WHOLE);
      case "base64offset" -> spell(name, Base64.ANY_OFFSET);
      case "re" -> become(name, Kind.REGEX);
      case "i" -> flag(name, Regex.Flag.IGNORE_CASE);
      case "m" -> flag(name, Regex.Flag.MULTI_LINE);
      case "s" -> flag(name, Regex.Flag.DOT_ALL);
      case "cidr" -> become(name, Kind.NETWORK);
      case "exists" -> become(name, Kind.EXISTENCE);
      case "fieldref" -> reference();
      case "lt", "lte", "gt", "gte" -> compare(name);
      case "minute", "hour", "day", "week", "month", "year" -> {
        become(name, Kind.DATE);
        datePart = DatePart.valueOf(name.toUpperCase(Locale.ROOT));
      }
      default -> throw Fault.at(line, "sigma.modifier.unknown", name, key);
    }
  }

  private void require(String name, boolean right) {
    if (!right) {
      throw wrong(name);
    }
  }

  private Fault wrong(String name) {
    return Fault.at(line, "sigma.modifier.order", name, key);
  }

  private void put(String name, Condition.Place wanted) {
    require(name, kind == Kind.TEXT || kind == Kind.REFERENCE);
    require(name, place == Condition.Place.WHOLE);
    place = wanted;
  }

  private void encode(String name, Encoding wanted) {
    require(name, kind == Kind.TEXT && encoding == null && base64 == null);
    require(name, place == Condition.Place.WHOLE);
    encoding = wanted;
  }

  private void spell(String name, Base64 wanted) {
    require(name, kind == Kind.TEXT && base64 == null && place == Condition.Place.WHOLE);
    base64 = wanted;
  }

  private void become(String name, Kind wanted) {
    boolean plain = place == Condition.Place.WHOLE && encoding == null && base64 == null;
    require(name, kind == Kind.TEXT && plain && !seen.contains("windash") && !isCased());
    kind = wanted;
  }

  private void reference() {
    require("fieldref", kind == Kind.TEXT && encoding == null && base64 == null);
    require("fieldref", !seen.contains("windash") && !expands());
    kind = Kind.REFERENCE;
  }

  private void flag(String name, Regex.Flag wanted) {
    require(name, kind == Kind.REGEX);
    flags.add(wanted);
  }

  private void compare(String name) {
    require(name, relation == null);
    if (kind != Kind.DATE) {
      become(name, Kind.NUMBER);
    }
    relation = Comparison.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private void checkWhole() {
    boolean compares = relation != null;
    require("neq", !isNegated() || (!compares && !isAll()));
    require("exists", kind != Kind.EXISTENCE || seen.size() == 1);
    require(
        "expand", !expands() || kind == Kind.TEXT || kind == Kind.REGEX || kind == Kind.NETWORK);
  }

  Kind kind() {
    return kind;
  }

  Condition.Place place() {
    return place;
  }

  @Nullable Encoding encoding() {
    return encoding;
  }

  @Nullable Base64 base64() {
    return base64;
  }

  /// The part of a date; only for {@link Kind#DATE}.
  @Nullable DatePart datePart() {
    return datePart;
  }

  /// How numbers compare; null for equality.
  @Nullable Comparison relation() {
    return relation;
  }

  Set<Regex.Flag> flags() {
    return flags;
  }

  boolean isAll() {
    return seen.contains("all");
  }

  boolean isCased() {
    return seen.contains("cased");
  }

  boolean isNegated() {
    return seen.contains("neq");
  }

  boolean expands() {
    return seen.contains("expand");
  }

  boolean anyDash() {
    return seen.contains("windash");
  }
}
