// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.event.EventClass;
import dev.shirube.report.Words;
import dev.shirube.wire.Capabilities;
import java.time.Duration;

/// What an agent says in codes, said to a person.
record HostWords(Words words) {
  private static final long MILLI = 1_000_000L;
  private static final long RIGHT_MILLIS = 1_000;

  /// What events of a class tell of.
  String about(EventClass kind) {
    return known("fleet.sees." + kind.word(), kind.word());
  }

  /// What a field is.
  String field(String path) {
    return known("fleet.field." + path, path);
  }

  private String known(String id, String otherwise) {
    return words.messages().all().containsKey(id) ? words.say(id) : otherwise;
  }

  /// How well something is seen.
  String quality(Capabilities.Quality quality) {
    return words.say("fleet.quality." + quality.word());
  }

  /// Why something is not seen better: a code, and behind a blank its facts. One that is not known
  /// here, as the agent is of a later version, is shown as it is.
  String note(String note) {
    int blank = note.indexOf(' ');
    String code = blank < 0 ? note : note.substring(0, blank);
    String id = "fleet.note." + code;
    String facts = blank < 0 ? "" : note.substring(blank + 1);
    boolean known = !code.isEmpty() && words.messages().all().containsKey(id);
    return note.isEmpty() ? "" : known ? words.say(id, facts) : words.say("fleet.unknown", note);
  }

  /// Why events are missing.
  String reason(String reason) {
    return known("fleet.gap." + reason, reason);
  }

  /// How far a clock is off.
  String clock(long offset) {
    long millis = offset / MILLI;
    if (Math.abs(millis) < RIGHT_MILLIS) {
      return words.say("fleet.clock.right", millis);
    }
    String length = words.duration(Duration.ofMillis(Math.abs(millis)));
    return words.say(millis > 0 ? "fleet.clock.ahead" : "fleet.clock.behind", length);
  }
}
