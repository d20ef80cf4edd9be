// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import dev.shirube.event.EventClass;
import dev.shirube.rings.FileCalls;
import dev.shirube.rings.KernelRefusal;
import dev.shirube.rings.Netlink;
import dev.shirube.rings.Poll;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.Sensor;
import dev.shirube.sensor.SensorCounts;
import dev.shirube.sensor.SensorException;
import dev.shirube.sensor.Sink;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Capabilities.Entry;
import dev.shirube.wire.Capabilities.Quality;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who logs on and off, is refused, or does something as another account. The same logon stands in
/// several places, so the fullest that speaks is listened to: the kernel's audit messages (if
/// something switched auditing on), else the lines of auth.log or secure, or of systemd's journal
/// where there is neither, else the records of wtmp and btmp. For an hour after one spoke, those
/// after it are not told.
public final class LogonSensor implements Sensor {
  /// Its name.
  public static final String NAME = "logons";

  private static final int READ_LOG = 1;
  private static final int TURN_MILLIS = 1000;
  private static final int HEAD = 16;
  private static final int MOST = 1024;
  private static final long TRUSTED_NANOS = Duration.ofHours(1).toNanos();

  private final HostIdentity host;
  private final Path root;
  private final Tally tally;
  private volatile boolean closing;
  private volatile String spoke = "";
  private volatile boolean auditSpoke;
  private long auditSpokeAt;
  private long linesSpokeAt;
  private boolean linesSpoke;
  private @Nullable Thread thread;
  private @Nullable Poll poll;
  private @Nullable Netlink audit;

  public LogonSensor(HostIdentity host, InstantSource clock) {
    this(host, clock, Path.of("/"));
  }

