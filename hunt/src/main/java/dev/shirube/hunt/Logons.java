// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.intake.EventSink;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Who signed in from where, how often, and how often it failed: from every source whose events are
/// of the class authentication.
public final class Logons implements EventSink {
  /// Most rows that are counted one by one; what comes after is counted together.
  static final int LIMIT = 100_000;

  private static final int LOGOFF = 2;
  private static final Set<String> GOOD = Set.of("success", "succeeded", "0x0", "0", "true", "yes");

  /// What Windows calls NTLM in the event of its validation (4776).
  private static final String NTLM_PACKAGE = "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0";

  private static final Field USER = FieldCatalogue.require("user.name");
  private static final Field DOMAIN = FieldCatalogue.require("user.domain");
  private static final Field FULL = FieldCatalogue.require("user.full_name");
  private static final Field MAIL = FieldCatalogue.require("user.email_addr");
  private static final Field ACTOR = FieldCatalogue.require("actor.user.name");
  private static final Field ADDRESS = FieldCatalogue.require("src_endpoint.ip");
  private static final Field MACHINE = FieldCatalogue.require("src_endpoint.hostname");
  private static final Field TYPE = FieldCatalogue.require("logon_type");
  private static final Field PROTOCOL = FieldCatalogue.require("auth_protocol");
  private static final Field STATUS = FieldCatalogue.require("status");
  private static final Field HOST = FieldCatalogue.require("device.hostname");

  private final Map<Key, Sum> sums = new HashMap<>();
  private final Event cursor = new Event();
  private long unknown;
  private long logoffs;

  /// One way of signing in.
  ///
  /// @param user the account, with its domain where the event names one
  /// @param from address or machine; empty if the event names none
  /// @param type Windows' logon type, or the protocol where there is none
  /// @param host where the sign-in went to
  public record Key(String user, String from, String type, String host) {}

  /// How it went.
  public record Row(Key key, long succeeded, long failed, long firstNanos, long lastNanos) {}

  private static final class Sum {
    private long succeeded;
    private long failed;
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;
  }

  @Override
  public void accept(EventBatch batch) {
    for (int index = 0; index < batch.count(); index++) {
      cursor.on(batch, index);
      if (cursor.eventClass() == EventClass.AUTHENTICATION) {
        take(cursor);
      }
    }
  }

  private void take(Event event) {
    if (event.activity() == LOGOFF) {
      logoffs++;
      return;
    }
    String status = first(event, STATUS).toLowerCase(Locale.ROOT);
    if (status.isEmpty()) {
      unknown++;
      return;
    }
    Key key = new Key(user(event), first(event, ADDRESS, MACHINE), type(event), first(event, HOST));
    if (sums.size() >= LIMIT && !sums.containsKey(key)) {
      key = new Key("…", "", "", "");
    }
    Sum sum = sums.computeIfAbsent(key, it -> new Sum());
    boolean good = GOOD.contains(status);
    sum.succeeded += good ? 1 : 0;
    sum.failed += good ? 0 : 1;
    sum.firstNanos = Math.min(sum.firstNanos, event.time());
    sum.lastNanos = Math.max(sum.lastNanos, event.time());
  }

  private static String type(Event event) {
    String type = first(event, TYPE, PROTOCOL);
    return type.equals(NTLM_PACKAGE) ? "NTLM" : type;
  }

  private static String user(Event event) {
    String name = first(event, USER, FULL, MAIL, ACTOR);
    String domain = first(event, DOMAIN);
    return domain.isEmpty() || name.isEmpty() || name.indexOf('\\') >= 0 || name.indexOf('@') >= 0
        ? name
        : domain + '\\' + name;
  }

  private static String first(Event event, Field... fields) {
    for (Field field : fields) {
      String value = event.text(field);
      if (value != null && !value.isEmpty() && !value.equals("-")) {
        return value;
      }
    }
    return "";
  }

  /// The ways of signing in, most failures first, then most successes.
  public List<Row> rows() {
    return sums.entrySet().stream()
        .map(entry -> {
          Sum sum = entry.getValue();
          return new Row(entry.getKey(), sum.succeeded, sum.failed, sum.firstNanos, sum.lastNanos);
        })
        .sorted(
            Comparator.comparingLong(Row::failed)
                .thenComparingLong(Row::succeeded)
                .reversed()
                .thenComparing(row -> row.key().toString()))
        .toList();
  }

  /// Events that tell neither success nor failure.
  public long unknown() {
    return unknown;
  }

  /// Events that tell the end of a session.
  public long logoffs() {
    return logoffs;
  }
}
