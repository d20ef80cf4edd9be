// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.containers.Entry;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.RecordReader;
import dev.shirube.event.EventBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Joins the lines of an audit log that belong to one event. Lines of several events may be
/// interleaved. An event is whole when its EOE or PROCTITLE line came and the line after it belongs
/// to another event; an event of a program (USER_LOGIN …) is whole with its only line; any other
/// when {@value #DISTANCE} lines came since its last one, or too many events are open.
final class AuditdReader implements RecordReader {
  private static final int DISTANCE = 256;
  private static final int OPEN_EVENTS = 512;
  private static final int OPEN_BYTES = 64 << 20;
  private static final int LINES = 4_096;

  private final Entry entry;
  private final ReadContext context;
  private final Lines lines;
  private final Map<String, Open> open = new LinkedHashMap<>();
  private final Queue<Open> whole = new ArrayDeque<>();
  private String latest = "";
  private long openBytes;
  private boolean ended;
  private long records;
  private long truncated;

  /// An event whose lines are still coming.
  private static final class Open {
    private final ByteArrayOutputStream text = new ByteArrayOutputStream(256);
    private final long position;
    private long last;
    private int count;
    private boolean closed;

    Open(long position) {
      this.position = position;
    }

    void add(Lines lines) {
      if (count++ > 0) {
        text.write('\n');
      }
      text.write(lines.bytes(), lines.from(), lines.to() - lines.from());
      last = lines.number();
    }
  }

  AuditdReader(Entry entry, ReadContext context, Lines lines) {
    this.entry = entry;
    this.context = context;
    this.lines = lines;
  }

  @Override
  public boolean read(EventBatch batch) throws IOException {
    while (whole.isEmpty() && !ended) {
      if (lines.next()) {
        line();
      } else {
        ended = true;
        whole.addAll(open.values());
        open.clear();
      }
    }
    Open next = whole.poll();
    if (next == null) {
      return false;
    }
    openBytes -= next.text.size();
    write(batch, next);
    return true;
  }

  private void line() {
    int first = Ascii.skipSpaces(lines.bytes(), lines.from(), lines.to());
    if (first == lines.to() || isSeparator(first)) {
      return;
    }
    tellCut();
    AuditLine line = AuditLine.find(lines.bytes(), lines.from(), lines.to());
    String event = line == null ? "" : line.event();
    if (!event.equals(latest)) {
      close(open.get(latest), latest);
      latest = event;
    }
    if (line == null) {
      Open single = new Open(lines.number());
      single.add(lines);
      openBytes += single.text.size();
      whole.add(single);
      return;
    }
    add(line, event);
    sweep();
  }

  /// The line of hyphens that ausearch puts between events.
  private boolean isSeparator(int from) {
    for (int at = from; at < lines.to(); at++) {
      if (lines.bytes()[at] != '-' && lines.bytes()[at] != '\r') {
        return false;
      }
    }
    return lines.to() - from >= 4;
  }

  private void add(AuditLine line, String event) {
    Open events = open.get(event);
    if (events != null && (events.count >= LINES || events.text.size() > limit(lines))) {
      open.remove(event);
      whole.add(events);
      events = null;
    }
    if (events == null) {
      events = new Open(lines.number());
      open.put(event, events);
    }
    int before = events.text.size();
    events.add(lines);
    openBytes += events.text.size() - before;
    events.closed |= closes(line, events.count);
  }

  private long limit(Lines source) {
    return (long) context.limits().recordBytes() - (source.to() - source.from());
  }

  /// Whether a line is the last of its event.
  private static boolean closes(AuditLine line, int count) {
    String spelled = line.type();
    String named = AuditNames.type(spelled);
    String type = named == null ? spelled : named;
    return type.equals("EOE")
        || type.equals("PROCTITLE")
        || type.startsWith("AUOMS_")
        || (count == 1 && isOfProgram(type));
  }

  /// Whether records of a type are written by programs, one for each event.
  private static boolean isOfProgram(String type) {
    return type.startsWith("USER_")
        || type.startsWith("CRED_")
        || type.startsWith("SERVICE_")
        || type.startsWith("DAEMON_")
        || type.startsWith("SYSTEM_")
        || type.startsWith("ADD_")
        || type.startsWith("DEL_");
  }

  private void close(@Nullable Open event, String name) {
    if (event != null && event.closed) {
      open.remove(name);
      whole.add(event);
    }
  }

  /// Lets go of events that have waited long enough, the oldest first.
  private void sweep() {
    Iterator<Open> oldest = open.values().iterator();
    while (oldest.hasNext()) {
      Open event = oldest.next();
      boolean crowded = open.size() > OPEN_EVENTS || openBytes > OPEN_BYTES;
      if (!crowded && lines.number() - event.last < DISTANCE) {
        return;
      }
      oldest.remove();
      whole.add(event);
    }
  }

  private void write(EventBatch batch, Open open) {
    byte[] text = open.text.toByteArray();
    int event = batch.beginEvent();
    Parts parts = new Parts(batch, new Parts.Text(text, 0, text.length), "", context.limits());
    batch.setRecord(event, parts.written(), text.length);
    batch.setPosition(event, open.position);
    if (!new AuditEvent(parts).write()) {
      parts.text(Parts.MESSAGE, 0, text.length);
    }
    records++;
  }

  private void tellCut() {
    if (lines.isCut()) {
      truncated++;
      String id = "textlogs.line.long";
      Message what = Message.of(id, context.limits().recordBytes());
      Message advice = LineRecords.advice(id);
      context.problems().tell(new Problem(entry.name(), lines.number(), what, advice));
    }
  }

  @Override
  public ReadCounts counts() {
    return new ReadCounts(records, 0, 0, truncated);
  }

  @Override
  public void close() {}
}