  LogonSensor(HostIdentity host, InstantSource clock, Path root) {
    this.host = host;
    this.root = root;
    tally = new Tally(clock);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public synchronized void start(Sink sink) throws SensorException {
    try {
      Poll waiting = new Poll();
      poll = waiting;
      Netlink messages = audit();
      audit = messages;
      FileCalls calls = new FileCalls();
      Files files =
          new Files(
              List.of(tail("var/log/auth.log", calls), tail("var/log/secure", calls)),
              tail("var/log/wtmp", calls),
              tail("var/log/btmp", calls),
              new JournalLines(root.resolve("run/systemd/journal/socket"), JournalLines.COMMAND),
              new LoginRecords(false, isWide()),
              new LoginRecords(true, isWide()));
      Outbox outbox = new Outbox(NAME, host, sink, tally);
      thread =
          Thread.ofPlatform()
              .name("logon-sensor")
              .daemon()
              .start(() -> listen(waiting, messages, files, outbox));
    } catch (KernelRefusal e) {
      throw SensorException.of(NAME, e, "proc.logons.refused", e.call(), e.error());
    }
  }

  private record Files(
      List<Tail> lines,
      Tail logons,
      Tail failures,
      JournalLines journal,
      LoginRecords wtmp,
      LoginRecords btmp) {}

  private Tail tail(String path, FileCalls calls) {
    return new Tail(root.resolve(path), calls);
  }

  private static boolean isWide() {
    return System.getProperty("os.arch").equals("aarch64");
  }

  // Without the right to listen to audit the files are still there.
  private static @Nullable Netlink audit() {
    try {
      Netlink messages = Netlink.open(Netlink.AUDIT, 0);
      try {
        messages.join(READ_LOG);
        return messages;
      } catch (KernelRefusal _) {
        messages.close();
        return null;
      }
    } catch (KernelRefusal _) {
      return null;
    }
  }

  private void listen(Poll waiting, @Nullable Netlink messages, Files files, Outbox outbox) {
    if (messages != null) {
      int _ = waiting.add(messages.descriptor());
    }
    while (!closing) {
      boolean _ = waiting.await(TURN_MILLIS);
      turn(messages, files, outbox);
    }
    turn(messages, files, outbox);
    files.journal.close();
  }

  private void turn(@Nullable Netlink messages, Files files, Outbox outbox) {
    if (messages != null) {
      receive(messages, outbox);
    }
    for (Tail lines : files.lines) {
      lines(lines, outbox);
    }
    if (files.lines.stream().noneMatch(Tail::isThere)) {
      files.journal.read(line -> line(line, "journal", outbox));
    }
    records(files.logons, files.wtmp, "wtmp", outbox);
    records(files.failures, files.btmp, "btmp", outbox);
    outbox.deliver(false);
  }

  private void receive(Netlink messages, Outbox outbox) {
    int count = 1;
    for (int taken = 0; taken < MOST && count != 0; taken++) {
      count = messages.receive();
      if (count == Netlink.OVERFLOW) {
        outbox.lost(0, tally.now() - TURN_MILLIS * 1_000_000L, "overflow");
      } else if (count > HEAD) {
        byte[] bytes = messages.bytes();
        int type = (bytes[4] & 0xff) | (bytes[5] & 0xff) << 8;
        String text = new String(bytes, HEAD, count - HEAD, StandardCharsets.UTF_8).strip();
        Logon logon = AuditMessage.logon(type, text);
        if (logon != null) {
          long nanos = AuditMessage.nanos(text);
          logon.write(outbox, nanos == 0 ? tally.now() : nanos, "audit", "");
          auditSpoke = true;
          auditSpokeAt = System.nanoTime();
          spoke = "audit";
        }
      }
    }
  }

  private boolean auditIsEnough() {
    return auditSpoke && System.nanoTime() - auditSpokeAt < TRUSTED_NANOS;
  }

  private void lines(Tail tail, Outbox outbox) {
    int count = tail.read();
    int from = 0;
    for (int at = 0; at < count; at++) {
      if (tail.bytes()[at] == '\n') {
        line(new String(tail.bytes(), from, at - from, StandardCharsets.UTF_8), "auth", outbox);
        from = at + 1;
      }
    }
    // A line longer than what is read at once is none.
    tail.took(from == 0 && count == tail.bytes().length ? count : from);
  }

  private void line(String text, String log, Outbox outbox) {
    AuthLine line = AuthLine.of(text);
    Logon logon = line == null ? null : line.logon();
    if (logon != null && line != null) {
      linesSpoke = true;
      linesSpokeAt = System.nanoTime();
      if (!auditIsEnough()) {
        logon.write(outbox, tally.now(), log, line.message());
        spoke = log;
      }
    }
  }

  private void records(Tail tail, LoginRecords reader, String log, Outbox outbox) {
    int count = tail.read();
    int at = 0;
    while (at + reader.size() <= count) {
      LoginRecords.Entry entry = reader.read(tail.bytes(), at);
      boolean linesAreEnough = linesSpoke && System.nanoTime() - linesSpokeAt < TRUSTED_NANOS;
      if (entry != null && !auditIsEnough() && !linesAreEnough) {
        entry.logon().write(outbox, entry.nanos(), log, "");
        spoke = log;
      }
      at += reader.size();
    }
    tail.took(at);
  }

  @Override
  public SensorCounts counts() {
    return tally.counts();
  }

  @Override
  public Capabilities capabilities() {
    String from = spoke;
    boolean watching;
    synchronized (this) {
      watching = thread != null;
    }
    Quality quality =
        !watching ? Quality.MISSING : from.equals("audit") ? Quality.PROVEN : Quality.PARTLY;
    String note = from.isEmpty() ? "not-seen-yet" : "read-from " + from;
    return new Capabilities(List.of(new Entry(EventClass.AUTHENTICATION, 0, quality, note)));
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closing = true;
      running = thread;
      thread = null;
      if (poll != null) {
        poll.wake();
      }
    }
    if (running != null) {
      try {
        boolean _ = running.join(Duration.ofSeconds(10));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    synchronized (this) {
      if (audit != null) {
        audit.close();
      }
      if (poll != null) {
        poll.close();
      }
    }
  }
}
