// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rulecache;

import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.sigma.Binding;
import dev.shirube.sigma.Correlation;
import dev.shirube.sigma.EventView;
import dev.shirube.sigma.Rule;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A whole set of rules as bytes: tables of log sources, fields and rules first, then what names
/// them by number.
final class SetCodec {
  private SetCodec() {}

  /// The bytes of a set.
  static byte[] write(RuleSet set) {
    ByteSink out = new ByteSink();
    new Writer(out).write(set.parts());
    return out.bytes();
  }

  /// The set of some bytes.
  ///
  /// @throws ByteSource.Damaged when they are not what was written
  /// @throws IllegalArgumentException for the same reason
  static RuleSet read(byte[] bytes, int from, int end) {
    return new Reader(new ByteSource(bytes, from, end)).read();
  }

  /// What many rules have in common: their log sources, and what their fields mean.
  private record Scope(List<List<Integer>> sources, List<Integer> named, boolean translated) {}

  private static final class Writer {
    private final ByteSink out;
    private final IdentityHashMap<Taxonomy.Entry, Integer> entries = new IdentityHashMap<>();
    private final IdentityHashMap<Rule, Integer> rules = new IdentityHashMap<>();
    private final Map<Scope, Integer> scopes = new LinkedHashMap<>();

    Writer(ByteSink out) {
      this.out = out;
    }

    void write(RuleSet.Parts parts) {
      entries(parts);
      scopes(parts);
      out.number(parts.fields().size());
      for (EventView.Field field : parts.fields()) {
        out.text(field.name());
        out.number(field.catalogue().size());
        field.catalogue().forEach(out::number);
      }
      ruleTable(parts);
      ConditionCodec.Writer conditions = new ConditionCodec.Writer(out);
      out.number(parts.detections().size());
      for (RuleSet.Bound each : parts.detections()) {
        out.number(rules.getOrDefault(each.rule(), 0));
        out.number(scopes.getOrDefault(scope(each.binding()), 0));
        out.texts(each.binding().names());
        conditions.condition(each.condition());
        out.flag(each.alone());
      }
      out.number(parts.correlations().size());
      for (Correlation each : parts.correlations()) {
        out.number(rules.getOrDefault(each.rule(), 0));
        WordsCodec.correlation(out, each);
      }
      rules(parts.rules());
      rules(parts.filters());
      WordsCodec.problems(out, parts.problems());
      WordsCodec.problems(out, parts.notices());
    }

    private void rules(List<Rule> list) {
      out.number(list.size());
      list.forEach(rule -> out.number(rules.getOrDefault(rule, 0)));
    }

    private void ruleTable(RuleSet.Parts parts) {
      List<Rule> table = new ArrayList<>(parts.rules());
      table.addAll(parts.filters());
      parts.detections().forEach(each -> table.add(each.rule()));
      parts.correlations().forEach(each -> table.add(each.rule()));
      List<Rule> different =
          table.stream().filter(rule -> rules.putIfAbsent(rule, rules.size()) == null).toList();
      out.number(different.size());
      different.forEach(rule -> WordsCodec.rule(out, rule));
    }

    private void entries(RuleSet.Parts parts) {
      List<Taxonomy.Entry> table = new ArrayList<>();
      for (RuleSet.Bound each : parts.detections()) {
        each.binding().sources().forEach(table::addAll);
        table.addAll(each.binding().named());
      }
      List<Taxonomy.Entry> different =
          table.stream().filter(each -> entries.putIfAbsent(each, entries.size()) == null).toList();
      out.number(different.size());
      different.forEach(this::entry);
    }

    private void entry(Taxonomy.Entry entry) {
      out.number(entry.number());
      out.text(entry.name());
      WordsCodec.logSource(out, entry.logSource());
      out.number(entry.when().size());
      for (Taxonomy.SourceTerm term : entry.when()) {
        out.text(term.key());
        out.texts(term.values());
      }
      out.number(entry.fields().size());
      entry
          .fields()
          .forEach((name, fields) -> {
            out.text(name);
            out.number(fields.size());
            fields.forEach(field -> out.number(field.id()));
          });
    }

    private Scope scope(Binding binding) {
      return new Scope(
          binding.sources().stream().map(this::numbers).toList(),
          numbers(binding.named()),
          binding.isTranslated());
    }

