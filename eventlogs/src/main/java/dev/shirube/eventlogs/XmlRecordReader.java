// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.containers.ByteWindow;
import dev.shirube.containers.Entry;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.TextEncoding;
import dev.shirube.event.EventBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Reads records written as XML elements, one after another or in a list. Each is cut out of the
/// stream first and parsed alone, so that a broken one costs nothing but itself.
final class XmlRecordReader implements RecordReader {
  private static final byte[] CDATA = ascii("<![CDATA[");
  private static final byte[] COMMENT = ascii("<!--");
  private static final byte[] INSTRUCTION = ascii("<?");
  private static final byte[] DECLARATION = ascii("<!");
  private static final byte[] CLIXML = ascii("#< CLIXML");
  private static final int LONGEST = 16;

  /// A text that is searched for, and up to where in the stream it is known not to be: no byte is
  /// searched twice for it, however often a hostile document asks.
  private static final class Mark {
    final byte[] text;
    long absentUntil;

    Mark(String text) {
      this.text = ascii(text);
    }
  }

  /// What one record means.
  interface Entries {
    /// Reads a record.
    ///
    /// @param prefix put before every name
    /// @return false if it is broken
    boolean parse(String xml, String prefix);

    /// Whether it had more values than an event may have.
    boolean isCut();

    /// Appends what was read to the last event of a batch.
    void append(EventBatch batch, String xml);
  }

  private final byte[] record;
  private final byte[] recordEnd;
  private final byte[] list;
  private final byte[] listEnd;
  private final byte[] firstChild;
  private final Mark less = new Mark("<");
  private final Mark greater = new Mark(">");
  private final Mark cdataEnd = new Mark("]]>");
  private final Mark commentEnd = new Mark("-->");
  private final InputStream input;
  private final ByteWindow window;
  private final ReadContext context;
  private final String file;
  private final Entries entries;
  private long seen;
  private long records;
  private long damaged;
  private long truncated;
  private long steps;

