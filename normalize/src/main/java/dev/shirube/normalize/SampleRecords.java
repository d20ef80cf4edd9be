// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.catalog.Problems;
import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.event.EventBatch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Set;

/// Turns the record of a sample into raw entries, as its format's reader would.
final class SampleRecords {
  private SampleRecords() {}

  /// Appends the raw entries a sample gives itself.
  static void append(SourceSample sample, EventBatch batch) {
    batch.beginEvent();
    for (SourceSample.RawEntry entry : sample.entries()) {
      byte[] bytes = entry.text().getBytes(StandardCharsets.UTF_8);
      batch.add(batch.names().intern(entry.name()), entry.type(), bytes, 0, bytes.length);
    }
  }

  /// Reads the sample's record.
  ///
  /// @return false if there was none in it
  static boolean read(SourceSample sample, Format format, EventBatch batch, Problems problems)
      throws IOException {
    ReadContext context =
        new ReadContext(
            problems,
            Limits.STANDARD,
            StandardCharsets.UTF_8,
            ZoneOffset.UTC,
            Set.of("Records", "records", "value"),
            sample.receivedNanos());
    try (RecordReader reader = format.open(new TextEntry(sample), context)) {
      return reader.read(batch);
    }
  }

  private record TextEntry(SourceSample sample) implements Entry {
    @Override
    public String name() {
      return sample.file() + ":" + sample.line();
    }

    @Override
    public byte[] head() {
      byte[] all = bytes();
      return Arrays.copyOf(all, Math.min(all.length, HEAD_BYTES));
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes());
    }

    private byte[] bytes() {
      return sample.record().getBytes(StandardCharsets.UTF_8);
    }
  }
}
