// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.catalog.Problem;
import dev.shirube.containers.Entry;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Some bytes as an entry.
record Bytes(byte[] content) implements Entry {
  @Override
  public String name() {
    return "test.log";
  }

  @Override
  public byte[] head() {
    return Arrays.copyOf(content, Math.min(content.length, HEAD_BYTES));
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(content);
  }

  /// What its reader is told; problems are gathered in a list.
  static ReadContext context(List<Problem> problems, Limits limits) {
    return new ReadContext(
        problems::add, limits, StandardCharsets.ISO_8859_1, ZoneOffset.UTC, Set.of(), 0);
  }

  static EventBatch batch() {
    return new EventBatch(TenantId.LOCAL, new FieldNames());
  }
}
