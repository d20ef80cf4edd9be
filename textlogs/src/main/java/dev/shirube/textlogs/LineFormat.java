// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import dev.shirube.containers.Splitter;
import dev.shirube.event.EventBatch;
import java.io.IOException;

/// A format whose records are lines, known by how many lines of a sample are of its form.
abstract class LineFormat implements Format, Splitter {
  private final String name;
  private final LineParser parser;
  private final int least;
  private final int certainty;

  /// @param least how many of a hundred lines must be of the form
  /// @param certainty how sure of an entry the format is when all are, 0 to 100
  LineFormat(String name, LineParser parser, int least, int certainty) {
    this.name = name;
    this.parser = parser;
    this.least = least;
    this.certainty = certainty;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public int recognize(Sample sample) {
    int percent = parser.percent(sample);
    return percent >= least ? percent * certainty / 100 : 0;
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    return LineRecords.of(entry, context, parser);
  }

  @Override
  public final boolean split(EventBatch batch, String text, String prefix, Limits limits) {
    return parser.split(batch, text, prefix, limits);
  }
}
