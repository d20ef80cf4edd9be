// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// A sink that keeps what it is given, for tests to look at and to wait for.
final class Collected implements Sink {
  private final List<Event> events = new ArrayList<>();
  private final List<Event> urgent = new ArrayList<>();
  private final List<Loss> losses = new ArrayList<>();

  @Override
  public synchronized void accept(EventBatch batch, boolean soon) {
    for (int index = 0; index < batch.count(); index++) {
      Event kept = new Event().on(batch.extract(index), 0);
      events.add(kept);
      if (soon) {
        urgent.add(kept);
      }
    }
    notifyAll();
  }

  @Override
  public synchronized void lost(Loss loss) {
    losses.add(loss);
    notifyAll();
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  synchronized List<Event> urgent() {
    return List.copyOf(urgent);
  }

  synchronized List<Loss> losses() {
    return List.copyOf(losses);
  }

  synchronized List<Event> all(Predicate<Event> wanted) {
    return events.stream().filter(wanted).toList();
  }

  /// Waits for so many events of a kind.
  ///
  /// @return those there are, be it fewer when 20 seconds have gone by
  synchronized List<Event> await(int count, Predicate<Event> wanted) throws InterruptedException {
    long end = System.nanoTime() + 20_000_000_000L;
    List<Event> found = all(wanted);
    while (found.size() < count && System.nanoTime() < end) {
      wait(100);
      found = all(wanted);
    }
    return found;
  }

  /// The text of a field; empty if there is none.
  static String text(Event event, String path) {
    List<String> texts = event.texts(path);
    return texts.isEmpty() ? "" : texts.getFirst();
  }

  /// Events of an activity of a class with a text in a field.
  static Predicate<Event> with(EventClass as, int activity, String path, String part) {
    return event ->
        event.eventClass() == as
            && event.activity() == activity
            && text(event, path).contains(part);
  }
}
