// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rulecache;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Text;
import dev.shirube.event.Severity;
import dev.shirube.event.Technique;
import dev.shirube.sigma.Correlation;
import dev.shirube.sigma.Guidance;
import dev.shirube.sigma.LogSource;
import dev.shirube.sigma.Rule;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What rules say about themselves, what is wrong with them, and correlations, as bytes: each
/// method that writes stands before the one that reads the same.
final class WordsCodec {
  private static final Severity[] SEVERITIES = Severity.values();
  private static final Rule.Kind[] KINDS = Rule.Kind.values();
  private static final Correlation.Type[] TYPES = Correlation.Type.values();
  private static final Correlation.Comparison[] COMPARISONS = Correlation.Comparison.values();

  private WordsCodec() {}

  static void rule(ByteSink out, Rule rule) {
    out.text(rule.id());
    out.text(rule.hash());
    out.choice(rule.kind());
    out.text(rule.title());
    out.text(rule.description());
    out.choice(rule.severity());
    out.text(rule.status());
    logSource(out, rule.logSource());
    out.texts(rule.techniques().stream().map(Technique::id).toList());
    out.texts(rule.tactics());
    out.texts(rule.falsePositives());
    out.texts(rule.fields());
    guidance(out, rule.guidance());
    Rule.Origin origin = rule.origin();
    out.text(origin.file());
    out.number(origin.line());
    out.text(origin.author());
    out.text(origin.license());
    out.texts(origin.references());
  }

  static Rule rule(ByteSource in) {
    return new Rule(
        in.text(),
        in.text(),
        in.choice(KINDS),
        in.text(),
        in.text(),
        in.choice(SEVERITIES),
        in.text(),
        logSource(in),
        in.list(() -> new Technique(in.text())),
        in.texts(),
        in.texts(),
        in.texts(),
        guidance(in),
        new Rule.Origin(in.text(), in.below(Integer.MAX_VALUE), in.text(), in.text(), in.texts()));
  }

  static void logSource(ByteSink out, LogSource words) {
    out.optional(words.category());
    out.optional(words.product());
    out.optional(words.service());
  }

  static LogSource logSource(ByteSource in) {
    return new LogSource(in.optional(), in.optional(), in.optional());
  }

  private static void guidance(ByteSink out, Guidance guidance) {
    out.flag(!guidance.equals(Guidance.NONE));
    if (!guidance.equals(Guidance.NONE)) {
      both(out, guidance.title());
      both(out, guidance.explanation());
      both(out, guidance.harmless());
      both(out, guidance.question());
    }
  }

  private static Guidance guidance(ByteSource in) {
    return in.flag() ? new Guidance(both(in), both(in), both(in), both(in)) : Guidance.NONE;
  }

  private static void both(ByteSink out, @Nullable Text text) {
    out.optional(text == null ? null : text.ja());
    if (text != null) {
      out.text(text.en());
    }
  }

  private static @Nullable Text both(ByteSource in) {
    String ja = in.optional();
    return ja == null ? null : new Text(ja, in.text());
  }

  static void problems(ByteSink out, List<Problem> problems) {
    out.number(problems.size());
    for (Problem problem : problems) {
      out.text(problem.file());
      out.number(problem.position());
      message(out, problem.what());
      message(out, problem.advice());
    }
  }

  static List<Problem> problems(ByteSource in) {
    return in.list(() -> new Problem(in.text(), in.number(), message(in), message(in)));
  }

  private static void message(ByteSink out, Message message) {
    out.text(message.id());
    out.texts(message.arguments());
  }

  private static Message message(ByteSource in) {
    return new Message(in.text(), in.texts());
  }

  /// All but the rule.
  static void correlation(ByteSink out, Correlation each) {
    out.choice(each.type());
    out.texts(each.references());
    out.texts(each.groupBy());
    out.number(each.aliases().size());
    each.aliases()
        .forEach((name, byRule) -> {
          out.text(name);
          out.number(byRule.size());
          byRule.forEach((rule, field) -> {
            out.text(rule);
            out.text(field);
          });
        });
    out.number(each.timespanNanos());
    out.texts(each.fields());
    out.number(each.criteria().size());
    for (Correlation.Criterion criterion : each.criteria()) {
      out.choice(criterion.comparison());
      decimal(out, criterion.limit());
    }
    out.flag(each.alone());
  }

  static Correlation correlation(ByteSource in, Rule rule) {
    return new Correlation(
        rule,
        in.choice(TYPES),
        in.texts(),
        in.texts(),
        aliases(in),
        in.number(),
        in.texts(),
        in.list(() -> new Correlation.Criterion(in.choice(COMPARISONS), decimal(in))),
        in.flag());
  }

  private static Map<String, Map<String, String>> aliases(ByteSource in) {
    Map<String, Map<String, String>> aliases = new HashMap<>();
    for (int left = in.count(); left > 0; left--) {
      String name = in.text();
      Map<String, String> byRule = new HashMap<>();
      for (int rules = in.count(); rules > 0; rules--) {
        byRule.put(in.text(), in.text());
      }
      aliases.put(name, Map.copyOf(byRule));
    }
    return aliases;
  }

  static void decimal(ByteSink out, BigDecimal number) {
    out.text(number.toString());
  }

  static BigDecimal decimal(ByteSource in) {
    String text = in.text();
    if (text.length() > 1_000) {
      throw new ByteSource.Damaged();
    }
    return new BigDecimal(text);
  }
}
