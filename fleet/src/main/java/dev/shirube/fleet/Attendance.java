// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.doors.Agents.Outcome;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.Inbox;
import dev.shirube.gateway.Receipt;
import dev.shirube.records.Records;
import dev.shirube.records.Scope;
import dev.shirube.wire.Hello;
import dev.shirube.wire.HelloAnswer;
import dev.shirube.wire.Lane;
import dev.shirube.wire.WireException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Hears how agents are, and notices who is not heard of.
final class Attendance {
  private static final int MOST_WAITING = 10_000;
  private static final long WRITE_EACH = 5_000_000_000L;

  private final Records records;
  private final Register register;
  private final Abuses abuses;
  private final Inbox inbox;
  private final FleetLimits limits;
  private final FleetTime time;
  private final Deque<Envelope> waiting = new ArrayDeque<>();
  private long written;

  Attendance(FleetParts parts, Register register, Abuses abuses) {
    this.records = parts.records();
    this.inbox = parts.inbox();
    this.limits = parts.limits();
    this.time = parts.time();
    this.register = register;
    this.abuses = abuses;
    written = time.nanos().getAsLong();
    register.all().forEach(host -> host.attend(written));
  }

  /// Hears a hello.
  ///
  /// @return the body of the answer
  Outcome<byte[]> hello(HostState host, byte[] body) throws WireException {
    Hello hello = Hello.read(body);
    HostFacts.check(hello);
    long now = time.now();
    Lives.Heard heard = host.hear(hello, now, time.nanos().getAsLong());
    if (heard == Lives.Heard.BACK) {
      twice(host, hello, now);
      return Outcome.refused(409, "fleet.twice");
    }
    boolean back = host.marks().silent() != 0;
    if (back) {
      host.silent(0);
    }
    if (back || heard == Lives.Heard.NEW) {
      write(host);
    }
    if (back) {
      tell(HostEvents.envelope(host, HostEvents.Kind.RETURNED, "", now));
    }
    Map<Lane, Long> next = new EnumMap<>(Lane.class);
    host.places(hello.epoch()).forEach((lane, place) -> next.put(lane, place.next()));
    return new Outcome.Given<>(
        new HelloAnswer(
                now,
                (int) limits.hello().toSeconds(),
                register.policy(host.tenant, host.agent),
                next)
            .bytes());
  }

  private void twice(HostState host, Hello hello, long now) {
    host.twice(now);
    write(host);
    Lives.Life present = host.lives.all().getLast();
    String boots = present.boot() + " " + hello.host().boot();
    abuses.note(host.tenant, host.agent, "fleet.deed.twice", List.of(host.facts().name(), boots));
    tell(HostEvents.envelope(host, HostEvents.Kind.TWICE, boots, now));
  }

  /// Writes what is known of an agent.
  void write(HostState host) {
    boolean _ = host.takeChanged();
    try {
      Object _ =
          records.write(
              Scope.of(host.tenant),
              rows -> {
                HostRows.write(rows, host);
                return host.agent;
              });
    } catch (RuntimeException e) {
      host.keepChanged();
      throw e;
    }
  }

  /// Sends an event of our own on its way; one that there is no room for now goes later.
  void tell(Envelope event) {
    synchronized (waiting) {
      if (waiting.size() < MOST_WAITING) {
        waiting.add(event);
      }
      send();
    }
  }

  private void send() {
    while (!waiting.isEmpty()) {
      if (inbox.offer(waiting.getFirst()) instanceof Receipt.Full) {
        return;
      }
      waiting.removeFirst();
    }
  }

  /// To be called about once a second: who is silent, and what is to be written down.
  void upkeep() {
    synchronized (waiting) {
      send();
    }
    long nanos = time.nanos().getAsLong();
    for (HostState host : register.all()) {
      HostState.Marks marks = host.marks();
      boolean expected = marks.silent() == 0 && marks.revoked() == 0 && marks.twice() == 0;
      if (expected && nanos - host.heardAt() > limits.silence().toNanos()) {
        long now = time.now();
        host.silent(now);
        write(host);
        tell(HostEvents.envelope(host, HostEvents.Kind.SILENT, "", now));
      }
    }
    if (nanos - written >= WRITE_EACH) {
      written = nanos;
      flush();
    }
  }

  /// Writes down what has changed since it was written.
  void flush() {
    for (HostState host : register.all()) {
      if (host.takeChanged()) {
        host.keepChanged();
        write(host);
      }
    }
  }
}