    private List<Integer> numbers(List<Taxonomy.Entry> list) {
      return list.stream().map(entry -> entries.getOrDefault(entry, 0)).toList();
    }

    private void scopes(RuleSet.Parts parts) {
      parts.detections().forEach(each -> scopes.putIfAbsent(scope(each.binding()), scopes.size()));
      out.number(scopes.size());
      for (Scope scope : scopes.keySet()) {
        out.number(scope.sources.size());
        scope.sources.forEach(this::entryNumbers);
        entryNumbers(scope.named);
        out.flag(scope.translated);
      }
    }

    private void entryNumbers(List<Integer> numbers) {
      out.number(numbers.size());
      numbers.forEach(out::number);
    }
  }

  /// @param sources see {@link Binding#sources()}
  /// @param named see {@link Binding#named()}
  private record Meaning(
      List<List<Taxonomy.Entry>> sources, List<Taxonomy.Entry> named, boolean translated) {}

  private static final class Reader {
    private final ByteSource in;
    private List<Taxonomy.Entry> entries = List.of();
    private List<Rule> rules = List.of();

    Reader(ByteSource in) {
      this.in = in;
    }

    RuleSet read() {
      entries = in.list(this::entry);
      List<Meaning> meanings = in.list(this::meaning);
      List<EventView.Field> fields =
          in.list(() -> new EventView.Field(in.text(), in.list(() -> field().id())));
      rules = in.list(() -> WordsCodec.rule(in));
      ConditionCodec.Reader conditions = new ConditionCodec.Reader(in, fields);
      List<RuleSet.Bound> detections = in.list(() -> bound(meanings, conditions));
      List<Correlation> correlations = in.list(() -> WordsCodec.correlation(in, rule()));
      check(detections, correlations);
      RuleSet.Parts parts =
          new RuleSet.Parts(
              in.list(this::rule),
              in.list(this::rule),
              detections,
              correlations,
              WordsCodec.problems(in),
              WordsCodec.problems(in),
              fields);
      in.end();
      return RuleSet.of(parts);
    }

    private Rule rule() {
      return rules.get(in.below(rules.size()));
    }

    private RuleSet.Bound bound(List<Meaning> meanings, ConditionCodec.Reader conditions) {
      Rule rule = rule();
      Meaning meaning = meanings.get(in.below(meanings.size()));
      Binding binding = Binding.of(meaning.sources, meaning.named, meaning.translated, in.texts());
      return new RuleSet.Bound(rule, binding, conditions.condition(), in.flag());
    }

    /// Every id is there once, and a correlation refers to what stands before it.
    private static void check(List<RuleSet.Bound> detections, List<Correlation> correlations) {
      Set<String> known = new HashSet<>();
      for (RuleSet.Bound each : detections) {
        if (!known.add(each.rule().id())) {
          throw new ByteSource.Damaged();
        }
      }
      for (Correlation each : correlations) {
        if (!known.containsAll(each.references()) || !known.add(each.rule().id())) {
          throw new ByteSource.Damaged();
        }
      }
    }

    private Meaning meaning() {
      return new Meaning(in.list(this::someEntries), someEntries(), in.flag());
    }

    private List<Taxonomy.Entry> someEntries() {
      return in.list(() -> entries.get(in.below(entries.size())));
    }

    private Taxonomy.Entry entry() {
      return new Taxonomy.Entry(
          in.below(Integer.MAX_VALUE),
          in.text(),
          WordsCodec.logSource(in),
          in.list(this::term),
          meanings());
    }

    private Taxonomy.SourceTerm term() {
      Taxonomy.SourceTerm term = Taxonomy.SourceTerm.of(in.text(), in.texts());
      if (term == null) {
        throw new ByteSource.Damaged();
      }
      return term;
    }

    private Map<String, List<Field>> meanings() {
      Map<String, List<Field>> meanings = new HashMap<>();
      for (int left = in.count(); left > 0; left--) {
        meanings.put(in.text(), List.copyOf(in.list(this::field)));
      }
      return meanings;
    }

    private Field field() {
      Field field = FieldCatalogue.builtIn().find(in.below(Field.MAX_ID + 1));
      if (field == null) {
        throw new ByteSource.Damaged();
      }
      return field;
    }
  }
}
