// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.catalog.YamlNode;
import dev.shirube.match.Numeral;
import dev.shirube.sigma.Correlation.Comparison;
import dev.shirube.sigma.Correlation.Criterion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the correlation section of a rule, and the aggregation behind the pipe of an old one.
final class CorrelationReader {
  private static final long MAX_SECONDS = 366L * 24 * 3600;

  private CorrelationReader() {}

  /// A correlation whose rules are still names.
  ///
  /// @param rules as written: ids or names
  /// @param aliases name in groupBy to rule as written to that rule's own name for it
  /// @param generate whether the rules also fire by themselves
  record Draft(
      int line,
      Correlation.Type type,
      List<String> rules,
      List<String> groupBy,
      Map<String, Map<String, String>> aliases,
      long timespanNanos,
      List<String> fields,
      List<Criterion> criteria,
      boolean generate) {
    /// The same over other rules; a temporal one without a condition then asks for all of them.
    Draft over(List<String> ids) {
      BigDecimal all = BigDecimal.valueOf(ids.size());
      List<Criterion> limits =
          criteria.isEmpty() ? List.of(new Criterion(Comparison.GTE, all)) : criteria;
      return new Draft(line, type, ids, groupBy, aliases, timespanNanos, fields, limits, generate);
    }
  }

  static Draft read(YamlNode.Mapping document) {
    int line = document.lineOf("correlation");
    if (!(document.get("correlation") instanceof YamlNode.Mapping section)) {
      throw Fault.at(line, "sigma.correlation.shape");
    }
    for (String key : section.entries().keySet()) {
      switch (key) {
        case "type", "rules", "group-by", "timespan", "condition", "aliases", "generate" -> {}
        default -> throw Fault.at(section.lineOf(key), "sigma.correlation.key", key);
      }
    }
    Correlation.Type type = type(section);
    List<String> rules = RuleReader.texts(section.get("rules"));
    if (rules.isEmpty()) {
      throw Fault.at(section.lineOf("rules"), "sigma.correlation.rules");
    }
    String timespan = section.text("timespan");
    if (timespan == null) {
      throw Fault.at(line, "sigma.correlation.timespan", "");
    }
    return new Draft(
        line,
        type,
        rules,
        RuleReader.texts(section.get("group-by")),
        aliases(section),
        nanos(timespan, section.lineOf("timespan")),
        fields(section, type),
        criteria(section, type, rules.size()),
        generate(document) || generate(section));
  }

  private static boolean generate(YamlNode.Mapping mapping) {
    String text = mapping.text("generate");
    return text != null && text.equalsIgnoreCase("true");
  }

  private static Correlation.Type type(YamlNode.Mapping section) {
    String word = section.text("type");
    for (Correlation.Type type : Correlation.Type.values()) {
      if (type.word().equals(word)) {
        return type;
      }
    }
    throw Fault.at(section.lineOf("type"), "sigma.correlation.type", String.valueOf(word));
  }

