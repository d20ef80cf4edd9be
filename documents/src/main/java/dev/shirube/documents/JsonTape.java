// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.containers.Limits;
import dev.shirube.containers.Utf8;
import dev.shirube.event.EntryFlag;
import dev.shirube.event.EventBatch;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes the values of one JSON document onto the tape of a batch's last event, as spans of the
/// document's own bytes. Without a batch it only looks whether the document is whole.
final class JsonTape {
  /// Name of the one value that holds all fields beyond the limit.
  static final String REST = "_rest";

  /// Name of an array's element that is not an object.
  static final String VALUE = "value";

  private static final int MAX_DEPTH = 500;

  /// How a document was read.
  enum Result {
    DONE,
    CUT,
    WRONG,
    /// It holds an array whose elements are the records; {@link #envelopeAt} tells where.
    ENVELOPE
  }

  private final JsonCursor cursor;
  private final JsonNames names = new JsonNames();
  private final Limits limits;
  private final int maxDepth;
  private final Set<String> envelopes;
  private @Nullable EventBatch batch;
  private int shift;
  private int fields;
  private int rest;
  private int envelope;
  private boolean deep;
  private int root = JsonNames.TOP;
  private boolean mayWrap;
  private long base;

  /// @param envelopes names of top-level arrays whose elements are the records
  JsonTape(Limits limits, Set<String> envelopes) {
    this(limits, envelopes, null);
  }

  /// @param scanner what finds the ends of strings ahead of reading; null to read in one pass
  JsonTape(Limits limits, Set<String> envelopes, @Nullable StructuralScanner scanner) {
    this.cursor = new JsonCursor(scanner);
    this.limits = limits;
    this.maxDepth = Math.min(limits.depth(), MAX_DEPTH);
    this.envelopes = envelopes;
  }

  /// Where the document read last ended, or where it was found broken.
  int end() {
    return cursor.at;
  }

  /// Where the array of records opens.
  int envelopeAt() {
    return envelope;
  }

  /// Whether the document read last had more fields or levels than the limits allow; what is beyond
  /// is kept as text.
  boolean beyondLimits() {
    return deep || rest >= 0;
  }

  /// Sets what is read next.
  ///
  /// @param parent number of the name it lies below, or {@link JsonNames#TOP}
  /// @param wraps whether it may be an object around an array of records
  void expect(int parent, boolean wraps) {
    root = parent;
    mayWrap = wraps;
  }

  /// Tells that the bytes of an array are others than before if the number is another.
  void window(long newBase) {
    base = newBase;
  }

  /// Reads the object, array or other value at a position.
  ///
  /// @param into null to look only
  /// @param offset where in the batch's buffer the document's first byte is or will be
  Result read(@Nullable EventBatch into, byte[] bytes, int from, int to, int offset) {
    begin(into, bytes, from, to, offset);
    Result result = top();
    if (result == Result.DONE && into != null && rest >= 0) {
      into.addSpan(into.names().intern(REST), ValueType.TEXT, rest + shift, cursor.at - rest);
    }
    return result;
  }

  private void begin(@Nullable EventBatch into, byte[] bytes, int from, int to, int offset) {
    cursor.on(bytes, from, to, base);
    batch = into;
    shift = offset - from;
    fields = 0;
    rest = -1;
    envelope = -1;
    deep = false;
    if (into != null) {
      names.use(into.names());
    }
  }

  private Result top() {
    int first = cursor.space();
    if (first == '{') {
      return object(root, 0, 1);
    }
    int name = root == JsonNames.TOP ? named(VALUE) : root;
    return first == '[' ? elements(name, 1) : value(name, 0, 0);
  }

  private int named(String name) {
    EventBatch target = batch;
    return target == null ? 0 : target.names().intern(name);
  }

  private Result value(int name, int element, int depth) {
    int first = cursor.space();
    return switch (first) {
      case -1 -> Result.CUT;
      case '{', '[' -> nested(first, name, element, depth + 1);
      case '"' -> scalar(cursor.string(), name, element);
      default -> scalar(cursor.scalar(), name, element);
    };
  }

  private Result scalar(JsonCursor.Outcome outcome, int name, int element) {
    if (outcome == JsonCursor.Outcome.WRONG) {
      return Result.WRONG;
    }
    int length = cursor.type == ValueType.NULL ? 0 : cursor.end - cursor.start;
    int entry = add(name, cursor.type, cursor.start, length, element);
    EventBatch target = batch;
    if (entry >= 0 && target != null) {
      if (cursor.high && !Utf8.isValid(cursor.bytes, cursor.start, length)) {
        target.addFlags(entry, EntryFlag.UNDECODABLE);
      }
      if (outcome == JsonCursor.Outcome.CUT) {
        target.addFlags(entry, EntryFlag.TRUNCATED);
      }
    }
    return outcome == JsonCursor.Outcome.CUT ? Result.CUT : Result.DONE;
  }

