// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.containers.Limits;
import dev.shirube.containers.Splitter;
import dev.shirube.event.EventBatch;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Splits an object or array of JSON that stands alone in a text. Not safe for use by several
/// threads.
public final class JsonSplitter implements Splitter {
  private @Nullable JsonTape tape;
  private @Nullable Limits limits;

  /// A splitter to be listed.
  public JsonSplitter() {}

  @Override
  public String name() {
    return "json";
  }

  @Override
  public boolean split(EventBatch batch, String text, String prefix, Limits newLimits) {
    int first = first(text);
    if (first < 0 || (text.charAt(first) != '{' && text.charAt(first) != '[')) {
      return false;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    JsonTape reader = tape(newLimits);
    boolean whole =
        reader.read(null, bytes, first, bytes.length, 0) == JsonTape.Result.DONE
            && isBlank(bytes, reader.end());
    if (whole) {
      reader.expect(parent(batch, prefix), false);
      int offset = batch.sizeBytes();
      reader.read(batch, bytes, 0, bytes.length, offset);
      batch.appendBytes(bytes, 0, bytes.length);
    }
    return whole;
  }

  private JsonTape tape(Limits newLimits) {
    JsonTape kept = tape;
    if (kept == null || !newLimits.equals(limits)) {
      kept = new JsonTape(newLimits, Set.of());
      tape = kept;
      limits = newLimits;
    }
    return kept;
  }

  private static int parent(EventBatch batch, String prefix) {
    if (prefix.isEmpty()) {
      return JsonNames.TOP;
    }
    boolean dot = prefix.endsWith(".");
    return batch.names().intern(dot ? prefix.substring(0, prefix.length() - 1) : prefix);
  }

  /// Index of the first character that is not white space; all before are one byte each.
  private static int first(String text) {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return at;
      }
    }
    return -1;
  }

  private static boolean isBlank(byte[] bytes, int from) {
    JsonCursor cursor = new JsonCursor();
    cursor.on(bytes, from, bytes.length);
    return cursor.space() < 0;
  }
}
