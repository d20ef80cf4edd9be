// SPDX-License-Identifier: Apache-2.0
package dev.shirube.storms;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.TenantId;
import dev.shirube.installation.DataFolder;
import dev.shirube.installation.RecordingFolder;
import dev.shirube.query.Predicate;
import dev.shirube.store.Question;
import dev.shirube.store.Rows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.StringTokenizer;

/// Reads what a recording has of numbered events, and what it says is missing, into books.
final class Harvested {
  private static final String OURS = "ledger ";
  private static final Field LINE = FieldCatalogue.require("process.cmd_line");

  private Harvested() {}

  /// Reads the file of a source.
  ///
  /// @return the number behind the last event that was taken
  static int made(Books books, int run, Path file) throws IOException {
    ByteBuffer lines = ByteBuffer.wrap(Files.readAllBytes(file));
    int first = 0;
    while (lines.remaining() >= NumbersAgent.LINE) {
      int next = lines.getInt();
      books.made(run, first, next, lines.getLong());
      first = next;
    }
    return first;
  }

  /// Reads a recording that nobody has open.
  static void stored(Books books, DataFolder data) throws IOException {
    try (RecordingFolder recording = RecordingFolder.open(data, _ -> new Predicate.Everything());
        Rows rows =
            Objects.requireNonNull(recording, "somebody holds the recording")
                .store()
                .find(TenantId.LOCAL, Question.EVERYTHING)) {
      Event event = new Event();
      for (EventBatch batch = rows.next(); batch != null; batch = rows.next()) {
        for (int index = 0; index < batch.count(); index++) {
          read(books, event.on(batch, index));
        }
      }
      if (!rows.answer().missing().isEmpty()) {
        throw new AssertionError("missing: " + rows.answer().missing());
      }
    }
  }

  private static String text(Event event, String name) {
    int at = event.findName(name);
    return at < 0 ? "" : event.text(at);
  }

  private static long number(Event event, String name) {
    String text = text(event, name);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  private static void read(Books books, Event event) {
    String line = event.text(LINE);
    if (line != null && line.startsWith(OURS)) {
      StringTokenizer words = new StringTokenizer(line.substring(OURS.length()));
      books.stored(Integer.parseInt(words.nextToken()), Integer.parseInt(words.nextToken()));
      return;
    }
    switch (text(event, "metadata.event_code")) {
      case "gap.told" -> {
        long count = number(event, "count");
        if (count == 0) {
          books.span(number(event, "start_time"), number(event, "end_time"));
        } else {
          books.declared(count);
        }
      }
      case "gap.untold" -> books.untold(number(event, "count"));
      default -> {}
    }
  }
}
