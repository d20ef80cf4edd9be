// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.EventId;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import java.util.Set;
import java.util.TreeSet;

/// Events that no retention may delete until the hold is released: for a law suit, or because an
/// open case cites them.
///
/// @param name by which it is released
/// @param reason why, for people
/// @param range from when to when the events happened; everything in it unless told closer
/// @param question which events of the range, as people wrote it; empty for all
/// @param events single events, whenever they happened; if any are named, the range holds nothing
public record Hold(
    String name, String reason, TimeRange range, String question, Set<EventId> events) {
  public Hold {
    events = Set.copyOf(events);
  }

  /// Reads the question of a hold. A question that it refuses holds all events of the range: what
  /// nobody understands is better kept.
  @FunctionalInterface
  public interface Questions {
    /// Reads one question.
    ///
    /// @throws IllegalArgumentException if the text is no question
    Predicate read(String question);
  }

  /// A hold on events of a range.
  public static Hold of(String name, String reason, TimeRange range, String question) {
    return new Hold(name, reason, range, question, Set.of());
  }

  /// A hold on single events.
  public static Hold of(String name, String reason, Set<EventId> events) {
    return new Hold(name, reason, TimeRange.ALL, "", events);
  }

  void encode(Codec.Encoder out) {
    out.text(name).text(reason).number(range.from()).number(range.until()).text(question);
    out.number(events.size());
    for (EventId id : new TreeSet<>(events)) {
      out.number(id.high()).number(id.low());
    }
  }

  static Hold decode(Codec.Decoder in) throws StoreException {
    String name = in.text();
    String reason = in.text();
    long from = in.number();
    long until = in.number();
    if (from > until) {
      throw in.damage();
    }
    String question = in.text();
    Set<EventId> events = new TreeSet<>();
    int count = in.count();
    for (int index = 0; index < count; index++) {
      events.add(new EventId(in.number(), in.number()));
    }
    return new Hold(name, reason, new TimeRange(from, until), question, events);
  }
}
