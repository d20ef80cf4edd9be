// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.catalog.YamlNode;
import dev.shirube.match.Cidr;
import dev.shirube.match.DatePart;
import dev.shirube.match.Encodings;
import dev.shirube.match.Glob;
import dev.shirube.match.Numeral;
import dev.shirube.match.Regex;
import dev.shirube.match.RegexRefusal;
import dev.shirube.sigma.Correlation.Comparison;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Turns the values a rule writes into tests, as the modifiers tell.
final class ValueReader {
  private static final int MAX_VARIANTS = 3_125;

  private final Map<String, List<String>> placeholders;

  ValueReader(Map<String, List<String>> placeholders) {
    this.placeholders = placeholders;
  }

  /// The test for one value.
  ///
  /// @param keyword whether it is looked for in the whole event
  ValueTest read(YamlNode.Scalar value, Modifiers modifiers, boolean keyword) {
    return switch (modifiers.kind()) {
      case TEXT -> text(value, modifiers, keyword);
      case REGEX -> regex(value, modifiers);
      case NETWORK -> network(value, modifiers);
      case NUMBER -> number(value, modifiers);
      case DATE -> date(value, modifiers);
      case EXISTENCE, REFERENCE ->
          throw new IllegalArgumentException("not a value: " + modifiers.kind());
    };
  }

  private ValueTest text(YamlNode.Scalar value, Modifiers modifiers, boolean keyword) {
    boolean plain = modifiers.place() == Condition.Place.WHOLE && !modifiers.anyDash();
    boolean encoded = modifiers.encoding() != null || modifiers.base64() != null;
    if (value.kind() == YamlNode.Kind.NULL) {
      if (!plain || encoded || keyword || modifiers.expands()) {
        throw Fault.at(value.line(), "sigma.value.null");
      }
      return new ValueTest.Missing("null");
    }
    if (value.kind() != YamlNode.Kind.STRING && (encoded || modifiers.anyDash())) {
      throw Fault.at(value.line(), "sigma.value.text", value.text());
    }
    Numeral numeral = value.kind() == YamlNode.Kind.STRING ? null : Numeral.parse(value.text());
    if (numeral != null && plain && !keyword) {
      return new ValueTest.SameNumber(value.text(), numeral);
    }
    List<ValueTest> tests = new ArrayList<>();
    for (Glob each : expand(value, modifiers)) {
      for (Glob glob : spell(each, value, modifiers)) {
        Glob placed = place(glob, keyword ? Condition.Place.ANYWHERE : modifiers.place());
        tests.add(new ValueTest.Like(value.text(), placed.pattern(modifiers.isCased())));
      }
    }
    return oneOf(value, tests);
  }

  private static ValueTest oneOf(YamlNode.Scalar value, List<ValueTest> tests) {
    return tests.size() == 1 ? tests.getFirst() : new ValueTest.AnyOf(value.text(), tests);
  }

  private static Glob place(Glob glob, Condition.Place place) {
    return switch (place) {
      case WHOLE -> glob;
      case ANYWHERE -> glob.anywhere();
      case START -> glob.ending();
      case END -> glob.opening();
    };
  }

  private List<Glob> expand(YamlNode.Scalar value, Modifiers modifiers) {
    if (!modifiers.expands()) {
      return List.of(Glob.parse(value.text()));
    }
    List<List<Glob>> all = List.of(List.of());
    for (Piece piece : pieces(value)) {
      List<List<Glob>> longer = new ArrayList<>();
      for (List<Glob> each : all) {
        for (String text : piece.texts()) {
          List<Glob> more = new ArrayList<>(each);
          more.add(Glob.parse(text));
          longer.add(more);
        }
      }
      if (longer.size() > MAX_VARIANTS) {
        throw Fault.at(value.line(), "sigma.value.variants", value.text(), MAX_VARIANTS);
      }
      all = longer;
    }
    return all.stream().map(Glob::concat).toList();
  }

  /// @param texts what can stand there, with Sigma's wildcards and escapes
  private record Piece(List<String> texts) {}

  /// Cuts a value at its placeholders; `\%` is a plain percent sign.
  private List<Piece> pieces(YamlNode.Scalar value) {
    String text = value.text();
    List<Piece> pieces = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    int index = 0;
    while (index < text.length()) {
      char c = text.charAt(index);
      char next = index + 1 < text.length() ? text.charAt(index + 1) : 0;
      int end = c == '%' ? text.indexOf('%', index + 1) : -1;
      if (c == '\\' && next == '%') {
        plain.append('%');
        index += 2;
      } else if (c == '\\' && (next == '\\' || next == '*' || next == '?')) {
        plain.append(c).append(next);
        index += 2;
      } else if (end > index + 1) {
        pieces.add(new Piece(List.of(plain.toString())));
        plain.setLength(0);
        pieces.add(new Piece(values(value, text.substring(index + 1, end))));
        index = end + 1;
      } else {
        plain.append(c);
        index++;
      }
    }
    pieces.add(new Piece(List.of(plain.toString())));
    return pieces;
  }

  private List<String> values(YamlNode.Scalar value, String name) {
    List<String> values = placeholders.getOrDefault(name, List.of());
    if (values.isEmpty()) {
      throw Fault.at(value.line(), "sigma.placeholder", name);
    }
    return values;
  }

