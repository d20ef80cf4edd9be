// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.event.Event;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One event as its log holds it: every value by the path of the elements it stands in.
record LoggedEvent(List<Datum> values) {
  /// One value.
  ///
  /// @param name the path of its elements without the root, dots between them; below EventData and
  ///   UserData without these words
  /// @param path the elements it stands in, outermost first, without the root
  record Datum(String name, List<String> path, String text) {
    /// The innermost element's name.
    String lastName() {
      return path.getFirst().equals("EventData") ? name : path.getLast();
    }
  }

  /// An event of the EVTX reader, before normalizing.
  static LoggedEvent of(Event event) {
    List<Datum> values = new ArrayList<>();
    for (int entry = 0; entry < event.size(); entry++) {
      String name = event.nameText(entry).substring("Event.".length());
      List<String> path = List.of(Parts.of(name, '.'));
      int words = path.getFirst().length() + 1;
      boolean below = path.size() > 1;
      values.add(new Datum(below ? name.substring(words) : name, path, event.text(entry)));
    }
    return new LoggedEvent(values);
  }

  /// Cuts at a character; the JDK's own way takes patterns.
  private static final class Parts {
    static String[] of(String text, char at) {
      List<String> parts = new ArrayList<>();
      int from = 0;
      for (int next = text.indexOf(at); next >= 0; next = text.indexOf(at, from)) {
        parts.add(text.substring(from, next));
        from = next + 1;
      }
      parts.add(text.substring(from));
      return parts.toArray(String[]::new);
    }
  }

  /// A value of System; empty if it has none.
  String system(String name) {
    return below("System").stream()
        .filter(datum -> datum.name().equals(name))
        .map(Datum::text)
        .findFirst()
        .orElse("");
  }

  List<Datum> data() {
    return below("EventData");
  }

  List<Datum> userData() {
    return below("UserData");
  }

  /// What stands below EventData or, where there is none, UserData.
  List<Datum> payload() {
    return data().isEmpty() ? userData() : data();
  }

  private List<Datum> below(String element) {
    return values.stream()
        .filter(datum -> datum.path().size() > 1 && datum.path().getFirst().equals(element))
        .toList();
  }

  String provider() {
    return system("Provider.Name");
  }

  String channel() {
    return system("Channel");
  }

  String id() {
    return system("EventID");
  }

  /// When it was logged, as the log spells it.
  String time() {
    return system("TimeCreated.SystemTime");
  }

  /// When it was logged, on a computer in the zone UTC.
  String localTime(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.US)
        .withZone(ZoneOffset.UTC)
        .format(Instant.parse(time()));
  }
}
