// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import java.io.IOException;

/// The Windows event log since Vista: a file header, then chunks of 64 KiB with records in BinXML.
/// Also files whose header is damaged, and chunks cut out of a file.
public final class EvtxFormat implements Format {
  private final TemplateCache templates = new TemplateCache();

  public EvtxFormat() {}

  @Override
  public String name() {
    return "evtx";
  }

  @Override
  public int recognize(Sample sample) {
    byte[] head = sample.head();
    boolean chunk =
        EvtxChunk.startsWith(head, 0) || EvtxChunk.startsWith(head, EvtxReader.Header.SIZE);
    return EvtxReader.Header.startsWith(head) || chunk ? 100 : 0;
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    return new EvtxReader(entry, context, templates);
  }
}
