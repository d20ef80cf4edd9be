// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.match.Cidr;
import dev.shirube.match.Fold;
import dev.shirube.match.Glob;
import dev.shirube.match.Regex;
import dev.shirube.query.Column;
import dev.shirube.query.Predicate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/// Makes predicates of all kinds about events that were generated, the same for the same seed. Many
/// ask for values that are there.
final class PredicateGenerator {
  private static final List<String> REGEXES =
      List.of(
          "a[0-9]\\.exe$",
          "(?i)SYSTEM32",
          "^10\\.0\\.0\\.[0-9]{1,2}$",
          "é|ü|Ö",
          ".{1000,}",
          // Too much to look for in the longest values.
          "(?:.{900}[^l]){9}",
          "[0-9a-f]{64}",
          "^$",
          "k",
          "long .*long",
          "\\\\Temp\\\\");

  private final EventGenerator random;
  private final EventBatch batch;

  PredicateGenerator(long seed, EventBatch batch) {
    random = new EventGenerator(seed);
    this.batch = batch;
  }

  Predicate next(int depth) {
    if (depth > 0 && random.below(2) == 0) {
      List<Predicate> parts = new ArrayList<>();
      for (int count = random.below(4); count > 0; count--) {
        parts.add(next(depth - 1));
      }
      return switch (random.below(5)) {
        case 0, 1 -> new Predicate.And(parts);
        case 2, 3 -> new Predicate.Or(parts);
        default -> new Predicate.Not(next(depth - 1));
      };
    }
    return leaf();
  }

  private Predicate leaf() {
    return switch (random.below(13)) {
      case 0 -> new Predicate.Exists(column());
      case 1, 2, 3, 4 -> new Predicate.Like(column(), glob(), random.below(4) == 0);
      case 5 -> new Predicate.Anywhere(glob());
      case 6, 7 -> new Predicate.Matches(column(), regex());
      case 8 -> new Predicate.InNetwork(column(), cidr());
      case 9, 10 -> new Predicate.Compare(column(), comparison(), number());
      case 11 -> new Predicate.OneOf(column(), texts());
      default -> random.below(4) == 0 ? new Predicate.Everything() : new Predicate.Exists(column());
    };
  }

  private Column column() {
    return switch (random.below(5)) {
      case 0, 1 -> new Column.Catalogue(FieldCatalogue.require(random.one(EventGenerator.PATHS)));
      case 2, 3 -> {
        String name = random.one(EventGenerator.NAMES);
        yield new Column.Vendor(random.below(2) == 0 ? name : name.toUpperCase(Locale.ROOT));
      }
      default -> random.one(List.of(Column.Head.values()));
    };
  }

  /// A value of some event, or something like one.
  private String text() {
    if (batch.count() > 0 && random.below(4) != 0) {
      Event event = new Event().on(batch, random.below(batch.count()));
      if (random.below(8) == 0) {
        return random.one(List.of(Column.Head.values())).text(event);
      }
      if (event.size() > 0) {
        return event.text(random.below(event.size()));
      }
    }
    return random.text(random.below(9));
  }

  private Glob glob() {
    String text = text();
    if (random.below(3) == 0) {
      text = text.toUpperCase(Locale.ROOT);
    }
    Glob whole = Glob.literal(text);
    int from = text.isEmpty() ? 0 : random.below(text.length());
    String tail = text.substring(from, Math.min(text.length(), from + 1 + random.below(12)));
    return switch (random.below(6)) {
      case 0, 1 -> whole;
      case 2 -> Glob.literal(tail).anywhere();
      case 3 -> Glob.literal(text.substring(0, from)).ending();
      case 4 -> Glob.literal(text.substring(from)).opening();
      default ->
          Glob.concat(
              List.of(
                  Glob.literal(text.substring(0, from)).ending(),
                  Glob.parse("?"),
                  Glob.literal(tail).ending()));
    };
  }

  private Regex regex() {
    Set<Regex.Flag> flags = random.below(2) == 0 ? Set.of() : EnumSet.of(Regex.Flag.IGNORE_CASE);
    return ((Regex.Compiled.Ready) Regex.compile(random.one(REGEXES), flags)).regex();
  }

  private Cidr cidr() {
    return Objects.requireNonNull(
        Cidr.parse(random.one(List.of("10.0.0.0/24", "10.0.0.128/25", "fe80::/10", "0.0.0.0/0"))));
  }

  private Predicate.Comparison comparison() {
    return random.one(List.of(Predicate.Comparison.values()));
  }

  private long number() {
    if (random.below(2) == 0) {
      return random.below(500);
    }
    Event event = new Event().on(batch, random.below(batch.count()));
    return random.below(2) == 0 ? event.time() : event.received();
  }

  private Set<String> texts() {
    Set<String> texts = new HashSet<>();
    for (int count = random.below(6); count > 0; count--) {
      texts.add(Fold.fold(text()));
    }
    return texts;
  }
}