  /// A time such as 90m in nanoseconds: whole number and s, m, h or d.
  static long nanos(String text, int line) {
    String number = text.isEmpty() ? "" : text.substring(0, text.length() - 1);
    boolean digits = !number.isEmpty() && number.length() <= 9;
    for (int index = 0; index < number.length(); index++) {
      digits &= number.charAt(index) >= '0' && number.charAt(index) <= '9';
    }
    long unit =
        switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
          case 's' -> 1;
          case 'm' -> 60;
          case 'h' -> 3600;
          case 'd' -> 86_400;
          default -> 0;
        };
    long seconds = digits ? Long.parseLong(number) * unit : 0;
    if (seconds <= 0 || seconds > MAX_SECONDS) {
      throw Fault.at(line, "sigma.correlation.timespan", text);
    }
    return seconds * 1_000_000_000L;
  }

  private static List<String> fields(YamlNode.Mapping section, Correlation.Type type) {
    List<String> fields =
        section.get("condition") instanceof YamlNode.Mapping condition
            ? RuleReader.texts(condition.get("field"))
            : List.of();
    boolean many = type != Correlation.Type.VALUE_COUNT && fields.size() > 1;
    if (fields.isEmpty() == type.needsField() || many) {
      throw Fault.at(section.lineOf("condition"), "sigma.correlation.field", type.word());
    }
    return fields;
  }

  private static List<Criterion> criteria(
      YamlNode.Mapping section, Correlation.Type type, int rules) {
    YamlNode node = section.get("condition");
    int line = section.lineOf("condition");
    boolean temporal =
        type == Correlation.Type.TEMPORAL || type == Correlation.Type.TEMPORAL_ORDERED;
    if (node == null && temporal) {
      return List.of(new Criterion(Comparison.GTE, BigDecimal.valueOf(rules)));
    }
    if (!(node instanceof YamlNode.Mapping condition)) {
      throw Fault.at(line, "sigma.correlation.condition");
    }
    List<Criterion> criteria = new ArrayList<>();
    condition
        .entries()
        .forEach((key, value) -> {
          if (!key.equals("field")) {
            criteria.add(criterion(key, value, condition.lineOf(key)));
          }
        });
    if (criteria.isEmpty()) {
      throw Fault.at(line, "sigma.correlation.condition");
    }
    if (type == Correlation.Type.TEMPORAL_ORDERED && !isWhole(criteria, rules)) {
      throw Fault.at(line, "sigma.correlation.ordered", rules);
    }
    return criteria;
  }

  /// Whether the condition asks for all of the rules, the only thing an order can be asked of.
  private static boolean isWhole(List<Criterion> criteria, int rules) {
    Criterion first = criteria.getFirst();
    long limit = first.limit().longValue();
    return criteria.size() == 1
        && switch (first.comparison()) {
          case GTE, EQ -> limit == rules;
          case GT -> limit == rules - 1;
          case LT, LTE, NEQ -> false;
        };
  }

  private static Criterion criterion(String key, YamlNode value, int line) {
    for (Comparison comparison : Comparison.values()) {
      if (comparison.name().toLowerCase(Locale.ROOT).equals(key)) {
        String text = value instanceof YamlNode.Scalar scalar ? scalar.text() : "";
        return new Criterion(comparison, number(text, line));
      }
    }
    throw Fault.at(line, "sigma.correlation.comparison", key);
  }

  private static BigDecimal number(String text, int line) {
    Numeral numeral = Numeral.parse(text);
    if (numeral == null) {
      throw Fault.at(line, "sigma.value.number", text);
    }
    return numeral.value();
  }

  private static Map<String, Map<String, String>> aliases(YamlNode.Mapping section) {
    Map<String, Map<String, String>> aliases = new LinkedHashMap<>();
    YamlNode node = section.get("aliases");
    if (node == null) {
      return aliases;
    }
    int line = section.lineOf("aliases");
    if (!(node instanceof YamlNode.Mapping mapping)) {
      throw Fault.at(line, "sigma.correlation.aliases", "aliases");
    }
    mapping
        .entries()
        .forEach((name, value) -> aliases.put(name, alias(name, value, mapping.lineOf(name))));
    return aliases;
  }

  private static Map<String, String> alias(String name, YamlNode node, int line) {
    Map<String, String> alias = new LinkedHashMap<>();
    if (!(node instanceof YamlNode.Mapping mapping) || mapping.entries().isEmpty()) {
      throw Fault.at(line, "sigma.correlation.aliases", name);
    }
    for (String rule : mapping.entries().keySet()) {
      String field = mapping.text(rule);
      if (field == null || field.isEmpty()) {
        throw Fault.at(mapping.lineOf(rule), "sigma.correlation.aliases", name);
      }
      alias.put(rule, field);
    }
    return alias;
  }

  /// The aggregation behind the pipe of an old condition.
  ///
  /// @param near for `near`: the condition behind the word; null for the others
  /// @param draft what it counts, without the rules
  record Aggregation(@Nullable String near, Draft draft) {}

  /// Reads `count() by a, b > 5`, `count(x) > 5`, `sum(x) > 5`, `avg(x) > 5` or `near a and b`.
  ///
  /// @param timeframe the section's timeframe, or null
  static Aggregation old(String text, @Nullable String timeframe, int line) {
    if (timeframe == null) {
      throw Fault.at(line, "sigma.aggregation.timeframe", text.strip());
    }
    long nanos = nanos(timeframe.strip(), line);
    String rest = text.strip();
    if (rest.startsWith("near ")) {
      Shape shape = new Shape(Correlation.Type.TEMPORAL, List.of(), List.of(), List.of());
      return new Aggregation(rest.substring("near ".length()), shape.draft(line, nanos));
    }
    int open = rest.indexOf('(');
    int close = rest.indexOf(')');
    int sign = firstSign(rest, close);
    if (open < 0 || close < open || sign < 0) {
      throw Fault.at(line, "sigma.aggregation", rest);
    }
    String field = rest.substring(open + 1, close).strip();
    Correlation.Type type = oldType(rest.substring(0, open).strip(), field.isEmpty());
    String middle = rest.substring(close + 1, sign).strip();
    boolean grouped = middle.startsWith("by ");
    if (type == null || (!grouped && !middle.isEmpty())) {
      throw Fault.at(line, "sigma.aggregation", rest);
    }
    List<String> groupBy = grouped ? listed(middle.substring("by ".length())) : List.of();
    List<String> fields = field.isEmpty() ? List.of() : List.of(field);
    Criterion criterion = oldCriterion(rest.substring(sign), line);
    Shape shape = new Shape(type, groupBy, fields, List.of(criterion));
    return new Aggregation(null, shape.draft(line, nanos));
  }

  private record Shape(
      Correlation.Type type, List<String> groupBy, List<String> fields, List<Criterion> criteria) {
    Draft draft(int line, long nanos) {
      return new Draft(line, type, List.of(), groupBy, Map.of(), nanos, fields, criteria, false);
    }
  }

  private static Correlation.@Nullable Type oldType(String word, boolean plain) {
    return switch (word) {
      case "count" -> plain ? Correlation.Type.EVENT_COUNT : Correlation.Type.VALUE_COUNT;
      case "sum" -> plain ? null : Correlation.Type.VALUE_SUM;
      case "avg" -> plain ? null : Correlation.Type.VALUE_AVG;
      default -> null;
    };
  }

  private static int firstSign(String text, int from) {
    for (int index = Math.max(from, 0); index < text.length(); index++) {
      if ("<>=!".indexOf(text.charAt(index)) >= 0) {
        return index;
      }
    }
    return -1;
  }

  private static List<String> listed(String text) {
    List<String> names = new ArrayList<>();
    int from = 0;
    for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', from)) {
      names.add(text.substring(from, comma).strip());
      from = comma + 1;
    }
    names.add(text.substring(from).strip());
    return names;
  }

  private static Criterion oldCriterion(String text, int line) {
    int length = text.length() > 1 && text.charAt(1) == '=' ? 2 : 1;
    Comparison comparison =
        switch (text.substring(0, length)) {
          case ">" -> Comparison.GT;
          case ">=" -> Comparison.GTE;
          case "<" -> Comparison.LT;
          case "<=" -> Comparison.LTE;
          case "=", "==" -> Comparison.EQ;
          case "!=" -> Comparison.NEQ;
          default -> throw Fault.at(line, "sigma.aggregation", text);
        };
    return new Criterion(comparison, number(text.substring(length).strip(), line));
  }
}
