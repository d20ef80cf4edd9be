// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.containers.Entry;
import dev.shirube.containers.LineReader;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.TextEncoding;
import dev.shirube.event.EventBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/// Reads events written as labelled lines. A record begins where the label comes that the first
/// record began with. Values are named by their labels; the description is taken apart like any
/// message, and an event XML behind it gives its values, too.
final class EventViewerText implements RecordReader {
  private static final Set<String> FIRST =
      Set.of("log name", "ログの名前", "timecreated", "message", "id", "providername", "index");
  private static final Set<String> KNOWN =
      Set.of(
          "log name",
          "source",
          "date",
          "event id",
          "task category",
          "task",
          "level",
          "opcode",
          "keywords",
          "keyword",
          "user",
          "user name",
          "computer",
          "description",
          "ログの名前",
          "ソース",
          "日付",
          "イベント id",
          "タスクのカテゴリ",
          "レベル",
          "キーワード",
          "ユーザー",
          "コンピューター",
          "コンピュータ",
          "説明",
          "timecreated",
          "providername",
          "id",
          "message",
          "version",
          "qualifiers",
          "logname",
          "machinename",
          "leveldisplayname",
          "providerid",
          "recordid");
  private static final Set<String> DESCRIPTION = Set.of("description", "説明", "message");
  private static final Set<String> XML = Set.of("event xml", "イベント xml");

  private final InputStream input;
  private final LineReader lines;
  private final ReadContext context;
  private final String file;
  private String first = "";
  private String next = "";
  private long nextLine;
  private boolean started;
  private boolean ended;
  private long records;
  private long truncated;

  EventViewerText(Entry entry, ReadContext context) throws IOException {
    this.input = TextEncoding.utf8(entry, context.ansi());
    this.lines = new LineReader(input, context.limits().recordBytes());
    this.context = context;
    this.file = entry.name();
  }

  /// Whether a line begins a record in one of these forms.
  static boolean isFirst(String line) {
    return FIRST.contains(label(line)) || isNumbered(line);
  }

  /// Whether a line has a label that these forms have.
  static boolean isKnown(String line) {
    return KNOWN.contains(label(line)) || isNumbered(line);
  }

  /// Whether a line is wevtutil's "Event[0]:" before each record.
  private static boolean isNumbered(String line) {
    String plain = line.strip();
    return plain.startsWith("Event[") && (plain.endsWith("]:") || plain.endsWith("]"));
  }

  /// The label of a line in lower case; empty if it has none.
  private static String label(String line) {
    int colon = line.indexOf(':');
    return colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
  }

  private static String value(String line) {
    return line.substring(line.indexOf(':') + 1).strip();
  }

  @Override
  public boolean read(EventBatch batch) throws IOException {
    if (!started) {
      started = true;
      toFirst();
    }
    if (ended) {
      return false;
    }
    batch.setPosition(batch.beginEvent(), nextLine);
    int labels = 0;
    do {
      labelled(batch, next);
      labels++;
    } while (!ended && !isStart(next) && labels < context.limits().fields());
    records++;
    return true;
  }

  private void toFirst() throws IOException {
    advance();
    while (!ended && !isFirst(next)) {
      advance();
    }
    if (isNumbered(next)) {
      first = "event[";
      return;
    }
    first = label(next);
  }

  private boolean isStart(String line) {
    return first.equals("event[") ? isNumbered(line) : label(line).equals(first) && isFlush(line);
  }

  private static boolean isFlush(String line) {
    return !line.startsWith("    ") && !line.startsWith("\t");
  }

  private void advance() throws IOException {
    ended = !lines.next();
    next = "";
    nextLine = lines.number();
    if (!ended) {
      next = new String(lines.bytes(), lines.start(), lines.length(), StandardCharsets.UTF_8);
      if (lines.truncated()) {
        truncated++;
        Message advice = Message.of("event-viewer.long.advice");
        context
            .problems()
            .tell(new Problem(file, lines.number(), Message.of("event-viewer.long"), advice));
      }
    }
  }

  /// Appends the value of a labelled line and of the lines that go on with it.
  private void labelled(EventBatch batch, String line) throws IOException {
    String label = label(line);
    if (label.isEmpty() || isNumbered(line)) {
      if (!line.isBlank() && !isNumbered(line)) {
        MessageText.addText(batch, "Line", line.strip());
      }
      advance();
      return;
    }
    int colon = line.indexOf(':');
    StringBuilder text = new StringBuilder(value(line));
    advance();
    if (colon > 0 && line.charAt(colon - 1) == ' ') {
      gatherColumn(text, colon + 2);
    } else if (DESCRIPTION.contains(label) || XML.contains(label)) {
      gatherFree(text);
    }
    append(batch, line.substring(0, colon).strip(), text.toString());
  }

  /// Takes the lines that stand in the column where a list's value began, and blank ones between.
  private void gatherColumn(StringBuilder text, int column) throws IOException {
    int blanks = 0;
    while (!ended && text.length() < context.limits().recordBytes()) {
      if (next.isBlank()) {
        blanks++;
      } else if (next.length() > column && next.substring(0, column).isBlank()) {
        text.append("\r\n".repeat(blanks + 1)).append(next, column, next.length());
        blanks = 0;
      } else {
        return;
      }
      advance();
    }
  }

  /// Takes everything up to the next record or the event XML.
  private void gatherFree(StringBuilder text) throws IOException {
    while (!ended && text.length() < context.limits().recordBytes()) {
      if (isStart(next) || (isFlush(next) && XML.contains(label(next)))) {
        return;
      }
      text.append(text.isEmpty() ? "" : "\r\n").append(next);
      advance();
    }
  }

  private void append(EventBatch batch, String name, String text) {
    String label = name.toLowerCase(Locale.ROOT);
    if (XML.contains(label)) {
      EventXmlEntries entries = new EventXmlEntries(context.limits());
      String xml = text.strip();
      if (entries.parse(xml, "")) {
        entries.append(batch, xml);
        return;
      }
    }
    if (DESCRIPTION.contains(label)) {
      MessageText.append(batch, name, MessageText.withoutLineEnds(text), context.limits().fields());
    } else {
      MessageText.addText(batch, name, text);
    }
  }

  @Override
  public ReadCounts counts() {
    return new ReadCounts(records, 0, 0, truncated);
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
