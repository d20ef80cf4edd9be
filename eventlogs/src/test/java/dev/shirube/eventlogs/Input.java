// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.catalog.Problem;
import dev.shirube.containers.Entry;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// An entry that is only bytes, and the context in which tests read it.
record Input(String name, byte[] bytes) implements Entry {
  static final Charset CP932 = Charset.forName("windows-31j");

  @Override
  public byte[] head() {
    return Arrays.copyOf(bytes, Math.min(bytes.length, HEAD_BYTES));
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(bytes);
  }

  static ReadContext context(List<Problem> problems) {
    return context(problems, Limits.STANDARD);
  }

  static ReadContext context(List<Problem> problems, Limits limits) {
    return new ReadContext(problems::add, limits, CP932, ZoneId.of("Asia/Tokyo"), Set.of(), 0);
  }
}