  /// @param element name of a record's element; that of the list around records has an s behind it
  /// @param child name of the first child of every record, by which a record is known that begins
  ///   inside a broken one; empty if there is no such child
  XmlRecordReader(Entry entry, ReadContext context, String element, String child, Entries entries)
      throws IOException {
    this.input = TextEncoding.utf8(entry, context.ansi());
    this.window = new ByteWindow(input, Math.max(context.limits().recordBytes(), 1024) + LONGEST);
    this.context = context;
    this.file = entry.name();
    this.entries = entries;
    this.record = ascii("<" + element);
    this.recordEnd = ascii("</" + element);
    this.list = ascii("<" + element + "s");
    this.listEnd = ascii("</" + element + "s");
    this.firstChild = ascii(child.isEmpty() ? "" : "<" + child);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public boolean read(EventBatch batch) throws IOException {
    while (toRecord()) {
      seen++;
      int length = recordLength();
      int from = window.from();
      if (length > 0) {
        boolean read = append(batch, from, length);
        window.moveTo(from + length);
        if (read) {
          return true;
        }
      } else {
        tell("xml-record.broken", window.line(from), seen);
        window.moveTo(Math.min(from - length, window.to()));
      }
      damaged++;
    }
    return false;
  }

  private void tell(String id, long line, Object... facts) {
    Message what = Message.of(id, facts);
    context.problems().tell(new Problem(file, line, what, Message.of(id + ".advice", facts)));
  }

  private boolean append(EventBatch batch, int from, int length) {
    String xml = new String(window.bytes(), from, length, StandardCharsets.UTF_8);
    steps += length;
    if (!entries.parse(xml, "")) {
      tell("xml-record.broken", window.line(from), seen);
      return false;
    }
    int event = batch.beginEvent();
    batch.setPosition(event, seen);
    batch.setRecord(event, batch.appendBytes(window.bytes(), from, length), length);
    entries.append(batch, xml);
    records++;
    if (entries.isCut()) {
      truncated++;
      tell("xml-record.cut", window.line(from), seen, context.limits().fields());
    }
    return true;
  }

  /// Moves the window to the next event. What stands between events and is not the list around them
  /// is told.
  ///
  /// @return false at the end
  private boolean toRecord() throws IOException {
    boolean foreign = false;
    if (window.offset() == 0 && starts(0, CLIXML)) {
      window.moveTo(CLIXML.length);
    }
    while (window.ensure(1)) {
      int from = window.from();
      byte c = window.bytes()[from];
      steps++;
      if (c == '<' && isTag(0, record)) {
        tellOf(foreign);
        return true;
      }
      if (c == '<' && isAround()) {
        skipTag();
      } else {
        foreign |= c > ' ' || c < 0;
        window.moveTo(from + 1);
      }
    }
    tellOf(foreign);
    return false;
  }

  private void tellOf(boolean foreign) {
    if (foreign) {
      damaged++;
      tell("xml-record.foreign", window.line(window.from()), seen);
    }
  }

  private boolean isAround() throws IOException {
    return isTag(0, list) || isTag(0, listEnd) || starts(0, INSTRUCTION) || starts(0, DECLARATION);
  }

  private void skipTag() throws IOException {
    Mark end = starts(0, COMMENT) ? commentEnd : greater;
    int at = find(1, end);
    window.moveTo(window.from() + (at < 0 ? 1 : at + end.text.length));
  }

  /// Length of the event at the window's front; if it does not end, minus the length of what must
  /// be passed over.
  private int recordLength() throws IOException {
    int depth = 0;
    int at = 0;
    while (true) {
      at = find(at, less);
      if (at < 0) {
        return -Math.max(window.size(), 1);
      }
      if (isTag(at, recordEnd)) {
        int close = close(at);
        depth--;
        if (depth == 0 && close > 0) {
          return close + 1;
        }
      } else if (isTag(at, record)) {
        int close = close(at);
        if (at > 0 && firstChild.length > 0 && isChildNext(close)) {
          return -at;
        }
        depth += close > 0 && window.bytes()[window.from() + close - 1] == '/' ? 0 : 1;
        if (depth == 0) {
          return close + 1;
        }
      } else if (starts(at, CDATA)) {
        at = Math.max(at, find(at, cdataEnd));
      } else if (starts(at, COMMENT)) {
        at = Math.max(at, find(at, commentEnd));
      }
      at++;
    }
  }

  /// Where the tag that begins at an offset ends; -1 if another begins before, which no whole tag
  /// allows, or the window ends.
  private int close(int offset) throws IOException {
    for (int at = offset + 1; window.ensure(at + 1); at++) {
      steps++;
      byte next = window.bytes()[window.from() + at];
      if (next == '>' || next == '<') {
        return next == '>' ? at : -1;
      }
    }
    return -1;
  }

  /// Whether what every record begins with follows the tag that ends at an offset.
  private boolean isChildNext(int close) throws IOException {
    int at = close + 1;
    while (close > 0 && window.ensure(at + 1) && window.bytes()[window.from() + at] <= ' ') {
      steps++;
      at++;
    }
    return close > 0 && isTag(at, firstChild);
  }

  /// Whether a tag of a name begins at an offset from the window's front.
  private boolean isTag(int offset, byte[] tag) throws IOException {
    if (!starts(offset, tag) || !window.ensure(offset + tag.length + 1)) {
      return false;
    }
    byte next = window.bytes()[window.from() + offset + tag.length];
    return (next <= ' ' && next >= 0) || next == '>' || next == '/';
  }

  private boolean starts(int offset, byte[] text) throws IOException {
    if (!window.ensure(offset + text.length)) {
      return false;
    }
    int from = window.from() + offset;
    byte[] bytes = window.bytes();
    for (int index = 0; index < text.length; index++) {
      if (bytes[from + index] != text[index]) {
        return false;
      }
    }
    return true;
  }

  /// The first place of a text at or behind an offset from the window's front; -1 if there is none
  /// within the longest record.
  private int find(int offset, Mark mark) throws IOException {
    int at = (int) Math.max(offset, mark.absentUntil - window.offset());
    for (; window.ensure(at + mark.text.length); at++) {
      steps++;
      if (window.bytes()[window.from() + at] == mark.text[0] && starts(at, mark.text)) {
        return at;
      }
    }
    mark.absentUntil = window.offset() + at;
    return -1;
  }

  @Override
  public ReadCounts counts() {
    return new ReadCounts(records, damaged, 0, truncated);
  }

  /// How many bytes were looked at, some of them twice.
  long steps() {
    return steps;
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
