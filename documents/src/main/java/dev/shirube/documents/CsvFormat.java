// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import java.io.IOException;

/// Tables of text with a header row.
public final class CsvFormat implements Format {
  @Override
  public String name() {
    return "csv";
  }

  @Override
  public int recognize(Sample sample) {
    return 0;
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    throw new IOException();
  }
}
