// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.sensor.Loss;
import dev.shirube.sensor.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A sink that keeps everything, and lets tests wait for what they want to see.
final class Kept implements Sink {
  private static final long PATIENCE_SECONDS = 20;

  private final List<Event> events = new ArrayList<>();
  private final List<Loss> losses = new ArrayList<>();

  @Override
  public synchronized void accept(EventBatch batch, boolean urgent) {
    for (int index = 0; index < batch.count(); index++) {
      events.add(new Event().on(batch, index).keep());
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

  synchronized List<Loss> losses() {
    return List.copyOf(losses);
  }

  /// The first event that is as asked for, once it is there.
  synchronized Event await(Predicate<Event> wanted) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      for (Event event : events) {
        if (wanted.test(event)) {
          return event;
        }
      }
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError(
            "not seen; what was seen: " + events.stream().map(Kept::text).toList());
      }
      wait(left);
    }
  }

  Event await(EventClass eventClass, int activity, String path, String value)
      throws InterruptedException {
    return await(event ->
        event.eventClass() == eventClass
            && event.activity() == activity
            && event.texts(path).contains(value));
  }

  synchronized long count(EventClass eventClass, int activity) {
    return events.stream()
        .filter(event -> event.eventClass() == eventClass && event.activity() == activity)
        .count();
  }

  static String text(Event event) {
    StringBuilder text = new StringBuilder();
    text.append(event.eventClass()).append(':').append(event.activity());
    for (int entry = 0; entry < event.size(); entry++) {
      text.append(' ').append(event.field(entry)).append('=').append(event.text(entry));
    }
    return text.append('\n').toString();
  }
}
