// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.event.Field;
import dev.shirube.match.Subject;
import dev.shirube.sigma.Matcher.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a rule could match events of a sort, of which only some values are known. It leans
/// towards yes: two parts of a rule that exclude each other are not noticed.
public final class Reach {
  private static final Can BOTH = new Can(true, true);
  private static final Can YES = new Can(true, false);
  private static final Can NO = new Can(false, true);

  private final Binding binding;
  private final Sort sort;

  private Reach(Binding binding, Sort sort) {
    this.binding = binding;
    this.sort = sort;
  }

  /// What is known of the events of a sort.
  @FunctionalInterface
  public interface Sort {
    /// The texts that every one of the events has for a field; empty when none ever has the field;
    /// null when it is there with texts that are not known.
    ///
    /// @param name the rule's name of the field
    /// @param catalogue the catalogue fields it means
    @Nullable List<String> values(String name, List<Field> catalogue);
  }

  /// What a part of a rule can come out as.
  private record Can(boolean yes, boolean no) {}

  static boolean couldMatch(Condition condition, Binding binding, Sort sort) {
    return new Reach(binding, sort).can(condition).yes;
  }

  private Can can(Condition condition) {
    return switch (condition) {
      case Condition.And and -> all(and.parts());
      case Condition.Or or -> not(all(or.parts().stream().map(this::negated).toList()));
      case Condition.Not not -> not(can(not.part()));
      case Condition.Selection selection -> can(selection.body());
      case Condition.Values values -> values(values);
      case Condition.Exists exists -> exists(exists);
      case Condition.Compared compared ->
          isThere(compared.field()) && isThere(compared.other()) ? BOTH : NO;
      case Condition.Keywords _ -> BOTH;
    };
  }

  private Condition negated(Condition part) {
    return new Condition.Not(part);
  }

  private Can all(List<Condition> parts) {
    boolean yes = true;
    boolean no = false;
    for (Condition part : parts) {
      Can each = can(part);
      yes &= each.yes;
      no |= each.no;
    }
    return new Can(yes, no);
  }

  private static Can not(Can can) {
    return new Can(can.no, can.yes);
  }

  private Can values(Condition.Values values) {
    List<String> texts = texts(values.field());
    if (texts == null) {
      return BOTH;
    }
    List<Subject> subjects = texts.stream().map(Subject::new).toList();
    EventView.Values known = new EventView.Values(subjects, 0);
    if (values.negated() && !known.isPresent()) {
      return NO;
    }
    Outcome outcome = values.all() ? values.tests().allOf(known) : values.tests().anyOf(known);
    return switch (outcome) {
      case YES -> values.negated() ? NO : YES;
      case NO -> values.negated() ? YES : NO;
      case UNEVALUATED -> BOTH;
    };
  }

  private Can exists(Condition.Exists exists) {
    return isThere(exists.field()) == exists.wanted() ? YES : NO;
  }

  private boolean isThere(Condition.FieldUse field) {
    List<String> texts = texts(field);
    return texts == null || !texts.isEmpty();
  }

  private @Nullable List<String> texts(Condition.FieldUse field) {
    return sort.values(field.name(), binding.catalogue(field.name()));
  }
}
