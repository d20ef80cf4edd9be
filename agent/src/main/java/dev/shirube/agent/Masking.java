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

/// Takes secrets out of command lines before they are written anywhere, by the rules of
/// content/masks. For one thread at a time.
public final class Masking {
  private static final int REMEMBERED = 4096;

  private final MaskRules rules;
  private final boolean[] isLine = new boolean[Field.MAX_ID + 1];
  private final Event cursor = new Event();
  // Lines that were found to hold no secret: the same process does many things.
  private final long[] clean = new long[REMEMBERED];
  private EventBatch scratch;

  Masking(MaskRules rules) {
    this.rules = rules;
    for (Field field : FieldCatalogue.builtIn().all()) {
      isLine[field.id()] = field.path().endsWith("cmd_line");
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

  /// Whether an event has a command line with a secret in it.
  boolean isNeeded(EventBatch batch, int event) {
    cursor.on(batch, event);
    int size = cursor.size();
    for (int entry = 0; entry < size; entry++) {
      if (isLine[cursor.field(entry)] && isSecret(entry)) {
        return true;
      }
    }
    return false;
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
    for (int entry = 0; entry < size; entry++) {
      boolean text = cursor.type(entry) == ValueType.TEXT;
      String masked = isLine[cursor.field(entry)] && text ? rules.masked(cursor.text(entry)) : null;
      if (masked != null) {
        byte[] utf8 = masked.getBytes(StandardCharsets.UTF_8);
        scratch.setSpan(entry, scratch.appendBytes(utf8, 0, utf8.length), utf8.length);
      }
    }
    return scratch;
  }
}
