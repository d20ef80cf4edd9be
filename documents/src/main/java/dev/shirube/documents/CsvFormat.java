// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import java.io.IOException;

/// Tables of text with a header row, separated by comma, semicolon, tab or bar.
public final class CsvFormat implements Format {
  /// A format to be listed.
  public CsvFormat() {}

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public int recognize(Sample sample) {
    return CsvDialect.of(sample.text()).sure();
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    Sample sample = Sample.of(entry, context.ansi());
    return new CsvRecords(entry, CsvDialect.of(sample.text()), context);
  }
}
