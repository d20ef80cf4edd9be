// SPDX-License-Identifier: Apache-2.0
package dev.shirube.oracle;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.ValueType;
import dev.shirube.match.Fold;
import dev.shirube.match.Glob;
import dev.shirube.match.Regex;
import dev.shirube.query.Column;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/// Makes questions, each in our terms and in SQL, out of values that real events have, so that most
/// have an answer. The same seed gives the same questions.
final class Questions {
  private static final int SAMPLES = 4_000;
  private static final int LONGEST = 60;

  private final Random random;
  private final List<Sample> samples = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private long asked;

  /// A value seen.
  private record Sample(long time, Column column, String where, String text) {}

  /// A condition in both languages.
  record Condition(Predicate predicate, String sql) {}

  /// A condition and a range of time.
  record Pair(TimeRange range, Condition condition) {
    String sql() {
      String from = range.from() == Long.MIN_VALUE ? "true" : "time >= " + range.from();
      String until = range.until() == Long.MAX_VALUE ? "true" : "time < " + range.until();
      return from + " and " + until + " and (" + condition.sql() + ")";
    }
  }

  Questions(long seed, List<EventBatch> batches) {
    random = new Random(seed);
    Event event = new Event();
    int events = batches.stream().mapToInt(EventBatch::count).sum();
    for (EventBatch batch : batches) {
      for (int index = 0; index < batch.count(); index++) {
        event.on(batch, index);
        if (random.nextInt(events) < SAMPLES) {
          sample(event);
        }
      }
    }
  }

  private void sample(Event event) {
    long time = event.time();
    times.add(time);
    for (int tries = 0; tries < 4; tries++) {
      int entry = random.nextInt(event.size());
      if (event.type(entry) == ValueType.NULL) {
        continue;
      }
      Field field = FieldCatalogue.builtIn().find(event.field(entry));
      String name = event.nameText(entry);
      String text = event.text(entry);
      if (field != null && (name.isEmpty() || random.nextBoolean())) {
        samples.add(new Sample(time, new Column.Catalogue(field), "field = " + field.id(), text));
      } else if (!name.isEmpty()) {
        String where = "name = " + DuckOracle.quoted(Fold.fold(name));
        samples.add(new Sample(time, new Column.Vendor(name), where, text));
      }
    }
  }

  Pair next() {
    Condition condition = condition(random.nextInt(4));
    return new Pair(range(), condition);
  }

  /// A name that events have.
  String name() {
    for (int tries = 0; tries < 1000; tries++) {
      if (samples.get(random.nextInt(samples.size())).column()
          instanceof Column.Vendor(String name)) {
        return name;
      }
    }
    throw new IllegalStateException("no event has a name");
  }

  /// A range up to, or from, a value that is asked for: others would seldom have an answer where
  /// events come from many days.
  private TimeRange range() {
    if (random.nextInt(3) == 0) {
      return TimeRange.ALL;
    }
    long other = times.get(random.nextInt(times.size()));
    return new TimeRange(Math.min(asked, other), Math.max(asked, other) + random.nextInt(2));
  }

  private Condition condition(int depth) {
    int kind = depth == 0 ? 3 : random.nextInt(4);
    return switch (kind) {
      case 0 -> {
        Condition part = condition(depth - 1);
        yield new Condition(new Predicate.Not(part.predicate()), "not (" + part.sql() + ")");
      }
      case 1 -> joined(depth, true);
      case 2 -> joined(depth, false);
      default -> leaf();
    };
  }

  private Condition joined(int depth, boolean and) {
    List<Condition> parts = new ArrayList<>();
    for (int count = 2 + random.nextInt(2); count > 0; count--) {
      parts.add(condition(depth - 1));
    }
    List<Predicate> predicates = parts.stream().map(Condition::predicate).toList();
    String sql =
        parts.stream()
            .map(part -> "(" + part.sql() + ")")
            .collect(Collectors.joining(and ? " and " : " or "));
    return new Condition(and ? new Predicate.And(predicates) : new Predicate.Or(predicates), sql);
  }

  private Condition leaf() {
    Sample sample = samples.get(random.nextInt(samples.size()));
    asked = sample.time();
    return switch (random.nextInt(10)) {
      case 0 -> {
        String sql = exists(sample.where(), "true");
        yield new Condition(new Predicate.Exists(sample.column()), sql);
      }
      case 1 -> numbers(sample);
      case 2 -> list(sample);
      case 3 -> regex(sample);
      case 4 -> {
        Pattern pattern = pattern(sample.text());
        String sql = exists("true", "not missing and folded like " + pattern.like(true));
        yield new Condition(new Predicate.Anywhere(pattern.glob()), sql);
      }
      case 5 -> head();
      default -> {
        boolean cased = random.nextInt(4) == 0;
        Pattern pattern = pattern(sample.text());
        String test =
            cased ? "text like " + pattern.like(false) : "folded like " + pattern.like(true);
        Predicate predicate = new Predicate.Like(sample.column(), pattern.glob(), cased);
        yield new Condition(predicate, exists(sample.where(), "not missing and " + test));
      }
    };
  }

  private static String exists(String where, String test) {
    return "row in (select row from value where " + where + " and " + test + ")";
  }

