// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.catalog.Language;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Messages;
import dev.shirube.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;

/// How one reader is spoken to: language, texts, and the zone in which times are shown.
public record Words(Messages messages, Language language, ZoneId zone) {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT);

  /// The same for a reader in another zone.
  public Words in(ZoneId other) {
    return new Words(messages, language, other);
  }

  /// The text of a message id with its facts.
  public String say(String id, Object... arguments) {
    return say(Message.of(id, arguments));
  }

  /// The text of a message.
  public String say(Message message) {
    return messages.render(message, language);
  }

  /// The word of a severity.
  public String severity(Severity severity) {
    return say("severity." + severity.word());
  }

  /// The name of an ATT&CK tactic; one that is not known is shown as its rule wrote it.
  public String tactic(String tactic) {
    String id = "tactic." + tactic;
    return messages.all().containsKey(id) ? say(id) : tactic;
  }

  /// Several hosts in a few words: the first and how many more.
  public String hosts(Collection<String> hosts) {
    if (hosts.isEmpty()) {
      return say("host.unknown");
    }
    String first = hosts.iterator().next();
    return hosts.size() == 1 ? first : first + " +" + (hosts.size() - 1);
  }

  /// A time to the second in the reader's zone.
  public String seconds(long nanos) {
    return SECONDS.format(instant(nanos).atZone(zone));
  }

  /// From when to when, as short as it can be said.
  public String span(long first, long last) {
    String from = seconds(first);
    String to = seconds(last);
    String day = from.substring(0, 10);
    if (from.substring(0, 16).equals(to.substring(0, 16))) {
      return from.substring(0, 16);
    }
    return to.startsWith(day)
        ? from.substring(0, 16) + " – " + to.substring(11, 16)
        : day + " – " + to.substring(0, 10);
  }

  /// A time to the millisecond in the reader's zone.
  public String millis(long nanos) {
    return MILLIS.format(instant(nanos).atZone(zone));
  }

  /// A time in UTC with all its digits, as machines read it.
  public static String exact(long nanos) {
    return EXACT.format(instant(nanos).atOffset(ZoneOffset.UTC));
  }

  /// The zone as shown beside times, such as Asia/Tokyo (+09:00); by the offset at a time.
  public String zoneAt(long nanos) {
    ZoneOffset offset = zone.getRules().getOffset(instant(nanos));
    if (offset.equals(ZoneOffset.UTC)) {
      return "UTC";
    }
    return zone instanceof ZoneOffset ? offset.getId() : zone.getId() + " (" + offset.getId() + ")";
  }

  /// A whole number with commas.
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// A length of time in the two units that matter.
  public String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      String text = String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
      return say("duration.seconds", text);
    }
    if (seconds < 3600) {
      return say("duration.minutes", seconds / 60, seconds % 60);
    }
    return seconds < 86_400 * 2
        ? say("duration.hours", seconds / 3600, seconds % 3600 / 60)
        : say("duration.days", count(seconds / 86_400), seconds % 86_400 / 3600);
  }

  /// A size in bytes, short.
  public static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    String[] units = {"kB", "MB", "GB", "TB"};
    int unit = -1;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }
}