  private static List<Glob> spell(Glob glob, YamlNode.Scalar value, Modifiers modifiers) {
    Glob dashed = modifiers.anyDash() ? glob.anyDash() : glob;
    if (modifiers.encoding() == null && modifiers.base64() == null) {
      return List.of(dashed);
    }
    if (glob.hasWildcards()) {
      throw Fault.at(value.line(), "sigma.value.encoded", value.text());
    }
    List<Glob> variants = modifiers.anyDash() ? dashed.dashes(MAX_VARIANTS) : List.of(glob);
    if (variants.isEmpty()) {
      throw Fault.at(value.line(), "sigma.value.variants", value.text(), MAX_VARIANTS);
    }
    return variants.stream()
        .flatMap(each -> encode(each.text(), modifiers).stream())
        .map(Glob::literal)
        .toList();
  }

  private static List<String> encode(String text, Modifiers modifiers) {
    Modifiers.Encoding encoding = modifiers.encoding();
    byte[] bytes =
        encoding == null
            ? text.getBytes(StandardCharsets.UTF_8)
            : Encodings.utf16(
                text,
                encoding == Modifiers.Encoding.UTF16_BE,
                encoding == Modifiers.Encoding.UTF16_MARK);
    Modifiers.Base64 base64 = modifiers.base64();
    if (base64 == null) {
      // The way a value holding these bytes is shown as text, so that the two meet.
      return List.of(new String(bytes, StandardCharsets.UTF_8));
    }
    return base64 == Modifiers.Base64.WHOLE
        ? List.of(Encodings.base64(bytes))
        : Encodings.base64Offsets(bytes);
  }

  private ValueTest regex(YamlNode.Scalar value, Modifiers modifiers) {
    if (value.kind() == YamlNode.Kind.NULL || value.text().isEmpty()) {
      throw Fault.at(value.line(), "sigma.regex.empty");
    }
    List<ValueTest> tests = new ArrayList<>();
    for (String source : modifiers.expands() ? regexes(value) : List.of(value.text())) {
      switch (Regex.compile(source, modifiers.flags())) {
        case Regex.Compiled.Ready ready ->
            tests.add(new ValueTest.Found(value.text(), ready.regex()));
        case Regex.Compiled.Refused refused -> {
          int position = refused.refusal().position() + 1;
          String id = id(refused.refusal().reason());
          throw Fault.at(value.line(), id, refused.refusal().part(), position, value.text());
        }
      }
    }
    return oneOf(value, tests);
  }

  private static String id(RegexRefusal.Reason reason) {
    return switch (reason) {
      case LOOK_AROUND -> "sigma.regex.lookaround";
      case BACK_REFERENCE -> "sigma.regex.reference";
      case ATOMIC -> "sigma.regex.atomic";
      case UNSUPPORTED -> "sigma.regex.unsupported";
      case ESCAPE -> "sigma.regex.escape";
      case REPEAT -> "sigma.regex.repeat";
      case SIZE -> "sigma.regex.size";
      case SYNTAX -> "sigma.regex.syntax";
    };
  }

  /// Placeholders inside a regular expression stand for plain texts with `*` and `?` left open.
  private List<String> regexes(YamlNode.Scalar value) {
    List<String> all = List.of("");
    String text = value.text();
    int index = 0;
    while (index < text.length()) {
      int end = text.charAt(index) == '%' ? text.indexOf('%', index + 1) : -1;
      boolean escaped = text.charAt(index) == '\\' && index + 1 < text.length();
      int next = end > index + 1 ? end + 1 : escaped ? index + 2 : index + 1;
      List<String> parts =
          end > index + 1
              ? values(value, text.substring(index + 1, end)).stream()
                  .map(ValueReader::quote)
                  .toList()
              : List.of(text.substring(index, next));
      List<String> head = all;
      all = head.stream().flatMap(h -> parts.stream().map(part -> h + part)).toList();
      if (all.size() > MAX_VARIANTS) {
        throw Fault.at(value.line(), "sigma.value.variants", text, MAX_VARIANTS);
      }
      index = next;
    }
    return all;
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder();
    text.codePoints()
        .forEach(point -> {
          switch (point) {
            case '*' -> quoted.append(".*");
            case '?' -> quoted.append('.');
            default -> quoted.append("\\x{").append(Integer.toHexString(point)).append('}');
          }
        });
    return quoted.toString();
  }

  private ValueTest network(YamlNode.Scalar value, Modifiers modifiers) {
    List<String> texts =
        modifiers.expands()
            ? expand(value, modifiers).stream().map(Glob::text).toList()
            : List.of(value.text());
    List<ValueTest> tests = new ArrayList<>();
    for (String text : texts) {
      Cidr network = value.kind() == YamlNode.Kind.STRING ? Cidr.parse(text) : null;
      if (network == null) {
        throw Fault.at(value.line(), "sigma.value.network", text);
      }
      tests.add(new ValueTest.Within(value.text(), network));
    }
    return oneOf(value, tests);
  }

  private static ValueTest number(YamlNode.Scalar value, Modifiers modifiers) {
    Numeral number = Numeral.parse(value.text());
    if (number == null || value.kind() == YamlNode.Kind.NULL) {
      throw Fault.at(value.line(), "sigma.value.number", value.text());
    }
    Comparison relation = Objects.requireNonNull(modifiers.relation());
    return new ValueTest.Compared(
        relation.name().toLowerCase(Locale.ROOT) + " " + value.text(), relation, number);
  }

  private static ValueTest date(YamlNode.Scalar value, Modifiers modifiers) {
    Numeral number = value.kind() == YamlNode.Kind.NULL ? null : Numeral.parse(value.text());
    if (number == null || number.value().stripTrailingZeros().scale() > 0) {
      throw Fault.at(value.line(), "sigma.value.number", value.text());
    }
    DatePart part = Objects.requireNonNull(modifiers.datePart());
    Comparison relation = modifiers.relation();
    long wanted = number.value().longValue();
    return new ValueTest.Dated(
        value.text(), part, relation == null ? Comparison.EQ : relation, wanted);
  }
}
