// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import dev.shirube.event.Event;
import dev.shirube.event.Field;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ValueType;
import dev.shirube.match.Fold;
import dev.shirube.match.Subject;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells of one event after the other whether it is what a predicate asks for: the plain reading of
/// {@link Predicate}, against which every faster engine is tested. Compiled once; keeps nothing
/// from event to event but what it learned of names. For one thread at a time.
public final class Judge {
  private final Test root;
  private final View view = new View();

  private Judge(Predicate predicate) {
    root = compile(predicate);
  }

  /// Compiles a predicate.
  public static Judge of(Predicate predicate) {
    return new Judge(predicate);
  }

  /// Whether an event is what was asked for.
  public Judgement judge(Event event) {
    view.on(event);
    return root.test(view);
  }

  @FunctionalInterface
  private interface Test {
    Judgement test(View view);
  }

  private static Test compile(Predicate predicate) {
    return switch (predicate) {
      case Predicate.Everything _ -> _ -> Judgement.YES;
      case Predicate.And and -> all(and.parts().stream().map(Judge::compile).toList());
      case Predicate.Or or -> any(or.parts().stream().map(Judge::compile).toList());
      case Predicate.Not not -> {
        Test part = compile(not.part());
        yield view -> part.test(view).not();
      }
      case Predicate.Anywhere anywhere -> values((_, _) -> true, false, ValueTest.of(anywhere));
      case Predicate.Exists exists -> column(exists.column(), exists);
      case Predicate.Like like -> column(like.column(), like);
      case Predicate.Matches matches -> column(matches.column(), matches);
      case Predicate.InNetwork in -> column(in.column(), in);
      case Predicate.Compare compare -> column(compare.column(), compare);
      case Predicate.OneOf many -> column(many.column(), many);
    };
  }

  private static Test all(List<Test> parts) {
    return view -> {
      Judgement judgement = Judgement.YES;
      for (int index = 0; index < parts.size() && judgement != Judgement.NO; index++) {
        judgement = judgement.and(parts.get(index).test(view));
      }
      return judgement;
    };
  }

  private static Test any(List<Test> parts) {
    return view -> {
      Judgement judgement = Judgement.NO;
      for (int index = 0; index < parts.size() && judgement != Judgement.YES; index++) {
        judgement = judgement.or(parts.get(index).test(view));
      }
      return judgement;
    };
  }

  private static Test column(Column column, Predicate predicate) {
    ValueTest test = ValueTest.of(predicate);
    boolean nulls = predicate instanceof Predicate.Exists;
    return switch (column) {
      case Column.Head head -> view -> test.test(new Subject(head.text(view.event)));
      case Column.Catalogue(Field field) -> {
        int id = field.id();
        yield values((view, entry) -> view.event.field(entry) == id, nulls, test);
      }
      case Column.Vendor(String name) -> {
        Named named = new Named(Fold.fold(name));
        yield values((view, entry) -> named.has(view.event, entry), nulls, test);
      }
    };
  }

  /// Which entries a test is about.
  @FunctionalInterface
  private interface Entries {
    boolean has(View view, int entry);
  }

  private static Test values(Entries entries, boolean nulls, ValueTest test) {
    return view -> {
      Judgement judgement = Judgement.NO;
      for (int entry = 0; entry < view.event.size() && judgement != Judgement.YES; entry++) {
        if (entries.has(view, entry) && (nulls || view.event.type(entry) != ValueType.NULL)) {
          judgement = judgement.or(test.test(view.subject(entry)));
        }
      }
      return judgement;
    };
  }

  /// An event with its values made into text once, however many tests ask.
  private static final class View {
    private Event event = new Event();
    private @Nullable Subject[] subjects = new @Nullable Subject[64];

    void on(Event newEvent) {
      event = newEvent;
      if (event.size() > subjects.length) {
        subjects = new @Nullable Subject[event.size() * 2];
      }
      Arrays.fill(subjects, 0, event.size(), null);
    }

    Subject subject(int entry) {
      Subject known = subjects[entry];
      if (known == null) {
        known = new Subject(event.text(entry));
        subjects[entry] = known;
      }
      return known;
    }
  }

  /// A source's name without case. What was found for a name's number is kept while batches share
  /// their names.
  private static final class Named {
    private static final byte SAME = 1;
    private static final byte OTHER = 2;

    private final String folded;
    private @Nullable FieldNames names;
    private byte[] known = new byte[0];

    Named(String folded) {
      this.folded = folded;
    }

    boolean has(Event event, int entry) {
      FieldNames current = event.batch().names();
      int name = event.name(entry);
      if (current != names || name >= known.length) {
        known = current == names ? Arrays.copyOf(known, current.size()) : new byte[current.size()];
        names = current;
      }
      if (known[name] == 0) {
        boolean same = name != FieldNames.NONE && Fold.fold(current.text(name)).equals(folded);
        known[name] = same ? SAME : OTHER;
      }
      return known[name] == SAME;
    }
  }
}