  /// A text with * and ? as wildcards in some places.
  private record Pattern(List<String> parts) {
    Glob glob() {
      List<Glob> globs = new ArrayList<>();
      for (String part : parts) {
        globs.add(part.equals("*") || part.equals("?") ? Glob.parse(part) : Glob.literal(part));
      }
      Glob all = Glob.literal("");
      for (Glob each : globs) {
        all = Glob.concat(List.of(all, each));
      }
      return all;
    }

    String like(boolean folded) {
      StringBuilder like = new StringBuilder();
      for (String part : parts) {
        switch (part) {
          case "*" -> like.append('%');
          case "?" -> like.append('_');
          default -> {
            String text = folded ? Fold.fold(part) : part;
            like.append(text.replace("!", "!!").replace("%", "!%").replace("_", "!_"));
          }
        }
      }
      return DuckOracle.quoted(like.toString()) + " escape '!'";
    }
  }

  private Pattern pattern(String text) {
    String part = part(text);
    return switch (random.nextInt(6)) {
      case 0 -> new Pattern(List.of(whole(text)));
      case 1 -> new Pattern(List.of(part(text, 0), "*"));
      case 2 -> new Pattern(List.of("*", whole(text.substring(text.length() / 2))));
      case 3 -> new Pattern(List.of("*", part, "*", part(text), "*"));
      case 4 -> new Pattern(List.of("*", part, "?", "*"));
      default -> new Pattern(List.of("*", random.nextBoolean() ? swapped(part) : part, "*"));
    };
  }

  private static String swapped(String text) {
    StringBuilder swapped = new StringBuilder();
    text.codePoints()
        .map(point -> Character.isUpperCase(point) ? Character.toLowerCase(point) : point)
        .forEach(swapped::appendCodePoint);
    return swapped.toString();
  }

  private String part(String text) {
    return part(text, text.isEmpty() ? 0 : random.nextInt(text.length()));
  }

  private String part(String text, int from) {
    int length = 1 + random.nextInt(12);
    return clean(text.substring(from, Math.min(text.length(), from + length)));
  }

  private static String whole(String text) {
    return clean(text.substring(0, Math.min(text.length(), LONGEST)));
  }

  /// Without what cannot be said in SQL or would be taken for a wildcard alone.
  private static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      if (c != 0 && !Character.isSurrogate(c) && c != '*' && c != '?') {
        clean.append(c);
      }
    }
    return clean.toString();
  }

  private Condition numbers(Sample sample) {
    Sample asked = sample;
    for (int tries = 0; tries < 200 && !isNumber(asked.text()); tries++) {
      asked = samples.get(random.nextInt(samples.size()));
    }
    long number = isNumber(asked.text()) ? Long.parseLong(asked.text()) : 4;
    Predicate.Comparison how =
        Predicate.Comparison.values()[random.nextInt(Predicate.Comparison.values().length)];
    String test =
        switch (how) {
          case EQUAL -> "whole = " + number + " and not part";
          case LESS -> "whole < " + number;
          case LESS_OR_EQUAL -> "(whole < " + number + " or whole = " + number + " and not part)";
          case GREATER -> "(whole > " + number + " or whole = " + number + " and part)";
          case GREATER_OR_EQUAL -> "whole >= " + number;
        };
    String sql = exists(asked.where(), "not missing and " + test);
    return new Condition(new Predicate.Compare(asked.column(), how, number), sql);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= 15
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private Condition list(Sample sample) {
    Set<String> texts = new LinkedHashSet<>();
    for (Sample other : samples) {
      if (texts.size() < 5 && other.column().equals(sample.column())) {
        texts.add(Fold.fold(clean(other.text())));
      }
    }
    String all = texts.stream().map(DuckOracle::quoted).collect(Collectors.joining(", "));
    String sql = exists(sample.where(), "not missing and folded in (" + all + ")");
    return new Condition(new Predicate.OneOf(sample.column(), texts), sql);
  }

  /// What both kinds of regular expressions mean alike.
  private Condition regex(Sample sample) {
    StringBuilder source = new StringBuilder();
    String part = part(sample.text());
    for (int index = 0; index < part.length(); index++) {
      char c = part.charAt(index);
      if (c > 0x7e || c < ' ') {
        source.append('.');
      } else if (c >= '0' && c <= '9' && random.nextBoolean()) {
        source.append("[0-9]+");
      } else if (Character.isLetter(c)) {
        source.append(c);
      } else {
        source.append("[^a-z0-9]");
      }
    }
    if (source.isEmpty()) {
      source.append("a.c");
    }
    Regex regex = compiled(source.toString());
    String sql =
        exists(
            sample.where(),
            "not missing and regexp_matches(text, " + DuckOracle.quoted(source.toString()) + ")");
    return new Condition(new Predicate.Matches(sample.column(), regex), sql);
  }

  private static Regex compiled(String source) {
    return switch (Regex.compile(source, EnumSet.noneOf(Regex.Flag.class))) {
      case Regex.Compiled.Ready ready -> ready.regex();
      case Regex.Compiled.Refused refused ->
          throw new IllegalStateException(source + ": " + refused.refusal());
    };
  }

  private Condition head() {
    long time = times.get(random.nextInt(times.size()));
    return random.nextBoolean()
        ? new Condition(
            new Predicate.Compare(Column.Head.TIME, Predicate.Comparison.GREATER_OR_EQUAL, time),
            "time >= " + time)
        : new Condition(
            new Predicate.Like(Column.Head.CLASS, Glob.parse("*activity"), false),
            "class like '%activity'");
  }
}