  /// Adds an entry.
  ///
  /// @return its index, or -1 if nothing is written or the limit of fields is reached
  private int add(int name, ValueType type, int start, int length, int element) {
    EventBatch target = batch;
    if (fields >= limits.fields()) {
      rest = rest < 0 ? start : rest;
      return -1;
    }
    fields++;
    if (target == null) {
      return -1;
    }
    int entry = target.addSpan(name, type, start + shift, length);
    if (element != 0) {
      target.setElement(entry, element);
    }
    return entry;
  }

  private Result nested(int opening, int name, int element, int depth) {
    int start = cursor.at;
    int entry = add(name, ValueType.TEXT, start, 0, element);
    Result result;
    int before = fields;
    if (depth > maxDepth) {
      deep = true;
      result = cursor.skip() == JsonCursor.Outcome.DONE ? Result.DONE : Result.CUT;
    } else {
      result = opening == '{' ? object(name, element, depth) : elements(name, depth);
    }
    EventBatch target = batch;
    if (entry >= 0 && target != null) {
      int end = Math.min(cursor.at, cursor.to);
      target.setSpan(entry, start + shift, end - start);
      target.addFlags(entry, fields > before || rest >= 0 ? EntryFlag.SPLIT : 0);
      target.addFlags(entry, result == Result.DONE ? 0 : EntryFlag.TRUNCATED);
    }
    return result;
  }

  private Result object(int parent, int element, int depth) {
    cursor.at++;
    while (true) {
      int next = cursor.space();
      if (next == '}') {
        cursor.at++;
        return Result.DONE;
      }
      if (next != '"') {
        return next < 0 ? Result.CUT : Result.WRONG;
      }
      Result result = member(parent, element, depth);
      if (result != Result.DONE) {
        return result;
      }
      result = separator('}');
      if (result != Result.DONE) {
        return result;
      }
    }
  }

  private Result member(int parent, int element, int depth) {
    int keyStart = cursor.at + 1;
    int name = batch == null ? JsonNames.NONE : foretold(parent, keyStart);
    boolean known = name != JsonNames.NONE;
    if (!known && cursor.string() == JsonCursor.Outcome.CUT) {
      return Result.CUT;
    }
    int keyEnd = cursor.at - 1;
    boolean keyEscaped = !known && cursor.escaped;
    int colon = cursor.space();
    if (colon != ':') {
      return colon < 0 ? Result.CUT : Result.WRONG;
    }
    cursor.at++;
    if (mayWrap && depth == 1 && cursor.space() == '[' && isEnvelope(keyStart, keyEnd)) {
      envelope = cursor.at;
      return Result.ENVELOPE;
    }
    if (fields >= limits.fields() && rest < 0) {
      rest = keyStart - 1;
    }
    if (batch != null && !known) {
      name = names.child(parent, cursor.bytes, keyStart, keyEnd, keyEscaped);
    }
    return value(name, element, depth);
  }

  /// Passes over the key under the cursor if it is the one that was to be expected.
  private int foretold(int parent, int keyStart) {
    int end = names.foretold(parent, cursor.bytes, keyStart, cursor.to);
    if (end == JsonNames.NONE) {
      return JsonNames.NONE;
    }
    cursor.at = end + 1;
    return names.id();
  }

  private boolean isEnvelope(int keyStart, int keyEnd) {
    String key = new String(cursor.bytes, keyStart, keyEnd - keyStart, StandardCharsets.UTF_8);
    if (!envelopes.contains(key)) {
      return false;
    }
    int open = cursor.at++;
    boolean holdsObjects = cursor.space() == '{';
    cursor.at = open;
    return holdsObjects;
  }

  /// Stays on a closing bracket and passes over a comma.
  private Result separator(int closing) {
    int next = cursor.space();
    if (next == ',') {
      cursor.at++;
      return Result.DONE;
    }
    if (next == closing) {
      return Result.DONE;
    }
    return next < 0 ? Result.CUT : Result.WRONG;
  }

  private Result elements(int name, int depth) {
    cursor.at++;
    int ordinal = 0;
    while (true) {
      int next = cursor.space();
      if (next == ']') {
        cursor.at++;
        return Result.DONE;
      }
      Result result = value(name, ++ordinal, depth);
      if (result != Result.DONE) {
        return result;
      }
      result = separator(']');
      if (result != Result.DONE) {
        return result;
      }
    }
  }
}
