// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.event.Field;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a rule's words and names mean in the taxonomy: which sources feed it, and where in an event
/// each of its fields is found.
public final class Binding {
  private final List<List<Taxonomy.Entry>> sources;
  private final List<Taxonomy.Entry> named;
  private final boolean translated;
  private final Set<String> fields = new LinkedHashSet<>();

  private Binding(
      List<List<Taxonomy.Entry>> sources, List<Taxonomy.Entry> named, boolean translated) {
    this.sources = sources;
    this.named = named;
    this.translated = translated;
  }

  /// Binds a log source.
  ///
  /// @param translated whether field names are Sigma's; if not, they are the source's own
  static Binding of(LogSource words, Taxonomy taxonomy, boolean translated) {
    List<List<Taxonomy.Entry>> sources = taxonomy.resolve(words);
    List<Taxonomy.Entry> named = new ArrayList<>();
    sources.forEach(named::addAll);
    named.addAll(taxonomy.general(words.product()));
    return new Binding(sources, named, translated);
  }

  /// The same without fields.
  Binding fresh() {
    return new Binding(sources, named, translated);
  }

  /// A binding that was made before.
  ///
  /// @param sources see {@link #sources()}
  /// @param named see {@link #named()}
  /// @param translated see {@link #isTranslated()}
  /// @param fields see {@link #names()}
  public static Binding of(
      List<List<Taxonomy.Entry>> sources,
      List<Taxonomy.Entry> named,
      boolean translated,
      List<String> fields) {
    Binding binding = new Binding(sources, named, translated);
    binding.fields.addAll(fields);
    return binding;
  }

  /// One field of a rule.
  ///
  /// @param name as the rule spells it
  /// @param catalogue the catalogue fields it means; empty when only a source's own field of that
  ///   name is meant
  public record RuleField(String name, List<Field> catalogue) {
    public RuleField {
      catalogue = List.copyOf(catalogue);
    }
  }

  /// Whether any source feeds the rule; if none does, it can never fire.
  public boolean isFed() {
    return !sources.isEmpty();
  }

  /// The log sources: of each inner list one must cover an event, of the outer list all.
  public List<List<Taxonomy.Entry>> sources() {
    return sources;
  }

  /// The entries that tell what field names mean, the first to know a name first.
  public List<Taxonomy.Entry> named() {
    return named;
  }

  /// Whether field names are Sigma's; if not, they are the source's own.
  public boolean isTranslated() {
    return translated;
  }

  /// The names of the fields the rule uses, in the order it names them.
  public List<String> names() {
    return List.copyOf(fields);
  }

  /// The fields the rule uses, in the order it names them.
  public List<RuleField> fields() {
    return fields.stream().map(name -> new RuleField(name, catalogue(name))).toList();
  }

  /// The catalogue fields that a name means here; the matched log sources know first, then the
  /// entry of their product. Empty when only a source's own field of that name is meant.
  public List<Field> catalogue(String name) {
    List<Field> found = new ArrayList<>();
    for (Taxonomy.Entry entry : translated ? named : List.<Taxonomy.Entry>of()) {
      for (Field field : entry.fields().getOrDefault(name, List.of())) {
        if (!found.contains(field)) {
          found.add(field);
        }
      }
    }
    return found;
  }

  /// The number of a field among those of all rules; the field counts as used by this rule.
  int number(String name, EventView.Fields numbers) {
    fields.add(name);
    return numbers.intern(name, catalogue(name).stream().map(Field::id).toList());
  }

  /// Whether the rule is meant for the event.
  boolean covers(EventView event) {
    for (List<Taxonomy.Entry> anyOf : sources) {
      if (anyOf.stream().noneMatch(entry -> entry.covers(event))) {
        return false;
      }
    }
    return isFed();
  }
}
