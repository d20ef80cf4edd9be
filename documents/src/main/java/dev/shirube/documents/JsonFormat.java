// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// JSON: one record a line, pretty-printed records one after the other, one array, or an object
/// around an array.
public final class JsonFormat implements Format {
  private static final int SURE = 90;
  private static final int LIKELY = 60;
  private static final int BROKEN = 40;

  private final @Nullable StructuralScanner scanner;

  /// A format to be listed. It reads in the way that was asked for when the program was started:
  /// see docs/decisions/012.
  public JsonFormat() {
    this(JsonStages.chosen());
  }

  /// The format, read in a way of the caller's choice.
  ///
  /// @throws IllegalStateException if that way is not {@link JsonStages#isPresent}
  public JsonFormat(JsonStages stages) {
    this.scanner = stages.scanner();
  }

  @Override
  public String name() {
    return "json";
  }

  @Override
  public int recognize(Sample sample) {
    byte[] text = sample.text().getBytes(StandardCharsets.UTF_8);
    JsonCursor cursor = new JsonCursor();
    cursor.on(text, 0, text.length);
    int first = skipMark(cursor);
    if (first == '[') {
      cursor.at++;
      first = cursor.space();
      if (first != '{') {
        return first == '[' || first == '"' || first == ']' ? scalars(text) : 0;
      }
    }
    int sure = first == '{' ? judge(text, cursor.at) : 0;
    return sure >= LIKELY ? sure : Math.max(sure, lines(text));
  }

  private static int skipMark(JsonCursor cursor) {
    int first = cursor.space();
    while (first == 0x1e || first == 0) {
      cursor.at++;
      first = cursor.space();
    }
    int behind =
        first == 'R' ? JsonCursor.behindTitle(cursor.bytes, cursor.at, cursor.to) : cursor.at;
    if (behind > cursor.at) {
      cursor.at = behind;
      first = cursor.space();
    }
    return first;
  }

  private static int judge(byte[] text, int at) {
    JsonTape tape = new JsonTape(Limits.STANDARD, Set.of());
    return switch (tape.read(null, text, at, text.length, 0)) {
      case DONE, ENVELOPE -> SURE;
      case CUT -> hasKey(text, at) ? SURE : 0;
      case WRONG -> hasKey(text, at) ? BROKEN : 0;
    };
  }

  private static boolean hasKey(byte[] text, int at) {
    JsonCursor cursor = new JsonCursor();
    cursor.on(text, at + 1, text.length);
    return cursor.space() == '"'
        && cursor.string() == JsonCursor.Outcome.DONE
        && cursor.space() == ':';
  }

  private static int scalars(byte[] text) {
    JsonTape tape = new JsonTape(Limits.STANDARD, Set.of());
    return tape.read(null, text, 0, text.length, 0) == JsonTape.Result.WRONG ? 0 : LIKELY;
  }

  /// Whether most lines are objects, though not the first: its front may be missing.
  private static int lines(byte[] text) {
    int good = 0;
    int other = 0;
    int start = 0;
    JsonTape tape = new JsonTape(Limits.STANDARD, Set.of());
    for (int at = 0; at < text.length; at++) {
      if (text[at] == '\n') {
        boolean whole =
            text[start] == '{' && tape.read(null, text, start, at + 1, 0) == JsonTape.Result.DONE;
        good += whole ? 1 : 0;
        other += whole || at - start < 2 ? 0 : 1;
        start = at + 1;
      }
    }
    return good > 0 && good >= other ? LIKELY : 0;
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    return new JsonRecords(entry, context, scanner);
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context, @Nullable RecordReader last)
      throws IOException {
    return scanner == null && last instanceof JsonRecords before
        ? new JsonRecords(entry, context, before)
        : open(entry, context);
  }
}
