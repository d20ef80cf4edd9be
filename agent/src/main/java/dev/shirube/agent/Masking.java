// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Problem;
import dev.shirube.event.Digests;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes secrets out of command lines before they are written anywhere, by the rules of
/// content/masks. For one thread at a time.
public final class Masking {
  private static final int REMEMBERED = 4096;

  private final MaskRules rules;
  private final boolean[] isLine = new boolean[Field.MAX_ID + 1];
  private final boolean[] isArgument = new boolean[Field.MAX_ID + 1];
  private final int script = FieldCatalogue.require("script.script_content").id();
  private final Event cursor = new Event();
  // Lines that were found to hold no secret: the same process does many things.
  private final long[] clean = new long[REMEMBERED];
  private EventBatch scratch;

  Masking(MaskRules rules) {
    this.rules = rules;
    for (Field field : FieldCatalogue.builtIn().all()) {
      isLine[field.id()] = field.path().endsWith("cmd_line");
      isArgument[field.id()] = field.path().endsWith("cmd_args");
    }
    scratch = new EventBatch(TenantId.LOCAL, new FieldNames());
  }

  /// What reading gave: the masking, and every mistake found on the way.
  public record Loaded(Masking masking, List<Problem> problems) {}

  /// Reads the rules of the content folder.
  public static Loaded load(Content content) throws IOException {
    List<Problem> problems = new ArrayList<>();
    MaskRules rules = MaskRules.read(content, problems);
    return new Loaded(new Masking(rules), problems);
  }

  /// Masks nothing.
  public static Masking none() {
    return new Masking(new MaskRules());
  }

  /// Whether an event has a command line or a script with a secret in it.
  boolean isNeeded(EventBatch batch, int event) {
    cursor.on(batch, event);
    int size = cursor.size();
    for (int entry = 0; entry < size; entry++) {
      int field = cursor.field(entry);
      if ((isLine[field] && isSecret(entry)) || (field == script && isSecretText(entry))) {
        return true;
      }
    }
    return false;
  }

  private boolean isSecretText(int entry) {
    return maskedLines(cursor.text(entry)) != null;
  }

  /// A text of many lines without its secrets; null if it has none.
  private @Nullable String maskedLines(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean any = false;
    for (int from = 0; from < text.length(); ) {
      int end = text.indexOf('\n', from);
      int to = end < 0 ? text.length() : end;
      String line = text.substring(from, to);
      String masked = rules.masked(line);
      out.append(masked == null ? line : masked).append(end < 0 ? "" : "\n");
      any |= masked != null;
      from = to + 1;
    }
    return any ? out.toString() : null;
  }

  private boolean isSecret(int entry) {
    byte[] bytes = cursor.batch().buffer();
    long hash = Digests.Quick.of(bytes, cursor.offset(entry), cursor.length(entry), 1) | 1;
    int slot = (int) (hash >>> 8) & (REMEMBERED - 1);
    if (clean[slot] == hash) {
      return false;
    }
    String line = cursor.text(entry);
    if (rules.masked(line) != null) {
      return true;
    }
    clean[slot] = hash;
    return false;
  }

  /// A copy of an event, alone in a batch, with its secrets taken out; good until the next call.
  EventBatch masked(EventBatch batch, int event) {
    if (scratch.names().isFull() || !scratch.tenant().equals(batch.tenant())) {
      scratch = new EventBatch(batch.tenant(), new FieldNames());
    }
    scratch.clear();
    int copy = scratch.append(batch, event);
    cursor.on(scratch, copy);
    int size = cursor.size();
    boolean any = false;
    for (int entry = 0; entry < size; entry++) {
      if (cursor.type(entry) == ValueType.TEXT) {
        int field = cursor.field(entry);
        if (isLine[field]) {
          any |= put(entry, rules.masked(cursor.text(entry)));
        } else if (field == script) {
          any |= put(entry, maskedLines(cursor.text(entry)));
        }
      }
    }
    if (any) {
      maskArguments(size);
    }
    return scratch;
  }

  // The command line says what may be known of them; which of them was the secret, it does not.
  private void maskArguments(int size) {
    for (int entry = 0; entry < size; entry++) {
      if (isArgument[cursor.field(entry)]) {
        boolean _ = put(entry, MaskRules.MASK);
      }
    }
  }

  private boolean put(int entry, @Nullable String text) {
    if (text != null) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      scratch.setSpan(entry, scratch.appendBytes(utf8, 0, utf8.length), utf8.length);
    }
    return text != null;
  }
}
